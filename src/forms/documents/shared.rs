//! What several documents say in the same words.

use super::Subject;
use crate::config::DocumentKind;
use crate::format;
use crate::forms::page::{Block, Document, Faces, Paper, Run, Section, inert, lines_of, text};
use crate::model::{Header, Indicator, IndicatorKind};
use crate::reading::{Written, written};
use crate::syntax::Keyword;
use crate::syntax::tree::{Attribute, Condition, Date, Declaration, Head, Period, Text, Value};

/// Most characters of a part of a file's name.
const NAME: usize = 40;

impl<'s> Subject<'s> {
    /// 评价方案
    pub(super) fn header(&self) -> Option<&'s Header> {
        self.model.header.as_ref()
    }

    /// How many decimal places totals are published with.
    pub(super) fn places(&self) -> usize {
        self.model.total_places() as usize
    }

    /// The title of the scheme.
    pub(super) fn title(&self) -> String {
        self.header().map(|h| inert(&h.title.text)).unwrap_or_default()
    }

    /// The title of another document of the same evaluation: 长沙市2021年度…评价 and its name.
    pub(super) fn titled(&self, name: &str) -> String {
        let title = self.title();
        let ends = ["实施细则", "实施办法", "实施方案", "细则", "办法", "方案"];
        let stem = ends.iter().find_map(|end| title.strip_suffix(end)).unwrap_or(&title);
        format!("{stem}{name}")
    }

    /// 发文机关
    pub(super) fn issuer(&self) -> Option<String> {
        let own = self.header().and_then(|h| h.issuer.as_ref()).map(|t| inert(&t.text));
        self.settings.issuer.as_deref().map(inert).or(own)
    }

    /// 成文日期
    pub(super) fn date(&self) -> Option<String> {
        self.day().map(format::date)
    }

    fn day(&self) -> Option<Date> {
        let own = self.header().and_then(|h| h.submitted.as_ref()).map(|(date, _)| *date);
        self.settings.date.or(own)
    }

    /// The documents that are printed, in order.
    pub(super) fn printed(&self) -> &[DocumentKind] {
        self.settings.documents.as_deref().unwrap_or(DocumentKind::ALL)
    }

    /// Documents that go with the rules as annexes, in order; none that would be empty.
    pub(super) fn annexes(&self) -> impl Iterator<Item = DocumentKind> + '_ {
        let is_annex = |kind: &DocumentKind| match kind {
            DocumentKind::Rules | DocumentKind::Summary | DocumentKind::ProvincialCheck => false,
            DocumentKind::DataCollection => super::data_collection::any(self),
            DocumentKind::DutyReport => super::duty_report::any(self),
            DocumentKind::EvidenceList => super::evidence_list::any(self),
            DocumentKind::InterviewGuide => super::interview_guide::any(self),
            DocumentKind::SiteRecord => super::site_record::any(self),
            DocumentKind::IndicatorTable | DocumentKind::SelfEvaluation | DocumentKind::GradeSummary | DocumentKind::ProblemLedger => true,
        };
        self.printed().iter().copied().filter(is_annex)
    }

    /// 附件1, if the document goes with the rules.
    pub(super) fn annex(&self, kind: DocumentKind) -> Vec<Block> {
        let place = self.annexes().position(|other| other == kind).filter(|_| self.printed().contains(&DocumentKind::Rules));
        place.map(|place| Block::Annex(format!("附件{}", place + 1))).into_iter().collect()
    }

    /// A document with what every document carries.
    pub(super) fn document(&self, kind: DocumentKind, of: Option<&str>, title: &str, about: &str, sections: Vec<Section>) -> Document {
        let stamp = self.stamp;
        let name = of.map_or_else(|| kind.name().to_owned(), |of| format!("{}-{}", kind.name(), file_name(of)));
        let rules = if stamp.rules.is_empty() { "—" } else { &stamp.rules };
        Document {
            name,
            // Readers of files announce a title; a scheme without one lends its documents none.
            title: if title.is_empty() { kind.name() } else { title }.to_owned(),
            about: about.to_owned(),
            dated: self.day().map_or([stamp.year.max(1), 1, 1], |day| [day.year.unwrap_or(stamp.year).max(1), day.month, day.day]),
            mark: format!("{}年度　规则指纹 {rules}", stamp.year),
            faces: Faces::new(&self.settings.fonts),
            sections,
        }
    }

    /// The canonical sentence of an indicator's rule, formulas in it in plain words. Before a formula alone stands what its author says
    /// of it (说明).
    pub(super) fn sentence(&self, indicator: &Indicator) -> String {
        let Some(rule) = written(self.files, indicator) else { return String::new() };
        let words = inert(&rule.in_words(indicator.kind));
        match rule {
            Written::Rule(_) => words,
            Written::Formula(_) => {
                let told = indicator.texts.iter().find(|(word, _)| *word == "说明");
                format!("{}按公式计分：{words}。", told.map(|(_, told)| ended(&told.text)).unwrap_or_default())
            }
            Written::Requirement(_) => format!("{words}的，得满分，否则不得分。"),
        }
    }

    /// Whether the sentence of an indicator is a formula.
    pub(super) fn is_formula(&self, indicator: &Indicator) -> bool {
        matches!(written(self.files, indicator), Some(Written::Formula(_)))
    }

    /// A condition as printed: formulas in it in plain words.
    pub(super) fn condition(condition: &Condition) -> String {
        inert(&format::on_paper(&format::condition_told(condition, &format::operand_in_words)))
    }

    /// The declaration with this keyword and name.
    pub(super) fn declaration(&self, keyword: Keyword, name: &str) -> Option<&'s Declaration> {
        let all = self.files.iter().flat_map(|file| &file.declarations);
        all.into_iter().find(|d| d.keyword == keyword && matches!(&d.head, Head::Name(own) if own.text == name))
    }

    /// The indicators above one, outermost first, and itself.
    pub(super) fn path(&self, indicator: &'s Indicator) -> Vec<&'s Indicator> {
        let mut path = vec![indicator];
        let mut at = indicator;
        while let Some(parent) = at.parent.and_then(|id| self.model.indicator(id)) {
            path.insert(0, parent);
            at = parent;
        }
        path
    }

    /// Indicators that carry a rule and are of the government's tree.
    pub(super) fn leaves(&self) -> impl Iterator<Item = &'s Indicator> {
        self.model.scored().map(|(_, indicator)| indicator)
    }

    /// Indicators of one kind.
    pub(super) fn of_kind(&self, kind: IndicatorKind) -> impl Iterator<Item = &'s Indicator> {
        self.model.indicators.iter().filter(move |indicator| indicator.kind == kind)
    }

    /// How many levels the tree of indicators has.
    pub(super) fn depth(&self) -> usize {
        let level = |indicator: &Indicator| if let IndicatorKind::Level(level) = indicator.kind { usize::from(level) } else { 0 };
        self.model.indicators.iter().map(level).max().unwrap_or(1).max(1)
    }
}

