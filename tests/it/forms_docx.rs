//! Documents as DOCX: elements in the order of the schema, heads that repeat, page numbers.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::printed::changsha;

/// The order of elements in ECMA-376 (transitional), of those that are written.
const ORDER: &[(&str, &[&str])] = &[
    (
        "w:pPr",
        &[
            "w:pStyle",
            "w:keepNext",
            "w:keepLines",
            "w:pageBreakBefore",
            "w:widowControl",
            "w:pBdr",
            "w:shd",
            "w:tabs",
            "w:overflowPunct",
            "w:autoSpaceDE",
            "w:autoSpaceDN",
            "w:snapToGrid",
            "w:spacing",
            "w:ind",
            "w:jc",
            "w:outlineLvl",
            "w:rPr",
            "w:sectPr",
        ],
    ),
    ("w:rPr", &["w:rStyle", "w:rFonts", "w:b", "w:i", "w:color", "w:kern", "w:sz", "w:szCs", "w:u", "w:lang"]),
    ("w:tblPr", &["w:tblStyle", "w:tblW", "w:jc", "w:tblInd", "w:tblBorders", "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook"]),
    ("w:tblBorders", &["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"]),
    ("w:tblCellMar", &["w:top", "w:left", "w:bottom", "w:right"]),
    ("w:tcPr", &["w:tcW", "w:gridSpan", "w:vMerge", "w:tcBorders", "w:shd", "w:noWrap", "w:tcMar", "w:vAlign"]),
    ("w:tbl", &["w:tblPr", "w:tblGrid", "w:tr"]),
    ("w:tr", &["w:trPr", "w:tc"]),
    ("w:tc", &["w:tcPr", "w:p"]),
    ("w:sdt", &["w:sdtPr", "w:sdtContent"]),
    ("w:sdtPr", &["w:rPr", "w:alias", "w:tag", "w:id", "w:lock", "w:text", "w14:checkbox"]),
    ("w14:checkbox", &["w14:checked", "w14:checkedState", "w14:uncheckedState"]),
    ("w:sectPr", &["w:headerReference", "w:footerReference", "w:type", "w:pgSz", "w:pgMar", "w:cols", "w:docGrid"]),
    ("w:style", &["w:name", "w:basedOn", "w:next", "w:qFormat", "w:pPr", "w:rPr", "w:tblPr"]),
    ("w:styles", &["w:docDefaults", "w:style"]),
    ("w:font", &["w:altName", "w:panose1", "w:charset", "w:family", "w:pitch"]),
    ("w:settings", &["w:zoom", "w:defaultTabStop", "w:evenAndOddHeaders", "w:characterSpacingControl", "w:compat", "w:themeFontLang"]),
];

/// The parts of a package, with their order.
pub fn parts(file: &Path) -> BTreeMap<String, String> {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(file).unwrap()).unwrap();
    let mut out = BTreeMap::new();
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        out.insert(part.name().unwrap().into_owned(), text);
    }
    out
}

/// Fails if an element stands where the schema does not have it; gives how many were looked at.
fn keeps_order(name: &str, xml: &str) -> usize {
    let mut reader = Reader::from_str(xml);
    let (mut open, mut seen): (Vec<(String, usize)>, usize) = (Vec::new(), 0);
    loop {
        let event = reader.read_event().unwrap_or_else(|error| panic!("{name}: {error}"));
        let (element, stays) = match &event {
            Event::Start(e) => (String::from_utf8(e.name().as_ref().into()).unwrap(), true),
            Event::Empty(e) => (String::from_utf8(e.name().as_ref().into()).unwrap(), false),
            Event::End(_) => {
                open.pop();
                continue;
            }
            Event::Eof => break,
            _ => continue,
        };
        if let Some((parent, last)) = open.last_mut()
            && let Some((_, order)) = ORDER.iter().find(|(own, _)| own == parent)
        {
            let at = order.iter().position(|known| *known == element).unwrap_or_else(|| panic!("{name}: {element} in {parent}"));
            assert!(at >= *last, "{name}: {element} comes too late in {parent}");
            *last = at;
            seen += 1;
        }
        if stays {
            open.push((element, 0));
        }
    }
    assert!(open.is_empty());
    seen
}

#[test]
fn elements_stand_in_the_order_of_the_schema() {
    let city = changsha();
    let mut seen = 0;
    for name in city.names("docx") {
        for (part, xml) in parts(&city.file(&name, "docx")) {
            seen += keeps_order(&format!("{name} {part}"), &xml);
        }
    }
    assert!(seen > 100_000, "{seen}");
}

#[test]
fn heads_of_tables_repeat_and_every_section_has_its_page_numbers() {
    let city = changsha();
    for name in city.names("docx") {
        let parts = parts(&city.file(&name, "docx"));
        let text = &parts["word/document.xml"];
        let (tables, heads) = (text.matches("<w:tbl>").count(), text.matches("<w:tblHeader/>").count());
        assert_eq!(tables, heads, "{name}");
        let sections = text.matches("<w:sectPr>").count();
        assert_eq!(text.matches("<w:footerReference w:type=\"even\"").count(), sections, "{name}");
        assert_eq!(text.matches("<w:pgSz").count(), sections, "{name}");
        assert!(parts["word/settings.xml"].contains("<w:evenAndOddHeaders/>"));
    }
}
