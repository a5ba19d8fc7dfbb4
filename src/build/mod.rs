//! Programs and files that people use without `evalc` (计分程序的产物): what `evalc build` writes.
//!
//! Rank 10. Every program is printed from one [`Listing`]; the folder of a program holds all that knows its language.
//! Spec: §14.

pub mod cells;
pub mod expression;
mod form;
pub mod index;
pub mod listing;
mod python;
pub mod sql;
pub mod vectors;
pub mod workbook;

use std::collections::BTreeMap;

use crate::data::{Frame, Reading, Stamp};
use crate::expr::DatumId;
use crate::finding::Words;
use crate::ir::{Declared, Input, compile};
use crate::model::{IndicatorKind, Model, Names};
use crate::source::Sources;
use crate::words;
use listing::{Listing, Output, Section};

/// What is built.
#[derive(Debug)]
pub struct Subject<'m> {
    /// The rules as a program in statements.
    pub listing: Listing<'m>,
    /// What its names stand for.
    pub names: &'m Names,
    /// The text of the rules.
    pub sources: &'m Sources,
    /// Year and fingerprint of the rules: what data tables carry.
    pub stamp: Stamp,
}

impl<'m> Subject<'m> {
    /// The rules of a city; any cell may be missing.
    pub fn new(rules: &'m crate::Program, stamp: &Stamp) -> Subject<'m> {
        Subject::of(&rules.model, &rules.names, &rules.sources, stamp)
    }

    /// The rules of a city from what they were read as.
    pub fn of(model: &'m Model, names: &'m Names, sources: &'m Sources, stamp: &Stamp) -> Subject<'m> {
        let program = compile(model, &Declared { model, missing: true });
        Subject { listing: Listing::new(model, program), names, sources, stamp: stamp.clone() }
    }

    /// The title of the scheme.
    pub fn title(&self) -> String {
        let header = self.listing.model.header.as_ref();
        header.map(|h| h.title.text.clone()).unwrap_or_default()
    }
}

/// What a result is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Points,
    /// Whether something holds.
    Truth,
    /// A grade, as its place in the list.
    Grade,
    /// A place.
    Place,
}

impl Subject<'_> {
    /// What a result is.
    pub fn kind(&self, output: &Output) -> Kind {
        match (output.section, output.name.as_str()) {
            (Section::Datum(_), _) => Kind::Points,
            (Section::Indicator(id), _) => {
                let indicator = self.listing.model.indicators.get(id.index());
                let passes = indicator.is_some_and(|i| i.is_leaf() && i.rule.as_ref().is_some_and(|r| r.passes));
                if passes { Kind::Truth } else { Kind::Points }
            }
            (_, name) if name.contains("grade") => Kind::Grade,
            (_, name) if name.contains("place") => Kind::Place,
            (_, name) if name.starts_with("rule") || name.starts_with("verification") => Kind::Truth,
            _ => Kind::Points,
        }
    }

    /// What a result is called.
    pub fn label(&self, output: &Output) -> String {
        label(self.listing.model, output)
    }

    /// What a part of the rules says: head and rule of an indicator, the formula of a datum.
    pub fn describe(&self, section: Section) -> String {
        let model = self.listing.model;
        match section {
            Section::Datum(id) => {
                let datum = model.datum(id);
                datum.map(|d| format!("{}：{}", d.name, self.sources.slice(d.spec_span).trim())).unwrap_or_default()
            }
            Section::Indicator(id) => {
                let Some(indicator) = model.indicators.get(id.index()) else { return String::new() };
                let points = indicator.points.as_ref().map(|p| format!("（{p}分）")).unwrap_or_default();
                let head = match indicator.kind {
                    IndicatorKind::Bonus => format!("加分项 {}{points}", indicator.title.text),
                    IndicatorKind::Penalty => format!("扣分项 {}{points}", indicator.title.text),
                    IndicatorKind::Level(_) | IndicatorKind::Leader => format!("{} {}{points}", indicator.code, indicator.title.text),
                };
                let rule = indicator.rule_span.map(|span| self.sources.slice(span)).unwrap_or_default();
                let lines: Vec<&str> = rule.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
                if lines.is_empty() { head } else { format!("{head}\n{}", lines.join("\n")) }
            }
            Section::Result => "总分、名次和等次".to_owned(),
            Section::Leaders => "党政主要领导干部".to_owned(),
        }
    }
}

/// What a result is called.
fn label(model: &Model, output: &Output) -> String {
    let number = || output.name.trim_start_matches(|c: char| !c.is_ascii_digit()).parse::<usize>().unwrap_or_default();
    match (output.section, output.name.as_str()) {
        (Section::Datum(id), _) => model.datum(id).map(|d| d.name.clone()).unwrap_or_default(),
        (Section::Indicator(id), _) => model.indicators.get(id.index()).map(|i| i.code.clone()).unwrap_or_default(),
        (_, "total") => "总分".to_owned(),
        (_, "place") => "名次".to_owned(),
        (_, "grade_by_points") => "按分等次".to_owned(),
        (_, "grade_before_quota") => "限额前等次".to_owned(),
        (_, "grade") => "等次".to_owned(),
        (_, "leaders_own") => "领导干部指标得分".to_owned(),
        (_, "leaders_points") => "领导干部得分".to_owned(),
        (_, "leaders_grade") => "领导干部等次".to_owned(),
        (_, "leaders_place") => "领导干部名次".to_owned(),
        (_, name) if name.starts_with("rule") => model.results.get(number()).map(|r| r.name.clone()).unwrap_or_default(),
        _ => model.verifications.get(number()).map(|v| v.name.clone()).unwrap_or_default(),
    }
}

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Its path inside the folder, with `/`.
    pub path: String,
    /// Its content; the same rules give the same bytes.
    pub bytes: Vec<u8>,
    /// What it is for and whom to give it to.
    pub about: Words,
}

