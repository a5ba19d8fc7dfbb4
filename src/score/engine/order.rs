//! The order of operations (运算次序): each after its operands, and so that few columns are alive at once.
//!
//! Of several operands the one that needs most registers comes first: it holds only its result while the others are computed.

use std::cmp::Reverse;

use crate::ir::NodeId;

/// The nodes that these results rest on, in order. `operands` has the nodes each one reads, all of them earlier ones, and
/// whether it is computed at all.
pub fn order(operands: &[(Vec<NodeId>, bool)], results: &[NodeId]) -> Vec<NodeId> {
    let need = needs(operands);
    let need = |id: &NodeId| need.get(id.index()).copied().unwrap_or_default();
    let mut done = vec![false; operands.len()];
    let mut order = Vec::new();
    let mut open: Vec<(NodeId, bool)> = results.iter().rev().map(|id| (*id, false)).collect();
    while let Some((id, ready)) = open.pop() {
        let (Some(done), Some((before, _))) = (done.get_mut(id.index()), operands.get(id.index())) else { continue };
        if ready && !std::mem::replace(done, true) {
            order.push(id);
        } else if !*done {
            open.push((id, true));
            let mut before = before.clone();
            before.sort_by_key(|id| (need(id), Reverse(id.0)));
            open.extend(before.into_iter().map(|id| (id, false)));
        }
    }
    order
}

/// How many registers each node takes, counted as if nothing were read twice.
fn needs(operands: &[(Vec<NodeId>, bool)]) -> Vec<usize> {
    let mut needs: Vec<usize> = Vec::with_capacity(operands.len());
    for (before, computed) in operands {
        let mut each: Vec<usize> = before.iter().filter_map(|id| needs.get(id.index()).copied()).filter(|n| *n > 0).collect();
        each.sort_unstable_by_key(|n| Reverse(*n));
        let held = each.iter().enumerate().map(|(held, need)| held + need).max().unwrap_or(1);
        needs.push(if *computed { held } else { 0 });
    }
    needs
}
