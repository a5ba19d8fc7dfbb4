//! Word documents (DOCX): real headings, real tables with repeated heads, fields and boxes that Word and WPS fill in.
//!
//! Written part by part: no library makes all of them in the order the schema demands. Spec: §15.5.

mod blocks;
mod package;
mod settings;
mod table;
mod xml;

use super::FormError;
use super::page::Document;

/// The file; the same document gives the same bytes.
///
/// # Errors
/// The package could not be put together.
pub fn write(document: &Document) -> Result<Vec<u8>, FormError> {
    let mut body = blocks::Body::new(&document.faces);
    body.document(document);
    let parts = [
        ("[Content_Types].xml", settings::CONTENT_TYPES.to_owned()),
        ("_rels/.rels", settings::RELATIONS.to_owned()),
        ("docProps/core.xml", settings::core(document)),
        ("word/document.xml", body.finish()),
        ("word/_rels/document.xml.rels", settings::DOCUMENT_RELATIONS.to_owned()),
        ("word/styles.xml", settings::styles(&document.faces)),
        ("word/settings.xml", settings::SETTINGS.to_owned()),
        ("word/fontTable.xml", settings::fonts(&document.faces)),
        ("word/header1.xml", settings::header(document)),
        ("word/footer1.xml", settings::footer(&document.faces, false)),
        ("word/footer2.xml", settings::footer(&document.faces, true)),
    ];
    package::pack(&parts)
}
