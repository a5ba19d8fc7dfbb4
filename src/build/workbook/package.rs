//! The parts of a workbook as a file (工作簿文件): its sheets by name, and XML without namespaces.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use quick_xml::events::{BytesStart, Event};

use crate::data::limits;

/// The file, unpacked part by part.
pub(super) struct Package<'b> {
    archive: zip::ZipArchive<Cursor<&'b [u8]>>,
}

/// Something an XML reader meets; names are without their namespace.
pub(super) enum Met<'e> {
    /// An element begins.
    Start(&'e str, &'e BytesStart<'e>),
    /// Text inside the elements that are open.
    Text(&'e str),
    /// An element ends.
    End(&'e str),
}

impl<'b> Package<'b> {
    /// `None` if the bytes are no packed file.
    pub fn open(bytes: &'b [u8]) -> Option<Package<'b>> {
        Some(Package { archive: zip::ZipArchive::new(Cursor::new(bytes)).ok()? })
    }

    /// The text of a part.
    pub fn part(&mut self, path: &str) -> Option<String> {
        let mut text = String::new();
        self.archive.by_name(path).ok()?.take(limits::UNPACKED_BYTES).read_to_string(&mut text).ok()?;
        Some(text)
    }

    /// Names of sheets with the path of each, in their order.
    pub fn sheets(&mut self) -> Option<Vec<(String, String)>> {
        let mut targets: BTreeMap<String, String> = BTreeMap::new();
        walk(&self.part("xl/_rels/workbook.xml.rels")?, &mut |met| {
            if let Met::Start("Relationship", e) = met
                && let (Some(id), Some(target)) = (attribute(e, "Id"), attribute(e, "Target"))
            {
                let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
                targets.insert(id, path);
            }
        })?;
        let mut sheets = Vec::new();
        walk(&self.part("xl/workbook.xml")?, &mut |met| {
            if let Met::Start("sheet", e) = met
                && let (Some(name), Some(id)) = (attribute(e, "name"), attribute(e, "r:id").or_else(|| attribute(e, "id")))
                && let Some(path) = targets.get(&id)
            {
                sheets.push((name, path.clone()));
            }
        })?;
        Some(sheets)
    }
}

/// Goes through an XML text; `None` if it is not well formed.
pub(super) fn walk(text: &str, meet: &mut dyn FnMut(Met<'_>)) -> Option<()> {
    let mut xml = quick_xml::Reader::from_str(text);
    loop {
        match xml.read_event().ok()? {
            Event::Start(e) => meet(Met::Start(e.local_name().as_ref(), &e)),
            Event::Empty(e) => {
                meet(Met::Start(e.local_name().as_ref(), &e));
                meet(Met::End(e.local_name().as_ref()));
            }
            Event::End(e) => meet(Met::End(e.local_name().as_ref())),
            Event::Text(t) => meet(Met::Text(&t.xml_content(quick_xml::XmlVersion::Implicit1_0))),
            Event::GeneralRef(r) => {
                let known = quick_xml::escape::resolve_predefined_entity(&r).map(str::to_owned);
                let coded = r.resolve_char_ref().ok().flatten().map(String::from);
                meet(Met::Text(&known.or(coded).unwrap_or_default()));
            }
            Event::Eof => return Some(()),
            _ => {}
        }
    }
}

/// An attribute of an element.
pub(super) fn attribute(e: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = e.attributes().flatten().find(|a| a.key.as_ref() == name)?;
    found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(|v| v.into_owned())
}

/// Whether an attribute is set.
pub(super) fn is_set(e: &BytesStart<'_>, name: &str) -> bool {
    attribute(e, name).is_some_and(|v| v == "1" || v == "true")
}

/// A range such as `B7:C20`, or one cell: first and last row, first and last column, from 0.
pub(super) fn range(text: &str) -> Option<((u32, u32), (u32, u32))> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let (a, b) = (address(first)?, address(last)?);
    Some(((a.0.min(b.0), a.0.max(b.0)), (a.1.min(b.1), a.1.max(b.1))))
}

/// Row and column of an address such as `B7` or `$B$7`, from 0.
pub(super) fn address(text: &str) -> Option<(u32, u32)> {
    let plain: String = text.chars().filter(|c| *c != '$').collect();
    let digits = plain.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = plain.split_at(digits);
    let mut column: u32 = 0;
    for c in letters.chars() {
        let place = c.to_ascii_uppercase();
        if !place.is_ascii_uppercase() || column > 1_000_000 {
            return None;
        }
        column = column * 26 + (place as u32 - 'A' as u32 + 1);
    }
    Some((row.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}
