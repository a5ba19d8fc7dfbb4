//! Blocks as paragraphs and sections (段落和节).

use super::settings::run_fonts;
use super::xml::{Xml, part};
use crate::forms::page::{Block, Document, Face, Faces, Heading, Masthead, Paper, Run, Section, SignatureLine, twips};

/// How a run looks where it differs from its paragraph's style.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Look<'f> {
    pub family: Option<&'f str>,
    pub half_points: Option<u32>,
    pub underlined: bool,
    pub color: Option<&'static str>,
}

/// The text of a document.
pub(super) struct Body<'f> {
    pub xml: Xml,
    pub faces: &'f Faces,
    /// Content controls have numbers.
    controls: u32,
    /// Whether paragraphs stay on the page of the next one.
    pub keeps: bool,
}

impl<'f> Body<'f> {
    pub fn new(faces: &'f Faces) -> Body<'f> {
        Body { xml: Xml::default(), faces, controls: 0, keeps: false }
    }

    /// Every section; the last one's properties stand at the end of the body, those of the others in a paragraph of their own.
    pub fn document(&mut self, document: &Document) {
        for (at, section) in document.sections.iter().enumerate() {
            for (at, block) in section.blocks.iter().enumerate() {
                self.keeps = section.blocks.get(at + 1) == Some(&Block::Keep);
                self.block(block);
            }
            if at + 1 == document.sections.len() {
                self.section(section);
            } else {
                let own = self.part(|body| body.section(section));
                self.xml.element("w:p", &[], |xml| {
                    xml.element("w:pPr", &[], |xml| {
                        xml.empty("w:spacing", &[("w:line", "20"), ("w:lineRule", "exact")]);
                        xml.raw(&own);
                    });
                });
            }
        }
    }

    /// The whole part.
    pub fn finish(self) -> String {
        let body = self.xml.finish();
        part("w:document", |xml| xml.element("w:body", &[], |xml| xml.raw(&body)))
    }

    /// What is written meanwhile, as text.
    pub fn part(&mut self, write: impl FnOnce(&mut Self)) -> String {
        let outer = std::mem::take(&mut self.xml);
        write(self);
        std::mem::replace(&mut self.xml, outer).finish()
    }

    fn section(&mut self, section: &Section) {
        let ((width, height), [top, right, bottom, left]) = (section.paper.size(), section.paper.margins());
        let mm = |value: u32| twips(value).to_string();
        let across = section.paper == Paper::Landscape;
        self.xml.element("w:sectPr", &[], |xml| {
            for (kind, id) in [("default", "rId4"), ("even", "rId4")] {
                xml.empty("w:headerReference", &[("w:type", kind), ("r:id", id)]);
            }
            for (kind, id) in [("default", "rId5"), ("even", "rId6")] {
                xml.empty("w:footerReference", &[("w:type", kind), ("r:id", id)]);
            }
            xml.value("w:type", "nextPage");
            let (width, height) = (mm(width), mm(height));
            let mut size = vec![("w:w", width.as_str()), ("w:h", height.as_str())];
            size.extend(across.then_some(("w:orient", "landscape")));
            xml.empty("w:pgSz", &size);
            let (top, right, bottom, left) = (mm(top), mm(right), mm(bottom), mm(left));
            // The page number stands 7 mm below the text: 18 mm above the edge in the lower margin of 35 mm.
            let (header, footer) = if across { (mm(15), mm(14)) } else { (mm(20), mm(23)) };
            let margins = [("w:top", top.as_str()), ("w:right", &right), ("w:bottom", &bottom), ("w:left", &left)];
            let mut all = margins.to_vec();
            all.extend([("w:header", header.as_str()), ("w:footer", footer.as_str()), ("w:gutter", "0")]);
            xml.empty("w:pgMar", &all);
            xml.empty("w:cols", &[("w:space", "425")]);
            xml.empty("w:docGrid", &[("w:type", "lines"), ("w:linePitch", "579")]);
        });
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Masthead(masthead) => self.masthead(masthead),
            Block::Annex(words) => self.styled("Annex", &super::super::page::text(words.as_str())),
            Block::Title(lines) => self.title(lines),
            Block::Subtitle(words) => self.styled("Subtitle", &super::super::page::text(words.as_str())),
            Block::Heading(heading) => self.heading(heading),
            Block::Paragraph(runs) => self.styled("Text", runs),
            Block::Note(words) => self.styled("Note", &super::super::page::text(words.as_str())),
            Block::Fields(fields) => {
                let mut runs: Vec<Run> = Vec::new();
                for field in fields {
                    if !runs.is_empty() {
                        runs.push(Run::Text("　　".to_owned()));
                    }
                    runs.extend(field.iter().cloned());
                }
                self.styled("Fields", &runs);
            }
            Block::Table(table) => {
                self.table(table);
                // Word wants a paragraph behind a table; it takes no room.
                self.gap(false);
            }
            Block::Lines(count) | Block::Space(count) => self.lines(usize::from(*count)),
            Block::Signature(lines) => self.signature(lines),
            Block::PageBreak => self.gap(true),
            Block::Keep => {}
        }
    }

