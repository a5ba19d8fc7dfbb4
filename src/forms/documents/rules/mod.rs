//! 实施细则: the rules in full, chapter by chapter, each sentence read back from what is computed.

mod basis;
mod procedure;
mod results;
mod scoring;

use super::Subject;
use super::shared::paragraph;
use crate::config::DocumentKind;
use crate::forms::page::{Block, Document, Masthead, Outline, Paper, Section, signature, title_lines};

/// The text.
pub(super) fn document(subject: &Subject<'_>) -> Document {
    let title = subject.title();
    let mut blocks = Vec::new();
    if let (Some(issuer), Some(number)) = (subject.issuer(), &subject.settings.number) {
        blocks.push(Block::Masthead(Masthead::new(&issuer, &crate::forms::page::inert(number))));
    }
    blocks.push(Block::Title(title_lines(&title, Paper::Portrait)));
    let mut outline = Outline::default();
    blocks.push(basis::preamble(subject));
    blocks.extend(basis::counties(subject, &mut outline));
    blocks.extend(basis::principles(subject, &mut outline));
    blocks.extend(basis::focus_areas(subject, &mut outline));
    blocks.extend(procedure::steps(subject, &mut outline));
    blocks.extend(scoring::method(subject, &mut outline));
    blocks.extend(scoring::indicators(subject, &mut outline));
    blocks.extend(results::grades(subject, &mut outline));
    blocks.extend(scoring::leaders(subject, &mut outline));
    blocks.extend(results::uses(subject, &mut outline));
    blocks.extend(procedure::discipline(subject, &mut outline));
    // No page has only annexes and signature: the last sentence stands there too.
    for block in annexes(subject).into_iter().chain(signature(subject.issuer(), subject.date())) {
        blocks.extend([Block::Keep, block]);
    }
    let sections = vec![Section { paper: Paper::Portrait, blocks }];
    subject.document(DocumentKind::Rules, None, &title, "印发各县市区和部门，并报省级备案", sections)
}

/// 附件: the documents that go with it, below an empty line.
fn annexes(subject: &Subject<'_>) -> Vec<Block> {
    let names: Vec<&str> = subject.annexes().map(DocumentKind::name).collect();
    let line = |(at, name): (usize, &&str)| {
        let lead = if at == 0 { "附件：" } else { "　　　" };
        paragraph(format!("{lead}{}. {name}", at + 1))
    };
    let space = (!names.is_empty()).then_some(Block::Space(1));
    space.into_iter().chain(names.iter().enumerate().map(line)).collect()
}
