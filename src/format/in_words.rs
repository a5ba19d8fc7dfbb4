//! Formulas in plain words (公式的文字说法), for printed documents: no function is called, no table has a point behind it.
//!
//! 差异系数（学校.生均设备值，学校.学生数） is 各学校之间按学生数加权的生均设备值差异系数. Not read back: what a file holds is [`super::formula()`].

use super::formula::{population_word, sign};
use super::words::{date, joined, name, quantity};
use crate::expr::CmpOp;
use crate::syntax::tree::{Formula, FormulaKind, Name, Operator};

/// A formula that stands alone.
pub fn formula_in_words(formula: &Formula) -> String {
    value(formula).text
}

/// A formula inside a sentence: in brackets where a comma in it would seem to be the sentence's.
pub fn operand_in_words(formula: &Formula) -> String {
    part(formula)
}

/// A sentence for paper: names that need marks in a file (「逐年提高」) stand in quotation marks.
pub fn on_paper(sentence: &str) -> String {
    sentence.replace('「', "“").replace('」', "”")
}

/// How far the words of a value hold together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bond {
    /// As a name does.
    Tight,
    /// As a sum or product does.
    Signs,
    /// Remarks stand behind it, each of all that is before: 增幅×100，向下取整，大于0的按0计
    Remarks,
    /// Parts with their own words between them: 条件的为2，否则为0
    Loose,
}

struct Words {
    text: String,
    bond: Bond,
}

fn tight(text: String) -> Words {
    Words { text, bond: Bond::Tight }
}

/// The value of a formula.
fn value(formula: &Formula) -> Words {
    match &formula.kind {
        FormulaKind::Quantity(q) => tight(quantity(q)),
        FormulaKind::Date(day) => tight(date(*day)),
        FormulaKind::Name(n) => tight(name(n)),
        FormulaKind::Path(table, column) => tight(format!("{}的{}", name(table), name(column))),
        FormulaKind::Population(scope, word) => tight(format!("{scope}{}", population_word(*word))),
        FormulaKind::Call(function, arguments) => call(function, arguments),
        FormulaKind::Binary(Operator::And | Operator::Or | Operator::Compare(_), ..) | FormulaKind::Not(_) => {
            Words { text: truth(formula), bond: Bond::Loose }
        }
        FormulaKind::Binary(operator, a, b) => Words { text: format!("{}{}{}", part(a), sign(*operator), part(b)), bond: Bond::Signs },
        FormulaKind::Minus(a) => Words { text: format!("-{}", part(a)), bond: Bond::Signs },
        FormulaKind::Bracketed(a) => tight(format!("（{}）", value(a).text)),
    }
}

/// A part of a sum, product or sentence.
fn part(formula: &Formula) -> String {
    let Words { text, bond } = value(formula);
    if matches!(bond, Bond::Remarks | Bond::Loose) { format!("（{text}）") } else { text }
}

/// What a word of its own stands behind: …的绝对值.
fn whole(formula: &Formula) -> String {
    let Words { text, bond } = value(formula);
    if bond == Bond::Tight { text } else { format!("（{text}）") }
}

/// A value with a remark behind it.
fn remarked(formula: &Formula, remark: &str) -> Words {
    let Words { text, bond } = value(formula);
    let text = if bond == Bond::Loose { format!("（{text}）") } else { text };
    Words { text: format!("{text}，{remark}"), bond: Bond::Remarks }
}

fn call(function: &Name, arguments: &[Formula]) -> Words {
    let known = match arguments {
        [] => nothing(&function.text),
        [first, rest @ ..] => over_rows(&function.text, first, rest)
            .or_else(|| one(&function.text, first, rest))
            .or_else(|| several(&function.text, arguments)),
    };
    // Not a function: reported where it is resolved.
    known.unwrap_or_else(|| {
        tight(super::formula(&Formula { kind: FormulaKind::Call(function.clone(), arguments.to_vec()), span: function.span }))
    })
}

fn nothing(function: &str) -> Option<Words> {
    match function {
        "县数" => Some(tight("全部县数".to_owned())),
        "不适用" => Some(tight("不适用".to_owned())),
        _ => None,
    }
}

