//! The parts beside the text: styles, fonts, headers and footers with page numbers, relations.

use super::xml::{Xml, part};
use crate::forms::page::{Document, Face, Faces, TextSize};

pub(super) const CONTENT_TYPES: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">",
    "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>",
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>",
    "<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>",
    "<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>",
    "<Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>",
    "<Override PartName=\"/word/settings.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml\"/>",
    "<Override PartName=\"/word/fontTable.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml\"/>",
    "<Override PartName=\"/word/header1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml\"/>",
    "<Override PartName=\"/word/footer1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/>",
    "<Override PartName=\"/word/footer2.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/>",
    "</Types>"
);

pub(super) const RELATIONS: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
    "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>",
    "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>",
    "</Relationships>"
);

pub(super) const DOCUMENT_RELATIONS: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
    "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>",
    "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings\" Target=\"settings.xml\"/>",
    "<Relationship Id=\"rId3\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/fontTable\" Target=\"fontTable.xml\"/>",
    "<Relationship Id=\"rId4\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/header\" Target=\"header1.xml\"/>",
    "<Relationship Id=\"rId5\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer\" Target=\"footer1.xml\"/>",
    "<Relationship Id=\"rId6\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer\" Target=\"footer2.xml\"/>",
    "</Relationships>"
);

/// Odd and even pages differ: the page number stands outside.
pub(super) const SETTINGS: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
    "<w:settings xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">",
    "<w:zoom w:percent=\"100\"/><w:defaultTabStop w:val=\"420\"/><w:evenAndOddHeaders/><w:characterSpacingControl w:val=\"compressPunctuation\"/>",
    "<w:compat><w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat>",
    "<w:themeFontLang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/>",
    "</w:settings>"
);

