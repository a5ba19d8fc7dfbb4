//! The cells (数据项) a program reads, each with its code, its header and what it may hold. Spec: §14.2.

use crate::data::template::{COUNTY_TABLE, headers};
use crate::data::{Absence, Declared};
use crate::expr::{Number, TableId};
use crate::ir::Input;
use crate::model::{Model, TypeWord};
use crate::sentence::Type;

/// One column of data.
#[derive(Debug, Clone)]
pub struct CellSpec {
    /// The input of the program.
    pub input: Input,
    /// A short name in ASCII that is the same in every program: `d12`, `d12_1` a year back, `t0_c3` of a detail table.
    pub code: String,
    /// The datum or column as the rules name it.
    pub name: String,
    /// The headers it may stand under in a data file: as reported, at each stage, verified (核实). The last one with a value
    /// counts. A column of a detail table has one header. In a file its unit may stand behind it: 经费（万元）, 经费（上年，万元）.
    pub headers: Vec<String>,
    /// What it holds.
    pub kind: CellKind,
    /// Whether 不适用 is an answer.
    pub optional: bool,
}

/// What a cell holds. Every kind is a whole number for the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellKind {
    /// A number of units in the last of `places` decimal places.
    Number {
        /// Decimal places.
        places: u32,
        /// Its unit, empty if it has none.
        unit: String,
        /// Smallest and largest value, in its unit.
        range: Option<(Number, Number)>,
        /// Whether an assessor gives it: an empty cell is 待定.
        judged: bool,
    },
    /// 是 or 否; 1 or 0.
    Fact,
    /// 文件: number, date and issuer, or 无; 1 or 0.
    Document,
    /// 名单: 在册 or 不在册; 1 or 0.
    Listed,
    /// One of these levels; its place, 0 is first.
    Level(Vec<String>),
    /// A day, as days since the beginning of the year of the evaluation; 未报 is after all of them.
    Day {
        /// Whether 未报 is an answer.
        unreported: bool,
    },
    /// Text, only compared with other text.
    Text,
}

/// Every cell of these inputs, in their order.
pub(super) fn cells(model: &Model, inputs: &[Input]) -> Vec<CellSpec> {
    inputs.iter().filter_map(|input| cell(model, *input)).collect()
}

fn cell(model: &Model, input: Input) -> Option<CellSpec> {
    let (declared, code, headers) = match input {
        Input::Datum(id, back) => {
            let code = if back == 0 { format!("d{}", id.0) } else { format!("d{}_{back}", id.0) };
            let datum = model.datum(id)?;
            (Declared::from(datum), code, headers(Declared::from(datum), back, &datum.stages))
        }
        Input::Column(id) => {
            let column = model.column(id)?;
            let headers = headers(Declared::from(column), 0, &[]).into_iter().take(1).collect();
            (Declared::from(column), format!("t{}_c{}", column.table.0, id.0), headers)
        }
    };
    let signature = declared.signature;
    let kind = match (&signature.ty, declared.word) {
        (Type::Number(_) | Type::Judgement, _) => CellKind::Number {
            places: signature.stored_places(),
            unit: declared.unit_word(),
            range: signature.range.clone(),
            judged: signature.ty == Type::Judgement,
        },
        (Type::Bool, TypeWord::Document) => CellKind::Document,
        (Type::Bool, TypeWord::List) => CellKind::Listed,
        (Type::Bool, _) => CellKind::Fact,
        (Type::Level(levels), _) => CellKind::Level(levels.clone()),
        (Type::Date, _) => CellKind::Day { unreported: declared.unreported },
        (Type::Text, _) => CellKind::Text,
    };
    Some(CellSpec { input, code, name: declared.name.to_owned(), headers, kind, optional: signature.optional })
}

/// The name of the table a cell stands in, as a data file has it.
pub fn table_name(model: &Model, table: Option<TableId>) -> &str {
    table.and_then(|t| model.tables.get(t.index())).map_or(COUNTY_TABLE, |t| t.name.as_str())
}

/// What an absent cell says.
pub fn absence_word(absence: Absence) -> &'static str {
    match absence {
        Absence::Present => "",
        Absence::NotApplicable => "不适用",
        Absence::Pending => "待定",
        Absence::Missing => "缺报",
    }
}
