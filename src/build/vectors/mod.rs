//! Portable vectors (校验数据): inputs with the results they must give, so that any program can be tested. Spec: §14.4.
//!
//! Each set is a whole evaluation: the data of every county as texts, and every result as text.

mod candidates;
mod sets;
mod text;

use dashu::integer::IBig;
use indexmap::IndexMap;
use serde::Serialize;

pub use sets::sets;

use super::{Artifact, Kind, Subject};
use crate::data::{Dataset, Frame};
use crate::expr::{Number, TableId};
use crate::ir::absence::Lack;
use crate::model::Model;
use crate::score::{CountyResult, Known, Score, score};
use crate::words;

/// What a reader of the format must know to read it.
const VERSION: u32 = 1;

/// The file.
#[derive(Debug, Serialize)]
pub struct Vectors {
    format: &'static str,
    version: u32,
    title: String,
    year: u32,
    rules: String,
    results: Vec<ResultSpec>,
    /// The sets.
    pub sets: Vec<VectorSet>,
}

/// What a result is.
#[derive(Debug, Serialize)]
struct ResultSpec {
    name: String,
    label: String,
    kind: &'static str,
    places: Option<u32>,
}

/// One evaluation.
#[derive(Debug, Serialize)]
pub struct VectorSet {
    /// What it is about.
    pub name: String,
    /// The cells of each county by header, its name under 县市区.
    pub counties: Vec<IndexMap<String, String>>,
    /// The rows of each detail table by its name.
    pub tables: IndexMap<String, Vec<IndexMap<String, String>>>,
    /// The results of each county by name.
    pub expected: Vec<IndexMap<String, String>>,
}

/// `vectors.json`.
pub(super) fn files(subject: &Subject<'_>) -> Vec<Artifact> {
    let mut bytes = serde_json::to_vec(&vectors(subject)).unwrap_or_default();
    bytes.push(b'\n');
    vec![Artifact {
        path: "vectors/vectors.json".to_owned(),
        bytes,
        about: words! {
            zh: "给开发人员：每组数据和应得的结果，用来核对自己写的计分程序",
            en: "for developers: data and the results they must give, to test a program of one's own"
        },
    }]
}

/// The vectors of the rules.
pub fn vectors(subject: &Subject<'_>) -> Vectors {
    let sets = sets::sets(subject).into_iter().map(|(name, data)| set(subject, name, &data)).collect();
    let results = subject.listing.outputs().into_iter().map(|output| ResultSpec {
        label: subject.label(&output),
        kind: match subject.kind(&output) {
            Kind::Points => "points",
            Kind::Truth => "truth",
            Kind::Grade => "grade",
            Kind::Place => "place",
        },
        places: subject.listing.places(output.quantity),
        name: output.name,
    });
    Vectors {
        format: "evalc-vectors",
        version: VERSION,
        title: subject.title(),
        year: subject.stamp.year,
        rules: subject.stamp.rules.clone(),
        results: results.collect(),
        sets,
    }
}

/// Data with the results the native scorer gives.
pub fn set(subject: &Subject<'_>, name: String, data: &Dataset) -> VectorSet {
    let model = subject.listing.model;
    let results = score(model, &Frame::from_dataset(model, data));
    let parted_by = model.header.as_ref().and_then(|h| h.parted_by.as_ref());
    let counties = data.counties.iter().map(|county| {
        let mut cells = IndexMap::from([("县市区".to_owned(), county.name.clone())]);
        cells.extend(parted_by.map(|column| (column.text.clone(), "示例".to_owned())));
        cells.extend(text::data(model, county));
        cells
    });
    let tables = model.tables.iter().enumerate().map(|(at, table)| {
        let rows = data.counties.iter().flat_map(|county| {
            let rows = county.rows.get(&TableId(at as u32)).into_iter().flatten();
            rows.map(|row| {
                let mut cells = IndexMap::from([("县市区".to_owned(), county.name.clone())]);
                cells.extend(text::row(model, table, row));
                cells
            })
        });
        (table.name.clone(), rows.collect())
    });
    let expected = results.counties.iter().map(|county| expected(subject, county)).collect();
    VectorSet { name, counties: counties.collect(), tables: tables.collect(), expected }
}

/// Every result of a county by name.
fn expected(subject: &Subject<'_>, county: &CountyResult) -> IndexMap<String, String> {
    let model = subject.listing.model;
    let outputs = subject.listing.outputs();
    let mut derived = county.derived.iter().map(|(_, value)| number(value));
    let mut scores = county.scores.iter();
    let (mut fires, mut verifications) = (county.fires.iter(), county.verifications.iter());
    let leaders = county.leaders.as_ref();
    let result = |name: &str| match name {
        "total" => number(&county.total),
        "place" => place(&county.place),
        "grade_by_points" => grade(model, &county.grade_by_points),
        "grade_before_quota" => grade(model, &county.grade_before_quota),
        "grade" => grade(model, &county.grade),
        "leaders_own" => leaders.map(|l| number(&l.own)).unwrap_or_default(),
        "leaders_points" => leaders.map(|l| number(&l.points)).unwrap_or_default(),
        "leaders_grade" => leaders.map(|l| grade(model, &l.grade)).unwrap_or_default(),
        "leaders_place" => leaders.map(|l| place(&l.place)).unwrap_or_default(),
        _ => Shown::default(),
    };
    let one = |output: super::listing::Output| {
        let shown = match output.name.get(..1) {
            Some("v") if !output.name.starts_with("verification") => derived.next(),
            Some("s") => scores.next().map(|s| match s {
                Ok(Score::Points(points)) => number(&Ok(points.clone())),
                Ok(Score::Met(met)) => truth(&Ok(*met)),
                Err(lack) => number(&Err(*lack)),
            }),
            Some("v") => verifications.next().map(truth),
            Some("r") => fires.next().map(truth),
            _ => Some(result(&output.name)),
        };
        (output.name, shown.unwrap_or_default().text(subject.listing.places(output.quantity)))
    };
    outputs.into_iter().map(one).collect()
}

/// A result before it is written.
enum Shown {
    Number(Number),
    Words(String),
}

impl Default for Shown {
    fn default() -> Self {
        Shown::Words(String::new())
    }
}

impl Shown {
    /// A number with all its decimal places.
    fn text(self, places: Option<u32>) -> String {
        match (self, places) {
            (Shown::Words(words), _) => words,
            (Shown::Number(number), None) => match number.to_fraction() {
                (whole, den) if den == IBig::ONE => whole.to_string(),
                (num, den) => format!("{num}/{den}"),
            },
            (Shown::Number(number), Some(places)) => text::decimal(&number, places),
        }
    }
}

fn lack(lack: Lack) -> Shown {
    Shown::Words(lack.words().zh)
}

fn number(value: &Known<Number>) -> Shown {
    value.clone().map_or_else(lack, Shown::Number)
}

fn truth(value: &Known<bool>) -> Shown {
    value.map_or_else(lack, |holds| Shown::Words(if holds { "是" } else { "否" }.to_owned()))
}

fn place(value: &Known<usize>) -> Shown {
    value.map_or_else(lack, |place| Shown::Words(place.to_string()))
}

fn grade(model: &Model, value: &Known<usize>) -> Shown {
    value.map_or_else(lack, |at| Shown::Words(model.grades.get(at).map(|g| g.name.clone()).unwrap_or_default()))
}
