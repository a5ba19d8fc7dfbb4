//! Fonts (字体): those inside the program, of the system and of folders; which of them a document is set in, and what is missing.

use std::collections::BTreeSet;
use std::path::Path;

use typst_kit::fonts::FontStore;

use crate::finding::Words;
use crate::forms::page::{Block, Document, Face, Faces, Run};
use crate::words;

/// Fonts a document can be set in.
#[derive(Default)]
pub struct Fonts {
    pub(super) store: FontStore,
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.families()).finish()
    }
}

/// What a document is not printed as it should be for want of fonts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FontWarning {
    /// A customary family is not there and another stands in for it, if any does.
    Missing(String, Option<String>),
    /// Characters no font has.
    Characters(BTreeSet<char>),
}

impl FontWarning {
    /// The warning in words.
    pub fn words(&self) -> Words {
        match self {
            FontWarning::Missing(family, Some(other)) => words! {
                zh: "没有字体“{family}”，PDF里改用“{other}”",
                en: "there is no font `{family}`: the PDF is set in `{other}`"
            },
            FontWarning::Missing(family, None) => words! {
                zh: "没有字体“{family}”，也没有可以代替的；请安装字体，或用 --font-path 指定目录",
                en: "there is no font `{family}` and none to stand in: install one, or name a folder with --font-path"
            },
            FontWarning::Characters(all) => {
                let all: Vec<String> = all.iter().map(|c| format!("{c}（U+{:04X}）", u32::from(*c))).collect();
                let all = all.join("、");
                words! { zh: "没有字体有这些字：{all}", en: "no font has these characters: {all}" }
            }
        }
    }
}

/// The family a part of a document is set in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The part.
    pub face: Face,
    /// The family it should be set in.
    pub wanted: String,
    /// The one it is set in, if there is any.
    pub used: Option<String>,
    /// Whether that is the wanted one, under this or another name.
    pub is_true: bool,
}

/// Families that are the face they stand for; the others only stand in.
const TRUE: usize = 4;

impl Fonts {
    /// The fonts inside the program; none where it is built without them.
    pub fn embedded() -> Fonts {
        let mut fonts = Fonts::default();
        #[cfg(feature = "embedded-fonts")]
        fonts.store.extend(super::embedded::fonts());
        fonts
    }

    /// Besides those, the fonts of the system.
    pub fn with_system(mut self) -> Fonts {
        self.store.extend(typst_kit::fonts::system());
        self
    }

    /// Besides those, the fonts below a folder.
    pub fn with_folder(mut self, folder: &Path) -> Fonts {
        self.store.extend(typst_kit::fonts::scan(folder));
        self
    }

    /// The families there are, as they are to be named.
    pub fn families(&self) -> Vec<String> {
        self.store.book().families().map(|(name, _)| name.to_owned()).collect()
    }

    fn has(&self, family: &str) -> bool {
        self.store.book().contains_family(&family.to_lowercase())
    }

    /// The families of each face that are there; where none is, those of any other face.
    pub(super) fn chosen(&self, faces: &Faces) -> Faces {
        let own = |face: Face| -> Vec<String> { faces.of(face).iter().filter(|family| self.has(family)).cloned().collect() };
        let any: Vec<String> = Face::ALL.into_iter().flat_map(own).take(1).collect();
        let own = |face: Face| -> Vec<String> {
            let mut families = own(face);
            families.extend(any.iter().cloned());
            // The typesetter wants a name, even if it stands for nothing.
            if families.is_empty() { vec![faces.first(face).to_owned()] } else { families }
        };
        Faces {
            title: own(Face::Title),
            heading: own(Face::Heading),
            subheading: own(Face::Subheading),
            body: own(Face::Body),
            table: own(Face::Table),
        }
    }

    /// What each part of a document is set in.
    pub fn standings(&self, faces: &Faces) -> Vec<Standing> {
        let one = |face: Face| {
            let families = faces.of(face);
            let at = families.iter().position(|family| self.has(family));
            let used = at.and_then(|at| families.get(at)).cloned();
            let is_true = at.is_some_and(|at| at < TRUE) && !used.as_ref().is_some_and(|family| family.contains("CJK"));
            Standing { face, wanted: faces.first(face).to_owned(), used, is_true }
        };
        Face::ALL.map(one).to_vec()
    }

    /// What is missing for a document.
    pub fn warnings(&self, document: &Document) -> BTreeSet<FontWarning> {
        let mut out = BTreeSet::new();
        for standing in self.standings(&document.faces).into_iter().filter(|standing| !standing.is_true) {
            out.insert(FontWarning::Missing(standing.wanted, standing.used));
        }
        let book = self.store.book();
        let has = |c: char| (0..).map_while(|at| book.info(at)).any(|info| info.coverage.contains(u32::from(c)));
        let missing: BTreeSet<char> = characters(document).into_iter().filter(|c| !c.is_whitespace() && !has(*c)).collect();
        if !missing.is_empty() {
            out.insert(FontWarning::Characters(missing));
        }
        out
    }
}

/// Every character a document prints.
fn characters(document: &Document) -> BTreeSet<char> {
    let mut out: BTreeSet<char> = document.mark.chars().collect();
    let runs = |runs: &[Run], out: &mut BTreeSet<char>| runs.iter().for_each(|run| out.extend(run.shown().chars()));
    for block in document.sections.iter().flat_map(|section| &section.blocks) {
        match block {
            Block::Masthead(masthead) => out.extend(masthead.issuer.chars().chain(masthead.number.chars())),
            Block::Title(lines) => lines.iter().for_each(|line| out.extend(line.chars())),
            Block::Annex(words) | Block::Subtitle(words) | Block::Note(words) => out.extend(words.chars()),
            Block::Heading(heading) => {
                out.extend(heading.number.chars().chain(heading.text.chars()));
                runs(&heading.body, &mut out);
            }
            Block::Paragraph(own) => runs(own, &mut out),
            Block::Fields(fields) => fields.iter().for_each(|own| runs(own, &mut out)),
            Block::Table(table) => {
                let cells = table.head.iter().chain(&table.body).flat_map(|row| &row.cells);
                cells.flat_map(|cell| &cell.paragraphs).for_each(|own| runs(own, &mut out));
            }
            Block::Signature(lines) => lines.iter().for_each(|line| out.extend(line.text.chars())),
            Block::Lines(_) | Block::Space(_) | Block::PageBreak | Block::Keep => {}
        }
    }
    out
}