/// `C1 定期研究教育`; of an item its title.
pub(super) fn head(indicator: &Indicator) -> String {
    match indicator.kind {
        IndicatorKind::Level(_) | IndicatorKind::Leader => {
            format!("{} {}", inert(&indicator.code), inert(&indicator.title.text))
        }
        IndicatorKind::Bonus | IndicatorKind::Penalty => inert(&indicator.title.text),
    }
}

/// Its points, or 达标.
pub(super) fn worth(indicator: &Indicator) -> String {
    indicator.points.as_ref().map_or_else(|| "达标".to_owned(), ToString::to_string)
}

/// Its head and points in brackets.
pub(super) fn head_with_points(indicator: &Indicator) -> String {
    let most = if matches!(indicator.kind, IndicatorKind::Bonus | IndicatorKind::Penalty) { "最多" } else { "" };
    match &indicator.points {
        Some(points) => format!("{}（{most}{points}分）", head(indicator)),
        None if most.is_empty() => format!("{}（达标）", head(indicator)),
        None => head(indicator),
    }
}

/// Texts with 、 between them.
pub(super) fn list(all: &[Text]) -> String {
    all.iter().map(|text| inert(&text.text)).collect::<Vec<_>>().join("、")
}

/// A text with a full stop at its end.
pub(super) fn ended(words: &str) -> String {
    let words = inert(words.trim());
    if words.is_empty() || words.ends_with(['。', '！', '？', '；', '：']) { words } else { format!("{words}。") }
}

