//! `[forms]` of `eval.toml`: which documents are printed, in which form, by whom and in which fonts. Spec: §15.2.

use serde::{Deserialize, Deserializer};

use crate::syntax::tree::Date;

/// What is printed and how.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct FormSettings {
    /// 发文机关; the 制定单位 of the scheme if not given.
    pub issuer: Option<String>,
    /// 发文字号
    pub number: Option<String>,
    /// 成文日期; the 报送日期 of the scheme if not given.
    #[serde(deserialize_with = "day")]
    pub date: Option<Date>,
    /// Which documents, in the order of their annex numbers; all if not given.
    #[serde(deserialize_with = "documents")]
    pub documents: Option<Vec<DocumentKind>>,
    /// In which forms; all if not given.
    #[serde(deserialize_with = "formats")]
    pub formats: Option<Vec<Format>>,
    /// Font families.
    pub fonts: FontSettings,
}

/// A font family for each part of a document, instead of the customary one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct FontSettings {
    /// Titles (小标宋).
    pub title: Option<String>,
    /// Headings of the first level and heads of tables (黑体).
    pub heading: Option<String>,
    /// Headings of the second level (楷体).
    pub subheading: Option<String>,
    /// Text (仿宋).
    pub body: Option<String>,
    /// Tables and page numbers (宋体).
    pub table: Option<String>,
}

macro_rules! named {
    ($(#[doc = $about:literal])* $name:ident { $($(#[doc = $doc:literal])* $case:ident $word:literal,)* }) => {
        $(#[doc = $about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $($(#[doc = $doc])* $case,)*
        }

        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [$name] = &[$($name::$case),*];
            /// Their names, in order.
            pub const NAMES: &'static [&'static str] = &[$($word),*];

            /// Its name.
            pub fn name(self) -> &'static str {
                match self { $($name::$case => $word),* }
            }

            /// The one of this name.
            pub fn find(name: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|one| one.name() == name)
            }
        }
    };
}

named! {
    /// A document (文件) that is printed.
    DocumentKind {
        /// The rules in full.
        Rules "实施细则",
        /// The table of indicators.
        IndicatorTable "指标体系表",
        /// What a county fills in of itself.
        SelfEvaluation "县级自评表",
        /// What a department gives, one for each.
        DataCollection "数据采集表",
        /// What evaluators record, one for each method.
        SiteRecord "实地核查记录表",
        /// What is asked in interviews.
        InterviewGuide "访谈提纲",
        /// The leaders' report, one for each post.
        DutyReport "述职报告",
        /// Evidence that is kept by departments.
        EvidenceList "佐证材料目录",
        /// What the province verifies in a county.
        ProvincialCheck "省级核查表",
        /// Grades of all counties.
        GradeSummary "等次认定汇总表",
        /// Where points were lost, and what is done about it.
        ProblemLedger "问题清单及整改台账",
        /// The city's summary.
        Summary "评价总结",
    }
}

named! {
    /// A form (格式) documents are written in.
    Format {
        /// Word and WPS.
        Docx "docx",
        /// Browsers.
        Html "html",
        /// Printing.
        Pdf "pdf",
    }
}

fn documents<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<DocumentKind>>, D::Error> {
    let names = Vec::<String>::deserialize(from)?;
    names.iter().map(|name| DocumentKind::find(name).ok_or_else(|| unknown(name))).collect::<Result<_, _>>().map(Some)
}

fn formats<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<Format>>, D::Error> {
    let names = Vec::<String>::deserialize(from)?;
    names.iter().map(|name| Format::find(name).ok_or_else(|| unknown(name))).collect::<Result<_, _>>().map(Some)
}

fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    let text = String::deserialize(from)?;
    date(&text).ok_or_else(|| unknown(&text)).map(Some)
}

fn unknown<E: serde::de::Error>(text: &str) -> E {
    E::custom(format!("`{text}` is not known"))
}

/// A day as 2021年10月25日 or 2021-10-25.
pub(super) fn date(text: &str) -> Option<Date> {
    let text = text.trim();
    let (year, rest) = text.split_once(['年', '-'])?;
    let (month, day) = rest.split_once(['月', '-'])?;
    let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.strip_suffix('日').unwrap_or(day).parse().ok()?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    ((1900..=9999).contains(&year) && (1..=last).contains(&day)).then_some(Date { year: Some(year), month, day })
}
