//! The form on paper and on small screens: what a number is and where it comes from is printed, no unit is torn, no bar fills a low
//! screen. Spec: §14d.2.

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::build_python::{city, stamp};
use evalc::build::{Subject, Target};

/// The form of a city in the browser.
fn form(folder: &std::path::Path) -> Browser {
    let rules = city("changsha");
    let subject = Subject::new(&rules, &stamp(&rules));
    let files = Target::Html.files(&subject, None).unwrap();
    let page = folder.join("自评表.html");
    std::fs::write(&page, &files[0].bytes).unwrap();
    let mut browser = Browser::start();
    browser.open(&page);
    browser.wait("document.querySelectorAll('.field').length > 100");
    browser
}

fn screen(browser: &mut Browser, width: u32, height: u32) {
    browser.call("Emulation.setDeviceMetricsOverride", json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": true }));
}

#[test]
fn scope_and_source_are_printed_and_no_unit_is_torn() {
    let folder = tempfile::tempdir().unwrap();
    let mut browser = form(folder.path());
    browser.call("Emulation.setEmulatedMedia", json!({ "media": "print" }));
    let hints = "[...document.querySelectorAll('.field .hint')].filter(hint => hint.textContent.includes('来源：'))";
    assert_eq!(browser.eval(&format!("{hints}.length > 100 && {hints}.every(hint => hint.getClientRects().length > 0)")), json!(true));
    let units = "[...document.querySelectorAll('.unit')]";
    let torn = format!("{units}.filter(unit => unit.getClientRects().length > 1).map(unit => unit.textContent)");
    assert_eq!(browser.eval(&torn), Value::Array(Vec::new()));
    assert_eq!(browser.eval(&format!("{units}.some(unit => unit.textContent === '（万元）')")), json!(true), "units of columns, too");
}

#[test]
fn the_bar_leaves_a_small_screen_to_the_form() {
    let folder = tempfile::tempdir().unwrap();
    let mut browser = form(folder.path());
    for (width, height) in [(320, 568), (390, 844), (667, 375), (1024, 600)] {
        screen(&mut browser, width, height);
        browser.eval("scrollTo(0, 2000)");
        let bar =
            "(bar => getComputedStyle(bar).position === 'sticky' ? bar.getBoundingClientRect().height : 0)(document.querySelector('.bar'))";
        let high = browser.eval(bar).as_f64().unwrap();
        assert!(high < f64::from(height) * 0.22, "{high} of {height} points");
        assert_eq!(browser.eval("document.documentElement.scrollWidth <= innerWidth"), json!(true), "{width}");
    }
}
