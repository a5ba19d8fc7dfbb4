//! Documents as HTML on the screen.

use crate::browser::Browser;
use crate::printed::changsha;

#[test]
fn the_policy_lets_every_page_be_as_it_is_and_nothing_else() {
    let city = changsha();
    let mut browser = Browser::start();
    for name in city.names("html") {
        browser.open(&city.file(&name, "html"));
        assert_eq!(browser.eval("document.querySelectorAll('h1').length > 0"), true, "{name}");
        // The style sheet is in force: fonts of the page are those of the document.
        assert_eq!(browser.eval("getComputedStyle(document.querySelector('h1')).fontFamily.includes('小标宋')"), true, "{name}");
    }
    assert_eq!(browser.console, Vec::<String>::new());
}

#[test]
fn readers_of_the_screen_find_their_way_and_a_phone_shows_every_page() {
    let axe = std::fs::read_to_string(".venv/share/axe.min.js").expect("axe-core is installed by .ci/setup");
    let city = changsha();
    let mut browser = Browser::start();
    for name in ["实施细则", "县级自评表", "数据采集表-教育局", "省级核查表-浏阳市"] {
        browser.call("Emulation.clearDeviceMetricsOverride", serde_json::json!({}));
        browser.open(&city.file(name, "html"));
        browser.eval(&format!("{axe}; 1"));
        let found = browser.eval("axe.run(document).then(r => r.violations.map(v => [v.id, v.nodes.length, v.nodes[0].html]))");
        assert_eq!(found, serde_json::json!([]), "{name}");
        browser.call(
            "Emulation.setDeviceMetricsOverride",
            serde_json::json!({ "width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": true }),
        );
        assert_eq!(browser.eval("document.documentElement.scrollWidth"), 390, "{name}");
    }
}

#[test]
fn a_page_is_filled_in_by_keyboard_and_ticked() {
    let city = changsha();
    let mut browser = Browser::start();
    browser.open(&city.file("数据采集表-教育局", "html"));
    let blank = "document.querySelector('[aria-label^=联系学校的领导人数]')";
    browser.click(blank);
    browser.call("Input.insertText", serde_json::json!({ "text": "24" }));
    assert_eq!(browser.eval(&format!("{blank}.textContent")), "24");
    browser.click("document.querySelector('.choice')");
    assert_eq!(browser.eval("document.querySelector('.choice input').checked"), true);
}
