//! The Spark job (Spark作业): what cells hold, what results are called, functions of numbers of any size. Spec: §14f.1, §14f.5.

use std::fmt::Write as _;

use super::numbers::Numbers;
use super::read::{Raw, expected, is_word};
use crate::build::cells::{CellKind, CellSpec};
use crate::build::listing::Listing;
use crate::build::python::module::{CELLS, docstring, kind, list, quoted};
use crate::build::{Kind, Subject};
use crate::ir::{UNDECLARED_MOST, absence};

/// What does not depend on the rules.
const JOB: &str = include_str!("job.py");

/// `job.py`.
pub(super) fn job(subject: &Subject<'_>, listing: &Listing<'_>, raw: &[Raw<'_>], numbers: &[Numbers<'_>]) -> String {
    let about = format!(
        "{}\n{}年度Spark计分作业。规则指纹 {}。由 evalc 生成，请勿手改：改规则后重新生成。\n\n用法：python3 job.py --counties 县市区.csv [--table 明细表=文件 …] --out 结果目录",
        subject.title(),
        subject.stamp.year,
        subject.stamp.rules
    );
    let head = format!("#!/usr/bin/env python3\n{}\n", docstring("", &about));
    let rules = rules(subject, listing, raw, numbers);
    format!("{head}{}", JOB.replace("# <cells>\n", CELLS).replace("# <rules>\n", &rules))
}

fn rules(subject: &Subject<'_>, listing: &Listing<'_>, raw: &[Raw<'_>], numbers: &[Numbers<'_>]) -> String {
    let model = listing.model;
    let grades: Vec<String> = model.grades.iter().map(|g| g.name.clone()).collect();
    let parted_by = model.header.as_ref().and_then(|h| h.parted_by.as_ref());
    let mut out = format!("YEAR = {}\nGRADES = {}\n", subject.stamp.year, list(&grades));
    let _ = writeln!(out, "PARTED_BY = {}", parted_by.map_or("None".to_owned(), |column| quoted(&column.text)));
    out.push_str("TABLES = {\n");
    for table in raw {
        let _ = writeln!(out, "    \"{}\": Table({}, [", table.name, quoted(&table.title));
        table.cells.iter().for_each(|c| cell(&mut out, c));
        out.push_str("    ]),\n");
    }
    out.push_str("}\nOUTPUTS = [\n");
    for output in listing.outputs() {
        let kind = match subject.kind(&output) {
            Kind::Points => "points",
            Kind::Truth => "truth",
            Kind::Grade => "grade",
            Kind::Place => "place",
        };
        let places = listing.places(output.quantity).map_or("None".to_owned(), |places| places.to_string());
        let _ = writeln!(out, "    Output(\"{}\", {}, \"{kind}\", {places}),", output.name, quoted(&subject.label(&output)));
    }
    out.push_str("]\n");
    numbers.iter().for_each(|function| function.function(listing, &mut out));
    if !numbers.is_empty() {
        out.push_str("\n\n");
    }
    let names: Vec<String> = numbers.iter().map(|function| format!("\"{0}\": {0}", function.table)).collect();
    let _ = writeln!(out, "NUMBERS = {{{}}}", names.join(", "));
    out
}

fn cell(out: &mut String, cell: &CellSpec) {
    let empty = absence::MISSING;
    let held = match &cell.kind {
        CellKind::Number { places, unit, range: None, judged } => {
            let range = Some((crate::expr::Number::ZERO, crate::expr::Number::from(UNDECLARED_MOST)));
            kind(&CellKind::Number { places: *places, unit: unit.clone(), range, judged: *judged })
        }
        held => kind(held),
    };
    let flag = |holds: bool, name: &str| if holds { format!(", {name}=True") } else { String::new() };
    let (optional, wide) = (flag(cell.optional, "optional"), flag(is_word(cell), "wide"));
    let _ = writeln!(
        out,
        "        Cell(\"{}\", {}, {}, {held}, {}, {empty}{optional}{wide}),",
        cell.code,
        quoted(&cell.name),
        list(&cell.headers),
        quoted(&expected(cell))
    );
}