/// Title and language; no time and no name of a person.
pub(super) fn core(document: &Document) -> String {
    let mut xml = Xml::default();
    let spaces = [
        ("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ];
    xml.element("cp:coreProperties", &spaces, |xml| {
        xml.element("dc:title", &[], |xml| xml.text(&document.title));
        xml.element("dc:subject", &[], |xml| xml.text(&document.mark));
        xml.element("dc:language", &[], |xml| xml.text("zh-CN"));
    });
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n{}", xml.finish())
}

/// The fonts of a run; letters and digits are set in the customary Latin face.
pub(super) fn run_fonts(xml: &mut Xml, family: &str) {
    let latin = "Times New Roman";
    xml.empty("w:rFonts", &[("w:hint", "eastAsia"), ("w:ascii", latin), ("w:eastAsia", family), ("w:hAnsi", latin), ("w:cs", latin)]);
}

/// A paragraph style.
struct Style {
    id: &'static str,
    name: &'static str,
    face: Face,
    half_points: u32,
    /// First line indented by so many hundredths of a character.
    indent: Option<u32>,
    align: &'static str,
    outline: Option<u8>,
    keep: bool,
}

const STYLES: &[Style] = &[
    Style { id: "Title", name: "Title", face: Face::Title, half_points: 44, indent: None, align: "center", outline: None, keep: true },
    Style {
        id: "Subtitle",
        name: "Subtitle",
        face: Face::Subheading,
        half_points: 32,
        indent: None,
        align: "center",
        outline: None,
        keep: true,
    },
    Style { id: "Annex", name: "附件", face: Face::Heading, half_points: 32, indent: None, align: "left", outline: None, keep: true },
    Style {
        id: "Heading1",
        name: "heading 1",
        face: Face::Heading,
        half_points: 32,
        indent: Some(200),
        align: "both",
        outline: Some(0),
        keep: true,
    },
    Style {
        id: "Heading2",
        name: "heading 2",
        face: Face::Body,
        half_points: 32,
        indent: Some(200),
        align: "both",
        outline: Some(1),
        keep: false,
    },
    Style {
        id: "Heading3",
        name: "heading 3",
        face: Face::Body,
        half_points: 32,
        indent: Some(200),
        align: "both",
        outline: Some(2),
        keep: false,
    },
    Style {
        id: "Heading4",
        name: "heading 4",
        face: Face::Body,
        half_points: 32,
        indent: Some(200),
        align: "both",
        outline: Some(3),
        keep: false,
    },
    Style {
        id: "Text", name: "正文文字", face: Face::Body, half_points: 32, indent: Some(200), align: "both", outline: None, keep: false
    },
    Style { id: "Fields", name: "填写行", face: Face::Body, half_points: 24, indent: None, align: "left", outline: None, keep: false },
    Style { id: "Note", name: "表注", face: Face::Body, half_points: 21, indent: None, align: "left", outline: None, keep: false },
];

/// Defaults and the style of each kind of block.
pub(super) fn styles(faces: &Faces) -> String {
    part("w:styles", |xml| {
        xml.element("w:docDefaults", &[], |xml| {
            xml.element("w:rPrDefault", &[], |xml| {
                xml.element("w:rPr", &[], |xml| {
                    run_fonts(xml, faces.first(Face::Body));
                    xml.value("w:kern", 2);
                    xml.value("w:sz", 32);
                    xml.value("w:szCs", 32);
                    xml.empty("w:lang", &[("w:val", "en-US"), ("w:eastAsia", "zh-CN"), ("w:bidi", "ar-SA")]);
                });
            });
            xml.element("w:pPrDefault", &[], |_| {});
        });
        xml.element("w:style", &[("w:type", "paragraph"), ("w:default", "1"), ("w:styleId", "Normal")], |xml| {
            xml.value("w:name", "Normal");
            xml.empty("w:qFormat", &[]);
            // Every page is filled to its last line, and no room is added between Chinese characters and digits, as in the other forms.
            xml.element("w:pPr", &[], |xml| {
                xml.value("w:widowControl", 0);
                // Word's own default: LibreOffice reads it the other way round and else loses marks that hang beyond the end of a line.
                xml.value("w:overflowPunct", 1);
                xml.value("w:autoSpaceDE", 0);
                xml.value("w:autoSpaceDN", 0);
            });
        });
        for style in STYLES {
            xml.element(
                "w:style",
                &[("w:type", "paragraph"), ("w:customStyle", if style.name.is_ascii() { "0" } else { "1" }), ("w:styleId", style.id)],
                |xml| {
                    xml.value("w:name", style.name);
                    xml.value("w:basedOn", "Normal");
                    xml.empty("w:qFormat", &[]);
                    xml.element("w:pPr", &[], |xml| paragraph(xml, style));
                    xml.element("w:rPr", &[], |xml| {
                        run_fonts(xml, faces.first(style.face));
                        xml.value("w:sz", style.half_points);
                        xml.value("w:szCs", style.half_points);
                    });
                },
            );
        }
        xml.element("w:style", &[("w:type", "table"), ("w:default", "1"), ("w:styleId", "TableNormal")], |xml| {
            xml.value("w:name", "Normal Table");
            xml.element("w:tblPr", &[], |xml| {
                xml.empty("w:tblInd", &[("w:w", "0"), ("w:type", "dxa")]);
            });
        });
    })
}

fn paragraph(xml: &mut Xml, style: &Style) {
    if style.keep {
        xml.empty("w:keepNext", &[]);
    }
    match style.id {
        "Title" => {
            xml.value("w:snapToGrid", 0);
            xml.empty("w:spacing", &[("w:before", "0"), ("w:after", "300"), ("w:line", "640"), ("w:lineRule", "exact")]);
        }
        "Fields" => {
            xml.value("w:snapToGrid", 0);
            xml.empty("w:spacing", &[("w:before", "60"), ("w:after", "60"), ("w:line", "360"), ("w:lineRule", "exact")]);
        }
        "Note" => {
            xml.value("w:snapToGrid", 0);
            xml.empty("w:spacing", &[("w:before", "60"), ("w:after", "0"), ("w:line", "310"), ("w:lineRule", "exact")]);
        }
        _ => xml.empty("w:spacing", &[("w:line", "579"), ("w:lineRule", "exact")]),
    }
    if let Some(indent) = style.indent {
        let twips = (style.half_points * 10 * indent / 100).to_string();
        xml.empty("w:ind", &[("w:firstLineChars", &indent.to_string()), ("w:firstLine", &twips)]);
    }
    xml.value("w:jc", style.align);
    if let Some(level) = style.outline {
        xml.value("w:outlineLvl", level);
    }
}

/// What stands in for each family where it is not installed.
pub(super) fn fonts(faces: &Faces) -> String {
    part("w:fonts", |xml| {
        let mut named: Vec<&str> = Vec::new();
        for face in Face::ALL {
            let family = faces.first(face);
            if named.contains(&family) {
                continue;
            }
            named.push(family);
            xml.element("w:font", &[("w:name", family)], |xml| {
                if let Some(other) = faces.of(face).get(1) {
                    xml.value("w:altName", other);
                }
                xml.value("w:charset", "86");
                xml.value("w:family", "auto");
                xml.value("w:pitch", "variable");
            });
        }
    })
}

/// The mark at the top of every page.
pub(super) fn header(document: &Document) -> String {
    part("w:hdr", |xml| {
        xml.element("w:p", &[], |xml| {
            xml.element("w:pPr", &[], |xml| xml.value("w:jc", "right"));
            xml.element("w:r", &[], |xml| {
                properties(xml, document.faces.first(Face::Table), TextSize::Small.half_points(), Some("666666"));
                xml.element("w:t", &[("xml:space", "preserve")], |xml| xml.text(&document.mark));
            });
        });
    })
}

/// — 1 — at the right on odd pages, at the left on even ones, one character from the edge.
pub(super) fn footer(faces: &Faces, even: bool) -> String {
    let family = faces.first(Face::Table);
    let said = |xml: &mut Xml, text: &str| {
        xml.element("w:r", &[], |xml| {
            properties(xml, family, 28, None);
            xml.element("w:t", &[("xml:space", "preserve")], |xml| xml.text(text));
        });
    };
    let field = |xml: &mut Xml, kind: &str| {
        xml.element("w:r", &[], |xml| {
            properties(xml, family, 28, None);
            xml.empty("w:fldChar", &[("w:fldCharType", kind)]);
        });
    };
    part("w:ftr", |xml| {
        xml.element("w:p", &[], |xml| {
            xml.element("w:pPr", &[], |xml| {
                let side = if even { "w:left" } else { "w:right" };
                xml.empty("w:ind", &[(side, "280")]);
                xml.value("w:jc", if even { "left" } else { "right" });
            });
            said(xml, "— ");
            field(xml, "begin");
            xml.element("w:r", &[], |xml| {
                properties(xml, family, 28, None);
                xml.element("w:instrText", &[("xml:space", "preserve")], |xml| xml.text(" PAGE "));
            });
            field(xml, "separate");
            said(xml, "1");
            field(xml, "end");
            said(xml, " —");
        });
    })
}

fn properties(xml: &mut Xml, family: &str, half_points: u32, color: Option<&str>) {
    xml.element("w:rPr", &[], |xml| {
        run_fonts(xml, family);
        if let Some(color) = color {
            xml.value("w:color", color);
        }
        xml.value("w:sz", half_points);
        xml.value("w:szCs", half_points);
    });
}