    /// A paragraph of next to no height, on a new page or not.
    fn gap(&mut self, page: bool) {
        let keeps = self.keeps;
        self.xml.element("w:p", &[], |xml| {
            xml.element("w:pPr", &[], |xml| {
                if keeps {
                    xml.empty("w:keepNext", &[]);
                }
                if page {
                    xml.empty("w:pageBreakBefore", &[]);
                }
                xml.value("w:snapToGrid", 0);
                xml.empty("w:spacing", &[("w:line", "20"), ("w:lineRule", "exact")]);
            });
        });
    }

    fn styled(&mut self, style: &str, runs: &[Run]) {
        self.paragraph(style, |_| {}, |body| body.runs(runs, Look::default()));
    }

    /// A paragraph with a style, further properties and content.
    pub fn paragraph(&mut self, style: &str, properties: impl FnOnce(&mut Xml), content: impl FnOnce(&mut Self)) {
        let (inner, keeps) = (self.part(content), self.keeps);
        self.xml.element("w:p", &[], |xml| {
            xml.element("w:pPr", &[], |xml| {
                xml.value("w:pStyle", style);
                if keeps {
                    xml.empty("w:keepNext", &[]);
                }
                properties(xml);
            });
            xml.raw(&inner);
        });
    }

    fn masthead(&mut self, masthead: &Masthead) {
        let (red, size) = (Some("FF0000"), Some(masthead.half_points));
        let look = Look { family: Some(self.faces.first(Face::Title)), half_points: size, color: red, ..Look::default() };
        let line = (masthead.half_points * 13).to_string();
        let apart = |xml: &mut Xml| {
            xml.value("w:snapToGrid", 0);
            xml.empty("w:spacing", &[("w:before", "400"), ("w:after", "500"), ("w:line", &line), ("w:lineRule", "exact")]);
        };
        self.paragraph("Subtitle", apart, |body| body.run(&masthead.issuer, look));
        let rule = |xml: &mut Xml| {
            xml.element("w:pBdr", &[], |xml| {
                xml.empty("w:bottom", &[("w:val", "single"), ("w:sz", "18"), ("w:space", "4"), ("w:color", "FF0000")]);
            });
            xml.empty("w:spacing", &[("w:after", "579"), ("w:line", "579"), ("w:lineRule", "exact")]);
        };
        let number = Look { family: Some(self.faces.first(Face::Body)), ..Look::default() };
        self.paragraph("Subtitle", rule, |body| body.run(&masthead.number, number));
    }

    fn title(&mut self, lines: &[String]) {
        self.paragraph(
            "Title",
            |_| {},
            |body| {
                for (at, line) in lines.iter().enumerate() {
                    if at > 0 {
                        body.xml.element("w:r", &[], |xml| xml.empty("w:br", &[]));
                    }
                    body.run(line, Look::default());
                }
            },
        );
    }

