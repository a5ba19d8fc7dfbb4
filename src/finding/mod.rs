//! Findings (检查意见): what the compiler says about a source, in Chinese and in English.
//!
//! Rank 1. A finding is declared once in the table of [`Code`]s, worded in the file of its check, documented on a
//! page of `spec/findings/` and shown to fire by that page.

mod codes;
mod report;

pub use codes::Code;
pub use report::{Reporter, render};

use crate::source::Span;

/// How much a finding weighs (严重程度).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// 提示: stated for the record, such as a default that was applied.
    Info,
    /// 警告: an analysis that may be wrong about the author's intention.
    Warning,
    /// 错误: certain; the file is not accepted.
    Error,
}

impl Severity {
    /// The Chinese and the English word.
    pub fn words(self) -> Words {
        match self {
            Severity::Info => Words::new("提示", "note"),
            Severity::Warning => Words::new("警告", "warning"),
            Severity::Error => Words::new("错误", "error"),
        }
    }
}

/// The language findings are printed in (输出语言).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// 中文
    #[default]
    Zh,
    /// English
    En,
}

/// One text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Words {
    /// 中文
    pub zh: String,
    /// English
    pub en: String,
}

impl Words {
    /// Both texts.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Words { zh: zh.into(), en: en.into() }
    }

    /// The text in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// Makes [`Words`] from two format strings over the same variables.
#[macro_export]
macro_rules! words {
    (zh: $zh:literal, en: $en:literal $(,)?) => {
        $crate::finding::Words::new(format!($zh), format!($en))
    };
}

/// A marked stretch of the source and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What stands there.
    pub words: Words,
}

/// The mandate's own words a finding rests on (依据原文).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The sentence, as printed in the document.
    pub text: String,
    /// Document number and section, such as `湘政教督办〔2021〕13号 二（一）4`.
    pub source: String,
}

/// A replacement that mends the finding (修改建议).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What to replace.
    pub span: Span,
    /// With what.
    pub text: String,
}

/// One finding.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Its stable code.
    pub code: Code,
    /// Its weight; a check may lower it below the code's own.
    pub severity: Severity,
    /// What is wrong.
    pub message: Words,
    /// Where; the first is the main place.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<Words>,
    /// The mandate's words.
    pub quote: Option<Quote>,
    /// A mechanical fix.
    pub fix: Option<Fix>,
}

impl Finding {
    /// A finding with the code's own severity and no place yet.
    pub fn new(code: Code, message: Words) -> Self {
        let severity = code.severity();
        Finding { code, severity, message, labels: Vec::new(), help: None, quote: None, fix: None }
    }

    /// Marks a place; the first call marks the main one.
    pub fn label(mut self, span: Span, words: Words) -> Self {
        self.labels.push(Label { span, words });
        self
    }

    /// Says what to do.
    pub fn help(mut self, words: Words) -> Self {
        self.help = Some(words);
        self
    }

    /// Quotes the mandate.
    pub fn quote(mut self, quote: Quote) -> Self {
        self.quote = Some(quote);
        self
    }

    /// Offers a replacement.
    pub fn fix(mut self, span: Span, text: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, text: text.into() });
        self
    }

    /// The main place.
    pub fn span(&self) -> Option<Span> {
        self.labels.first().map(|l| l.span)
    }
}

/// Collects findings; sorts them by place and drops doubles at the end.
#[derive(Debug, Default)]
pub struct Sink {
    findings: Vec<Finding>,
}

impl Finding {
    /// Whether it stands inside the span.
    fn is_within(&self, span: Span) -> bool {
        self.span().is_some_and(|s| s.file == span.file && s.start >= span.start && s.end <= span.end)
    }
}

impl Sink {
    /// How many findings were taken so far.
    pub fn count(&self) -> usize {
        self.findings.len()
    }

    /// Takes one finding.
    pub fn report(&mut self, finding: impl Into<Finding>) {
        self.findings.push(finding.into());
    }

    /// Whether an error was reported so far.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|f| f.severity == Severity::Error)
    }

    /// Whether a finding of this code was reported so far.
    pub fn has(&self, code: Code) -> bool {
        self.findings.iter().any(|f| f.code == code)
    }

    /// Whether a finding of this code with the same message was reported so far.
    pub fn has_said(&self, finding: &Finding) -> bool {
        self.findings.iter().any(|f| f.code == finding.code && f.message == finding.message)
    }

    /// Whether a finding of this code stands inside the span.
    pub fn has_within(&self, code: Code, span: Span) -> bool {
        self.findings.iter().any(|f| f.code == code && f.is_within(span))
    }

    /// Makes errors of the findings of this code inside the span.
    pub fn harden(&mut self, code: Code, span: Span) {
        for finding in self.findings.iter_mut().filter(|f| f.code == code && f.is_within(span)) {
            finding.severity = Severity::Error;
        }
    }

    /// All findings in the order of their places, each once.
    pub fn finish(mut self) -> Vec<Finding> {
        self.findings.sort_by(|a, b| {
            let key = |f: &Finding| (f.span().map(Span::key), f.code, f.message.zh.clone());
            key(a).cmp(&key(b))
        });
        self.findings.dedup_by(|a, b| a.code == b.code && a.message == b.message && a.span().map(Span::key) == b.span().map(Span::key));
        self.findings
    }
}
