//! The bounds of errors (误差界) as they are shown before anything is calculated.

use super::book::Book;
use super::bounds::MOST;
use super::pen::decimal;
use crate::expr::Number;
use crate::ir::NodeId;

/// A bound no smaller than the one the formula gives, for a wide value that is no whole number of fifteen digits.
pub(super) fn error(book: &Book<'_>, id: NodeId, at: usize) -> String {
    let value = book.values.get(id, at).abs();
    if value.is_integer() && value < Number::from(MOST) {
        return "0".to_owned();
    }
    decimal(&(&value * &Number::ulp(10)))
}