    fn heading(&mut self, heading: &Heading) {
        let level = heading.level.clamp(1, 4);
        let family = match level {
            1 => Some(self.faces.first(Face::Heading)),
            2 => Some(self.faces.first(Face::Subheading)),
            _ => None,
        };
        let look = Look { family, ..Look::default() };
        self.keeps |= heading.body.is_empty();
        self.paragraph(
            &format!("Heading{level}"),
            |_| {},
            |body| {
                body.run(&format!("{}{}", heading.number, heading.text), look);
                body.runs(&heading.body, Look::default());
            },
        );
    }

    /// Empty lines, all on one page.
    fn lines(&mut self, count: usize) {
        let keeps = self.keeps;
        for at in 0..count {
            self.keeps = keeps || at + 1 < count;
            self.styled("Text", &[]);
        }
    }

    /// Lines at the right, below an empty one and on its page.
    fn signature(&mut self, lines: &[SignatureLine]) {
        self.keeps = true;
        self.styled("Text", &[]);
        for (at, line) in lines.iter().enumerate() {
            self.keeps = at + 1 < lines.len();
            let (characters, twips) = ((line.right * 50).to_string(), (line.right * 160).to_string());
            let place = |xml: &mut Xml| {
                xml.empty("w:ind", &[("w:rightChars", &characters), ("w:right", &twips), ("w:firstLineChars", "0"), ("w:firstLine", "0")]);
                xml.value("w:jc", "right");
            };
            self.paragraph("Text", place, |body| body.run(&line.text, Look::default()));
        }
    }

    /// Runs of a line.
    pub fn runs(&mut self, runs: &[Run], look: Look<'_>) {
        for run in runs {
            match run {
                Run::Text(text) => self.run(text, look),
                // Customary Chinese faces have no bold: what stands out is set in the face of headings.
                Run::Strong(text) => self.run(text, Look { family: Some(self.faces.first(Face::Heading)), ..look }),
                Run::Blank(_, width) => self.blank(usize::from(*width), look),
                Run::Choice(text) => {
                    self.check_box(text, look);
                    self.run(text, look);
                }
            }
        }
    }

    /// One run.
    pub fn run(&mut self, text: &str, look: Look<'_>) {
        self.xml.element("w:r", &[], |xml| {
            run_properties(xml, look);
            xml.element("w:t", &[("xml:space", "preserve")], |xml| xml.text(text));
        });
    }

    /// Underlined room to write: blanks that no line ends at, four to a character.
    fn blank(&mut self, width: usize, look: Look<'_>) {
        self.run(&"\u{a0}".repeat(4 * width), Look { underlined: true, ..look });
    }

    /// A box that Word ticks.
    fn check_box(&mut self, label: &str, look: Look<'_>) {
        let id = self.control();
        let font = self.faces.first(Face::Table);
        let inner = self.part(|body| body.run("□", look));
        self.xml.element("w:sdt", &[], |xml| {
            xml.element("w:sdtPr", &[], |xml| {
                xml.value("w:alias", label.chars().take(60).collect::<String>());
                xml.value("w:id", id);
                xml.element("w14:checkbox", &[], |xml| {
                    xml.empty("w14:checked", &[("w14:val", "0")]);
                    xml.empty("w14:checkedState", &[("w14:val", "2611"), ("w14:font", "MS Gothic")]);
                    xml.empty("w14:uncheckedState", &[("w14:val", "25A1"), ("w14:font", font)]);
                });
            });
            xml.element("w:sdtContent", &[], |xml| xml.raw(&inner));
        });
    }

    fn control(&mut self) -> u32 {
        self.controls += 1;
        self.controls
    }
}

fn run_properties(xml: &mut Xml, look: Look<'_>) {
    xml.element("w:rPr", &[], |xml| {
        if let Some(family) = look.family {
            run_fonts(xml, family);
        } else {
            xml.empty("w:rFonts", &[("w:hint", "eastAsia")]);
        }
        if let Some(color) = look.color {
            xml.value("w:color", color);
        }
        if let Some(size) = look.half_points {
            xml.value("w:sz", size);
            xml.value("w:szCs", size);
        }
        if look.underlined {
            xml.value("w:u", "single");
        }
    });
}
