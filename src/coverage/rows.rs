//! Rows of detail tables worth trying (明细行): few rows of few kinds, in counts that make plain shares.

use std::collections::BTreeSet;

use crate::data::{Cell, Row};
use crate::expr::{ColumnId, Expr, Number, TableId, Value};
use crate::model::Model;
use crate::sentence::Type;

/// Kinds of rows looked at.
const KINDS: usize = 40;
/// Numbers people can check in their heads.
const ROUND: [i64; 9] = [1, 2, 3, 5, 10, 49, 50, 100, 150];
/// How often the first and the second kind of row stand in a table.
const COUNTS: [(usize, usize); 14] =
    [(1, 0), (1, 1), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0), (2, 1), (1, 2), (1, 3), (4, 1), (1, 4), (9, 1), (1, 9)];

/// The tables an expression adds up.
pub(super) fn tables(expr: &Expr) -> BTreeSet<TableId> {
    let mut found = BTreeSet::new();
    expr.walk(&mut |e| {
        if let Expr::Table { table, .. } = e {
            found.insert(*table);
        }
    });
    found
}

/// Sets of rows of a table, for what the expressions ask of it.
pub(super) fn row_sets(model: &Model, table: TableId, exprs: &[Expr]) -> Vec<Vec<Row>> {
    let mut columns = BTreeSet::new();
    for expr in exprs {
        expr.walk(&mut |e| {
            if let Expr::Table { table: of, .. } = e
                && *of == table
            {
                asked(model, e, 0, &mut columns);
            }
        });
    }
    if let Some(table) = model.table(table) {
        asked(model, &table.filter, 0, &mut columns);
    }
    let mut kinds: Vec<Row> = vec![Row::new()];
    let per_column = if columns.len() > 3 { 3 } else { 8 };
    for column in columns {
        let values = values(model, column, per_column);
        let with = |kind: &Row, value: &Value| {
            let mut row = kind.clone();
            row.insert(column, Cell::Value(value.clone()));
            row
        };
        kinds = kinds.iter().flat_map(|kind| values.iter().map(|v| with(kind, v)).collect::<Vec<_>>()).collect();
        // A plain stride keeps kinds of every sort.
        let stride = kinds.len().div_ceil(KINDS * 4).max(1);
        kinds = kinds.into_iter().step_by(stride).collect();
    }
    let stride = kinds.len().div_ceil(KINDS).max(1);
    let kinds: Vec<Row> = kinds.into_iter().step_by(stride).collect();
    let mut out = Vec::new();
    for first in &kinds {
        for (n, m) in COUNTS {
            let seconds: Vec<&Row> = if m == 0 { vec![first] } else { kinds.iter().filter(|k| *k != first).collect() };
            for second in seconds {
                let rows = std::iter::repeat_n(first, n).chain(std::iter::repeat_n(second, m));
                out.push(rows.cloned().collect());
            }
        }
    }
    out.sort_by_key(Vec::len);
    out
}

/// Columns that are asked for and that an expression needs.
fn asked(model: &Model, expr: &Expr, depth: u8, out: &mut BTreeSet<ColumnId>) {
    expr.walk(&mut |e| {
        let Expr::Column(id) = e else { return };
        match model.column(*id).and_then(|c| c.formula.as_ref()) {
            Some(formula) if depth < 20 => asked(model, formula, depth + 1, out),
            _ => {
                out.insert(*id);
            }
        }
    });
}

fn values(model: &Model, column: ColumnId, most: usize) -> Vec<Value> {
    let Some(column) = model.column(column) else { return Vec::new() };
    match &column.signature.ty {
        Type::Bool => vec![Value::Bool(true), Value::Bool(false)],
        Type::Level(levels) => (0..levels.len()).map(|i| Value::Number(Number::from(i as i64))).collect(),
        _ => {
            let range = column.signature.range.as_ref();
            let low = range.map_or(Number::ZERO, |(low, _)| low.clone());
            let fits = |n: &Number| range.is_none_or(|(low, high)| n >= low && n <= high);
            let spread: &[i64] = if most > 4 { &ROUND } else { &[100, 150, 1] };
            let mut all: Vec<Number> = spread.iter().map(|n| Number::from(*n)).filter(|n| fits(n)).collect();
            if !all.contains(&low) {
                all.insert(0, low);
            }
            all.into_iter().map(Value::Number).collect()
        }
    }
}