/// What is done with one value.
fn one(function: &str, a: &Formula, rest: &[Formula]) -> Option<Words> {
    let of = |what: &str| Some(tight(format!("{}{what}", whole(a))));
    match (function, rest) {
        ("绝对值", []) => of("的绝对值"),
        ("向上取整" | "向下取整", []) => Some(remarked(a, function)),
        ("是否不适用", []) => of("不适用"),
        ("上年", []) => of("（上年）"),
        ("往年", [years]) => of(&format!("（前{}年）", part(years))),
        ("得分", []) => of("得分"),
        ("得分率", []) => of("得分率"),
        ("全市平均", []) => of("的全市平均数"),
        ("全市合计", []) => of("的全市合计数"),
        ("全市最大", []) => of("的全市最高值"),
        ("全市最小", []) => of("的全市最低值"),
        ("同类县平均", []) => of("的同类县平均数"),
        ("其他县平均", []) => of("的其他县平均数"),
        ("名次", []) => of("从高到低的名次"),
        ("逆序名次", []) => of("从低到高的名次"),
        ("县数", []) => Some(tight(format!("{}的县数", truth(a)))),
        ("任一县", []) => Some(tight(format!("有任何一个县{}", truth(a)))),
        ("四舍五入", [places]) => Some(match &places.kind {
            FormulaKind::Quantity(q) if q.number.is_zero() => remarked(a, "四舍五入取整数"),
            _ => remarked(a, &format!("四舍五入保留{}位小数", part(places))),
        }),
        ("不适用时", [b]) => Some(remarked(a, &format!("不适用的按{}计", part(b)))),
        ("缺报时", [b]) => Some(remarked(a, &format!("缺报的按{}计", part(b)))),
        _ => None,
    }
}

/// What is chosen among several values.
fn several(function: &str, arguments: &[Formula]) -> Option<Words> {
    match (function, arguments) {
        ("若", [condition, then, otherwise]) => {
            let word = if is_choice(otherwise) { "" } else { "为" };
            let otherwise = if is_choice(otherwise) { value(otherwise).text } else { part(otherwise) };
            Some(Words { text: format!("{}的为{}，否则{word}{otherwise}", truth(condition), part(then)), bond: Bond::Loose })
        }
        ("最大" | "最小", [limit, a]) if is_constant(limit) => Some(limited(function, a, limit)),
        ("最大" | "最小", [a, limit]) if is_constant(limit) => Some(limited(function, a, limit)),
        ("最大" | "最小" | "最差" | "最好", _) => {
            let word = match (function, arguments.len()) {
                ("最大", 2) => "较大的",
                ("最大", _) => "最大的",
                ("最小", 2) => "较小的",
                ("最小", _) => "最小的",
                ("最差", 2) => "较差的",
                ("最差", _) => "最差的",
                (_, 2) => "较好的",
                _ => "最好的",
            };
            Some(Words { text: format!("{}中{word}", joined(arguments, "、", part)), bond: Bond::Loose })
        }
        _ => None,
    }
}

/// 最大（0，a）: a，小于0的按0计
fn limited(function: &str, a: &Formula, limit: &Formula) -> Words {
    let side = if function == "最大" { "小于" } else { "大于" };
    let limit = value(limit).text;
    remarked(a, &format!("{side}{limit}的按{limit}计"))
}

fn is_choice(formula: &Formula) -> bool {
    matches!(&formula.kind, FormulaKind::Call(function, _) if function.text == "若")
}

fn is_constant(formula: &Formula) -> bool {
    match &formula.kind {
        FormulaKind::Quantity(_) | FormulaKind::Date(_) => true,
        FormulaKind::Minus(a) => is_constant(a),
        _ => false,
    }
}

