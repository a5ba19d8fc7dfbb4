//! Elements as text: what is pushed is always closed, what is said is always escaped.

use std::fmt::Write as _;

use quick_xml::escape::escape;

use crate::forms::page::inert;

/// Text being written.
#[derive(Debug, Default)]
pub(super) struct Xml(String);

impl Xml {
    /// An element with attributes and content.
    pub fn element(&mut self, name: &str, attributes: &[(&str, &str)], content: impl FnOnce(&mut Xml)) {
        self.start(name, attributes);
        self.0.push('>');
        content(self);
        let _ = write!(self.0, "</{name}>");
    }

    /// An element without content.
    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.0.push_str("/>");
    }

    /// An element whose only attribute is its value.
    pub fn value(&mut self, name: &str, value: impl std::fmt::Display) {
        self.empty(name, &[("w:val", &value.to_string())]);
    }

    /// Text.
    pub fn text(&mut self, text: &str) {
        self.0.push_str(&escape(inert(text).as_str()));
    }

    /// What was written as elements before.
    pub fn raw(&mut self, elements: &str) {
        self.0.push_str(elements);
    }

    /// The whole.
    pub fn finish(self) -> String {
        self.0
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let _ = write!(self.0, "<{name}");
        for (key, value) in attributes {
            let _ = write!(self.0, " {key}=\"{}\"", escape(inert(value).as_str()));
        }
    }
}

/// A part with its first line and the name spaces it uses.
pub(super) fn part(root: &str, content: impl FnOnce(&mut Xml)) -> String {
    let mut xml = Xml("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n".to_owned());
    let spaces = [
        ("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
        ("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
        ("xmlns:mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"),
        ("xmlns:w14", "http://schemas.microsoft.com/office/word/2010/wordml"),
        ("mc:Ignorable", "w14"),
    ];
    xml.element(root, &spaces, content);
    xml.finish()
}
