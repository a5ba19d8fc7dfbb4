//! The page of declarations names every keyword and every attribute the compiler knows, and no other.

use evalc::syntax::Keyword;

#[test]
fn the_page_of_declarations_is_complete() {
    let page = std::fs::read_to_string("spec/03-declarations.md").unwrap();
    let mut sections = page.split("\n## ").skip(1);
    for keyword in Keyword::ALL {
        let section = sections.next().unwrap_or_else(|| panic!("no section for {}", keyword.word()));
        let (title, text) = section.split_once('\n').unwrap();
        assert_eq!(title, keyword.word());
        let listed = text.split_once("Attributes: ").map_or("", |(_, list)| list.trim().trim_end_matches('.'));
        let listed: Vec<&str> = listed.split(", ").filter(|a| !a.is_empty()).map(|a| a.split_once(" (").unwrap().0).collect();
        let known: Vec<String> = keyword.attributes().iter().map(|a| format!("{}{}", a.word, if a.required { "*" } else { "" })).collect();
        assert_eq!(listed, known, "attributes of {}", keyword.word());
    }
    assert_eq!(sections.next(), None, "a section for no keyword");
}