/// What is made of the rows of a detail table (明细表).
fn over_rows(function: &str, first: &Formula, rest: &[Formula]) -> Option<Words> {
    let (table, column) = match &first.kind {
        FormulaKind::Name(table) => (name(table), None),
        FormulaKind::Path(table, column) => (name(table), Some(name(column))),
        _ => return None,
    };
    let by_column = matches!(function, "加权平均" | "就高合计") || (function == "差异系数" && !rest.is_empty());
    let (by, conditions) = match rest.split_first() {
        Some((by, conditions)) if by_column => (own_column(by), conditions),
        _ => (String::new(), rest),
    };
    let rows = conditions.first().map_or_else(String::new, |condition| format!("{}的", truth(condition)));
    Some(tight(match (function, column) {
        ("计数", None) if is_list(&table) => format!("{table}中{}条数", if rows.is_empty() { "的" } else { &rows }),
        ("计数", None) => format!("{rows}{table}数"),
        ("占比", None) => format!("{rows}{table}中{}的比例", conditions.get(1).map(truth).unwrap_or_default()),
        ("合计", Some(column)) => format!("{rows}各{table}{column}合计"),
        ("平均", Some(column)) => format!("{rows}各{table}{column}的平均数"),
        ("加权平均", Some(column)) => format!("{rows}各{table}按{by}加权的{column}平均数"),
        ("最大值", Some(column)) => format!("{rows}各{table}{column}的最高值"),
        ("最小值", Some(column)) => format!("{rows}各{table}{column}的最低值"),
        ("去重计数", Some(column)) => format!("{rows}各{table}中不同{column}的个数"),
        ("就高合计", Some(column)) => format!("{rows}各{table}{column}之和（{by}相同的只计最高值）"),
        ("差异系数", Some(column)) if by.is_empty() => format!("{rows}各{table}之间的{column}差异系数"),
        ("差异系数", Some(column)) => format!("{rows}各{table}之间按{by}加权的{column}差异系数"),
        _ => return None,
    }))
}

/// 问题清单数 would be a number of lists.
fn is_list(table: &str) -> bool {
    table.ends_with(['表', '单', '册', '账', '录'])
}

/// A column of the table at hand.
fn own_column(formula: &Formula) -> String {
    match &formula.kind {
        FormulaKind::Path(_, column) => name(column),
        _ => part(formula),
    }
}

/// A formula that holds or not.
fn truth(formula: &Formula) -> String {
    match &formula.kind {
        FormulaKind::Path(_, column) => name(column),
        FormulaKind::Bracketed(a) if is_joined(a) => format!("（{}）", truth(a)),
        FormulaKind::Bracketed(a) => truth(a),
        FormulaKind::Not(a) => untruth(a),
        FormulaKind::Binary(Operator::And, a, b) => format!("{}且{}", truth(a), truth(b)),
        FormulaKind::Binary(Operator::Or, a, b) => format!("{}或{}", truth(a), truth(b)),
        FormulaKind::Binary(Operator::Compare(op), a, b) => comparison(*op, a, b),
        _ => part(formula),
    }
}

/// 非（…）
fn untruth(formula: &Formula) -> String {
    match &formula.kind {
        FormulaKind::Bracketed(a) => untruth(a),
        FormulaKind::Not(a) => truth(a),
        FormulaKind::Name(fact) | FormulaKind::Path(_, fact) => format!("{}为否", name(fact)),
        FormulaKind::Binary(Operator::Compare(op), a, b) => comparison(denied(*op), a, b),
        FormulaKind::Call(function, arguments) => match (function.text.as_str(), arguments.as_slice()) {
            ("是否不适用", [a]) => format!("{}适用", whole(a)),
            ("任一县", [a]) => format!("没有一个县{}", truth(a)),
            _ => format!("不是“{}”", truth(formula)),
        },
        _ => format!("不是“{}”", truth(formula)),
    }
}

/// The comparison that holds where this one does not.
fn denied(op: CmpOp) -> CmpOp {
    match op {
        CmpOp::Eq => CmpOp::Ne,
        CmpOp::Ne => CmpOp::Eq,
        CmpOp::Lt => CmpOp::Ge,
        CmpOp::Le => CmpOp::Gt,
        CmpOp::Gt => CmpOp::Le,
        CmpOp::Ge => CmpOp::Lt,
    }
}

/// Days are early and late, all else high and low.
fn comparison(op: CmpOp, a: &Formula, b: &Formula) -> String {
    let days = [a, b].iter().any(|side| matches!(side.kind, FormulaKind::Date(_)));
    let word = match (op, days) {
        (CmpOp::Eq, _) => "为",
        (CmpOp::Ne, _) => "不是",
        (CmpOp::Ge, true) => "不早于",
        (CmpOp::Gt, true) => "晚于",
        (CmpOp::Le, true) => "不晚于",
        (CmpOp::Lt, true) => "早于",
        (CmpOp::Ge, false) => "不低于",
        (CmpOp::Gt, false) => "高于",
        (CmpOp::Le, false) => "不高于",
        (CmpOp::Lt, false) => "低于",
    };
    format!("{}{word}{}", part(a), part(b))
}

/// Whether 且 or 或 joins its parts.
fn is_joined(formula: &Formula) -> bool {
    matches!(formula.kind, FormulaKind::Binary(Operator::And | Operator::Or, ..))
}
