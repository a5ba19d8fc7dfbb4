//! E0305, E0306: constants outside the range or the places of their datum.

use std::collections::BTreeSet;

use super::analysis::Analysis;
use crate::expr::{Expr, Number, Unit};
use crate::finding::{Code, Finding, Sink};
use crate::sentence::{BranchKind, Type};
use crate::words;

/// Looks at every comparison of a datum with a constant, each pair once; tells whether one is out of range.
pub(super) fn check(analysis: &Analysis<'_>, sink: &mut Sink) -> bool {
    let (mut seen, mut out_of_range) = (BTreeSet::new(), false);
    for part in &analysis.parts {
        for branch in part.part.branches.iter().filter(|b| !matches!(b.kind, BranchKind::Otherwise | BranchKind::Step)) {
            branch.condition.walk(&mut |e| {
                let Expr::Cmp(_, a, b) = e else { return };
                let (Expr::Datum(id, _), Expr::Number(constant)) = (&**a, &**b) else { return };
                let Some(datum) = analysis.model.datum(*id).filter(|_| seen.insert((*id, constant.clone()))) else { return };
                let Type::Number(unit) = &datum.signature.ty else { return };
                let name = &datum.name;
                if let Some((low, high)) = datum.signature.range.as_ref().filter(|(low, high)| constant < low || constant > high) {
                    out_of_range = true;
                    // Without its sign a percentage is a hundred times as much: far beyond the range.
                    let is_far = *constant > high * &Number::from(10);
                    let bare = constant.div(&Number::from(100));
                    let bare = bare.filter(|bare| is_far && *unit == Unit::percent() && bare >= low && bare <= high);
                    let help = match bare {
                        Some(bare) => words! { zh: "{bare}后面是不是漏了“%”？", en: "does {bare} lack its `%`?" },
                        None => words! { zh: "请检查数值、单位和取值范围", en: "check the value, the unit and the range" },
                    };
                    sink.report(
                        Finding::new(Code::ConstantOutOfRange, words! { zh: "{constant}{unit}不在“{name}”的取值范围内", en: "{constant}{unit} is outside the range of `{name}`" })
                            .label(branch.span, words! { zh: "用在这里", en: "used here" })
                            .label(datum.span, words! { zh: "取值范围是{low}{unit}至{high}{unit}", en: "its range is {low}{unit} to {high}{unit}" })
                            .help(help),
                    );
                    return;
                }
                let fine = datum.signature.places.is_none_or(|places| is_on_grid(constant, places));
                if !fine {
                    let places = datum.signature.places.unwrap_or(0);
                    sink.report(
                        Finding::new(Code::TooManyPlaces, words! { zh: "{constant}{unit}的小数位多于“{name}”", en: "{constant}{unit} has more places than `{name}`" })
                            .label(branch.span, words! { zh: "用在这里", en: "used here" })
                            .label(datum.span, words! { zh: "只有{places}位小数", en: "has {places} places" })
                            .help(words! { zh: "请给数据写明足够的小数位", en: "declare enough places" }),
                    );
                }
            });
        }
    }
    out_of_range
}

fn is_on_grid(constant: &Number, places: u32) -> bool {
    constant.places().is_some_and(|p| p <= places)
}
