//! How a finding looks on a terminal: the only implementations of miette's traits.
//!
//! miette counts columns in bytes; [`CharSource`] makes it count characters.

use std::fmt;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, Severity as Level, SourceCode,
    SourceSpan, SpanContents,
};

use super::{Finding, Lang, Severity, Words};
use crate::source::{SourceFile, Sources};

/// How findings are drawn.
#[derive(Debug, Clone, Copy)]
pub struct Reporter {
    /// The language.
    pub lang: Lang,
    /// Whether to use color.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
}

/// The text of one finding as a terminal shows it.
pub fn render(finding: &Finding, sources: &Sources, reporter: Reporter) -> String {
    let theme = if reporter.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(reporter.width).with_links(false);
    let file = finding.span().and_then(|s| sources.get(s.file)).map(|f| CharSource(f));
    let view = View { finding, file, lang: reporter.lang, elsewhere: elsewhere(finding, sources, reporter.lang) };
    let mut out = String::new();
    if handler.render_report(&mut out, &view).is_err() {
        out = finding.message.get(reporter.lang).to_owned();
    }
    if reporter.lang == Lang::Zh { with_chinese_lead(&out) } else { out }
}

/// miette's word for what to do, in Chinese; both words are as wide.
fn with_chinese_lead(report: &str) -> String {
    const LEAD: &str = "  help: ";
    // The footer comes last, behind the drawing; the source may hold the same words.
    let lines = report.rmatch_indices(LEAD).find(|(at, _)| {
        let line = report.get(..*at).and_then(|before| before.rsplit('\n').next()).unwrap_or("");
        line.is_empty() || line.starts_with('\u{1b}')
    });
    match lines.and_then(|(at, lead)| Some((report.get(..at)?, report.get(at + lead.len()..)?))) {
        Some((before, after)) => format!("{before}  改法：{after}"),
        None => report.to_owned(),
    }
}

/// Labels in other files than the main one, which the drawing cannot show: a line each, with the place.
fn elsewhere(finding: &Finding, sources: &Sources, lang: Lang) -> Vec<String> {
    let Some(main) = finding.span() else { return Vec::new() };
    let others = finding.labels.iter().filter(|l| l.span.file != main.file);
    others
        .filter_map(|label| {
            let file = sources.get(label.span.file)?;
            let (name, place) = (file.name(), file.place(label.span.start));
            let lead = Words::new("另见", "see also");
            Some(format!("{} {name}:{}:{} {}", lead.get(lang), place.line, place.column, label.words.get(lang)))
        })
        .collect()
}

struct View<'a> {
    finding: &'a Finding,
    file: Option<CharSource<'a>>,
    lang: Lang,
    elsewhere: Vec<String>,
}

impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.finding.message.get(self.lang))
    }
}

impl std::error::Error for View<'_> {}

impl Diagnostic for View<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let severity = self.finding.severity.words();
        Some(Box::new(format!("{} {}", severity.get(self.lang), self.finding.code.id())))
    }

    fn severity(&self) -> Option<Level> {
        Some(match self.finding.severity {
            Severity::Error => Level::Error,
            Severity::Warning => Level::Warning,
            Severity::Info => Level::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let mut lines = Vec::new();
        if let Some(help) = &self.finding.help {
            lines.push(help.get(self.lang).to_owned());
        }
        if let Some(quote) = &self.finding.quote {
            let lead = Words::new("依据", "mandate");
            lines.push(format!("{}：“{}”（{}）", lead.get(self.lang), quote.text, quote.source));
        }
        lines.extend(self.elsewhere.iter().cloned());
        (!lines.is_empty()).then(|| Box::new(lines.join("\n")) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.file.as_ref().map(|f| f as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let main = self.finding.span()?.file;
        Some(Box::new(self.finding.labels.iter().filter(move |l| l.span.file == main).map(|l| {
            let len = l.span.end.saturating_sub(l.span.start) as usize;
            LabeledSpan::new(Some(l.words.get(self.lang).to_owned()), l.span.start as usize, len)
        })))
    }
}

/// A source whose columns are characters.
struct CharSource<'a>(&'a SourceFile);

impl SourceCode for CharSource<'_> {
    fn read_span<'a>(&'a self, span: &SourceSpan, before: usize, after: usize) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let inner = self.0.text().read_span(span, before, after)?;
        let column = self.0.place(span.offset() as u32).column - 1;
        Ok(Box::new(MietteSpanContents::new_named(
            self.0.name().to_owned(),
            inner.data(),
            *inner.span(),
            inner.line(),
            column,
            inner.line_count(),
        )))
    }
}