/// Files that were built together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Built {
    /// What they are called.
    pub title: Words,
    /// Whom they are given to.
    pub audience: Audience,
    /// The files.
    pub artifacts: Vec<Artifact>,
}

/// Why a target cannot be built from rules.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.en)]
pub struct BuildError(pub Words);

impl BuildError {
    fn new(target: &'static str, reason: impl std::fmt::Display) -> BuildError {
        BuildError(words! { zh: "做不出{target}：{reason}", en: "cannot make {target}: {reason}" })
    }
}

/// Data a form is filled with before it is given to people.
#[derive(Debug, Clone, Default)]
pub struct Prefill {
    /// The data.
    pub frame: Frame,
    /// Texts of documents by cell, whether verified, and the place of the county in the data.
    pub documents: BTreeMap<(Input, bool, usize), String>,
    /// Marks of assessors whose judgement came together from them: by judgement, assessor and place of the county.
    pub marks: BTreeMap<(DatumId, u32, usize), i64>,
}

impl From<Reading> for Prefill {
    fn from(reading: Reading) -> Prefill {
        let documents = reading.documents.into_iter();
        let documents = documents.map(|((id, back, verified, at), text)| ((Input::Datum(id, back), verified, at), text)).collect();
        Prefill { frame: reading.frame, documents, marks: reading.marks }
    }
}

/// Whom a file is given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// Counties that report and see their points (县市区).
    Counties,
    /// Departments that enter data, and those who score (责任单位和评价组).
    Assessors,
    /// Those who run or write programs (信息技术人员).
    Technicians,
    /// The office that prints, signs and sends (评价办公室).
    Office,
}

impl Audience {
    /// All, in the order of the index page.
    pub const ALL: [Audience; 4] = [Audience::Counties, Audience::Assessors, Audience::Office, Audience::Technicians];

    /// Who they are.
    pub fn title(self) -> Words {
        match self {
            Audience::Counties => words! { zh: "交给县市区", en: "for counties" },
            Audience::Assessors => words! { zh: "交给责任单位和评价组", en: "for departments and evaluators" },
            Audience::Technicians => words! { zh: "交给信息技术人员", en: "for technicians" },
            Audience::Office => words! { zh: "由评价办公室印发", en: "for the office to print and send" },
        }
    }

    /// What they do with it.
    pub fn advice(self) -> Words {
        match self {
            Audience::Counties => words! {
                zh: "发给各县市区填报自评。填好后从页面导出，交回给评价办公室；evalc score --data 直接读入。",
                en: "Counties fill it in and hand back what the page exports; evalc score --data reads it."
            },
            Audience::Assessors => words! {
                zh: "发给各责任单位填数、评委评分、评价组看结果。交回以后用 evalc score --data 读入，改动过的公式和隐藏的内容会逐处指出。",
                en: "Departments enter data, assessors give marks, evaluators see results; evalc score --data reads it back and names what was changed."
            },
            Audience::Office => words! {
                zh: "打印、盖章后印发或者现场使用，每份说明了交给谁。Word、WPS文件可以填写和调整版式，网页在浏览器里填写、打印，PDF直接打印；指标、分值和评分标准以规则为准，不要改。",
                en: "To print, seal and send, or to take along; each says for whom. In Word it may be filled in and its layout changed, the web page is filled in and printed in a browser, the PDF is printed as it is; the rules may not be changed."
            },
            Audience::Technicians => words! {
                zh: "接入平台、批量计分、核对自己编写的程序。不需要 evalc，结果与 evalc score 逐位相同。",
                en: "To embed, to score in bulk, to test programs of their own; no evalc is needed, and the results are the same to the last digit."
            },
        }
    }
}

/// What can be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A Python module.
    Python,
    /// Scripts for databases.
    Sql,
    /// A form that opens in a browser.
    Html,
    /// Inputs with expected results.
    Vectors,
    /// A workbook.
    Workbook,
}

impl Target {
    /// Every target, in the order of the index page.
    pub const ALL: &'static [Target] = &[Target::Workbook, Target::Html, Target::Python, Target::Sql, Target::Vectors];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Target::Python => "python",
            Target::Sql => "sql",
            Target::Html => "html",
            Target::Vectors => "vectors",
            Target::Workbook => "xlsx",
        }
    }

    /// What it is called.
    pub fn title(self) -> Words {
        match self {
            Target::Python => words! { zh: "Python程序", en: "Python module" },
            Target::Sql => words! { zh: "SQL脚本", en: "SQL scripts" },
            Target::Html => words! { zh: "自评表", en: "self-evaluation form" },
            Target::Vectors => words! { zh: "校验数据", en: "test vectors" },
            Target::Workbook => words! { zh: "计分工作簿", en: "scoring workbook" },
        }
    }

    /// Whom it is given to.
    pub fn audience(self) -> Audience {
        match self {
            Target::Html => Audience::Counties,
            Target::Workbook => Audience::Assessors,
            Target::Python | Target::Sql | Target::Vectors => Audience::Technicians,
        }
    }

    /// Its files.
    ///
    /// # Errors
    /// The rules cannot be built as this target.
    pub fn files(self, subject: &Subject<'_>, prefill: Option<&Prefill>) -> Result<Vec<Artifact>, BuildError> {
        match self {
            Target::Python => Ok(python::files(subject)),
            Target::Sql => sql::files(subject, sql::Engine::ALL),
            Target::Html => form::files(subject),
            Target::Vectors => Ok(vectors::files(subject)),
            Target::Workbook => workbook::files(subject, prefill),
        }
    }
}
