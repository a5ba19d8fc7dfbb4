//! What a result rests on (所用数据): its cells, its detail tables, the computed data, and whether other counties matter.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::build::listing::{Listing, Output, Section};
use crate::ir::{Input, NodeId, Op, Over};

/// What a result rests on, by the codes of cells and tables and the names of results.
#[derive(Debug, Default, Serialize)]
pub(in crate::build) struct Uses {
    pub cells: Vec<String>,
    pub tables: Vec<String>,
    pub derived: Vec<String>,
    /// Whether it needs the other counties.
    pub population: bool,
}

/// Looks through a result down to its cells; what is the score of another indicator stays closed, but not for whether
/// other counties matter.
pub(in crate::build) fn uses(listing: &Listing<'_>, outputs: &[Output], output: &Output) -> Uses {
    let mut out = Uses { population: reached(listing, output, &BTreeSet::new()).iter().any(|op| op.is_population()), ..Uses::default() };
    let num = |wanted: fn(&Section) -> bool| -> BTreeSet<NodeId> {
        outputs.iter().filter(|o| wanted(&o.section) && o.name != output.name && !is_plain(listing, o)).map(|o| o.quantity.num).collect()
    };
    let closed = num(|section| matches!(section, Section::Indicator(_)));
    let computed = num(|section| matches!(section, Section::Datum(_)));
    let (mut cells, mut tables) = (BTreeSet::new(), BTreeSet::new());
    for op in reached(listing, output, &closed) {
        match op {
            Op::Input(Input::Datum(id, back)) | Op::Absence(Input::Datum(id, back)) => _ = cells.insert((*id, *back)),
            Op::Input(Input::Column(id)) | Op::Absence(Input::Column(id)) => tables.extend(listing.model.column(*id).map(|c| c.table)),
            Op::Fold { over: Over::Rows(table), .. } | Op::SumOfBest { table, .. } => _ = tables.insert(*table),
            _ => {}
        }
    }
    let nodes = visited(listing, output, &closed);
    let seen =
        |o: &&Output| computed.contains(&o.quantity.num) && nodes.contains(&o.quantity.num) && matches!(o.section, Section::Datum(_));
    out.derived = outputs.iter().filter(seen).map(|o| o.name.clone()).collect();
    let code = |key: &(crate::expr::DatumId, u8)| listing.cell(Input::Datum(key.0, key.1)).map(|cell| cell.code.clone());
    out.cells = cells.iter().filter_map(code).collect();
    out.tables = tables.iter().map(|table| format!("t{}", table.0)).collect();
    out
}

/// Whether a result is only a cell or a constant, which others share by chance.
fn is_plain(listing: &Listing<'_>, output: &Output) -> bool {
    matches!(listing.node(output.quantity.num).map(|n| &n.op), None | Some(Op::Const(_) | Op::Input(_)))
}

fn reached<'l>(listing: &'l Listing<'_>, output: &Output, closed: &BTreeSet<NodeId>) -> Vec<&'l Op> {
    visited(listing, output, closed).into_iter().filter_map(|id| listing.node(id)).map(|node| &node.op).collect()
}

fn visited(listing: &Listing<'_>, output: &Output, closed: &BTreeSet<NodeId>) -> BTreeSet<NodeId> {
    let mut seen = BTreeSet::new();
    let mut open = crate::build::listing::parts(output.quantity).to_vec();
    while let Some(id) = open.pop() {
        if closed.contains(&id) || !seen.insert(id) {
            continue;
        }
        open.extend(listing.node(id).map(|node| node.op.operands()).unwrap_or_default());
    }
    seen
}