/// A text without the full stop at its end.
pub(super) fn open(words: &str) -> String {
    inert(words.trim()).trim_end_matches('。').to_owned()
}

/// A paragraph of one text.
pub(super) fn paragraph(words: impl Into<String>) -> Block {
    Block::Paragraph(text(words))
}

/// Labels with room to write, on one line if they fit: the room shrinks first, then a line begins.
pub(super) fn fields(paper: Paper, all: Vec<Vec<Run>>) -> Vec<Block> {
    let whole = all.clone();
    let mut all = all;
    let room = usize::try_from(paper.room().0 / 120).unwrap_or(usize::MAX);
    let gaps = 4 * all.len().saturating_sub(1) + 2;
    while lines_of(&all.iter().flatten().map(Run::shown).collect::<String>(), room.saturating_sub(gaps)) > 1 {
        let blanks = all.iter_mut().flatten().filter_map(|run| if let Run::Blank(_, width) = run { Some(width) } else { None });
        let Some(widest) = blanks.max().filter(|width| **width > 3) else {
            all = whole;
            break;
        };
        *widest -= 1;
    }
    let shown = |all: &[Vec<Run>]| all.iter().flatten().map(Run::shown).collect::<String>();
    let mut lines: Vec<Vec<Vec<Run>>> = Vec::new();
    for own in all {
        let gaps = |line: &Vec<Vec<Run>>| 4 * line.len() + 2;
        match lines.last_mut() {
            Some(line) if lines_of(&(shown(line) + &shown(std::slice::from_ref(&own))), room.saturating_sub(gaps(line))) == 1 => {
                line.push(own);
            }
            _ => lines.push(vec![own]),
        }
    }
    lines.into_iter().map(Block::Fields).collect()
}

/// From a day to a day; the year is said once.
pub(super) fn period(period: Period) -> String {
    let said = format::period(period);
    match (period.from, period.to) {
        (Some(Date { year: Some(first), .. }), Some(Date { year: Some(last), .. })) if first == last => {
            said.replace(&format!("至{last}年"), "至")
        }
        _ => said,
    }
}

/// An indicator with its code; an item, whose code is its name, says what it is.
pub(super) fn coded(code: &str, title: &str) -> String {
    if code == title { format!("扣分项 {}", inert(title)) } else { format!("{} {}", inert(code), inert(title)) }
}

/// A label with room to write.
pub(super) fn field(label: &str, width: u8) -> Vec<Run> {
    vec![Run::Text(format!("{label}：")), Run::Blank(label.to_owned(), width)]
}

/// A day to be filled in.
pub(super) fn day_field(label: &str) -> Vec<Run> {
    let blank = |what: &str, width| Run::Blank(format!("{label}的{what}"), width);
    let words = |words: &str| Run::Text(words.to_owned());
    vec![Run::Text(format!("{label}：")), blank("年", 3), words("年"), blank("月", 2), words("月"), blank("日", 2), words("日")]
}

/// The value of an attribute.
pub(super) fn attribute<'d>(declaration: &'d Declaration, word: &str) -> Option<&'d Value> {
    declaration.attributes.iter().find(|a: &&Attribute| a.word == word).map(|a| &a.value)
}

/// The text of an attribute.
pub(super) fn attribute_text(declaration: &Declaration, word: &str) -> Option<String> {
    match attribute(declaration, word) {
        Some(Value::Text(text)) => Some(inert(&text.text)),
        _ => None,
    }
}

/// A name that can stand in a file's name: letters and digits stay, runs of anything else become one low line.
pub(super) fn file_name(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars().take(NAME) {
        if c.is_alphanumeric() || matches!(c, '（' | '）') {
            out.push(c);
        } else if !out.ends_with('_') {
            out.push('_');
        }
    }
    out
}
