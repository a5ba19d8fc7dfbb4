//! Functions (函数) in English. Spec: §6.5 lists them.

use super::reader::Reader;
use super::words::{kept, listed};
use crate::expr::TableId;
use crate::sentence::{Scope as _, Symbol, Type};
use crate::syntax::tree::{Formula, FormulaKind, Name};

impl Reader<'_> {
    /// A call as a noun phrase, or as a clause where it is a condition.
    pub fn call(&mut self, name: &Name, arguments: &[Formula]) -> String {
        let function = name.text.as_str();
        if let Some(table) = self.table_of(arguments) {
            let outer = self.table.replace(table);
            let text = self.over_rows(function, arguments);
            self.table = outer;
            if let Some(text) = text {
                return text;
            }
        }
        let known = match arguments {
            [] => nothing(function),
            [a] => self.of_one(function, a),
            [a, b] => self.of_two(function, a, b),
            [condition, then, otherwise] if function == "若" => {
                let (then, otherwise) = (self.operand_of(then), self.operand_of(otherwise));
                Some(format!("{then} if {}, otherwise {otherwise}", self.truth(condition)))
            }
            _ => None,
        };
        if let Some(text) = known {
            return text;
        }
        let all: Vec<String> = arguments.iter().map(|a| self.formula(a)).collect();
        let lead = match function {
            "最大" => "the largest of",
            "最小" => "the smallest of",
            "最差" => "the worst of",
            "最好" => "the best of",
            // Not a function: reported where it is resolved.
            _ => return format!("{}({})", kept(function), all.join(", ")),
        };
        format!("{lead} {}", listed(&all, "and"))
    }

    fn of_one(&mut self, function: &str, argument: &Formula) -> Option<String> {
        if matches!(function, "得分" | "得分率") {
            let FormulaKind::Name(code) = &argument.kind else { return None };
            return Some(match function {
                "得分" => format!("the score of {}", code.text),
                _ => format!("the score of {} as a share of its points", code.text),
            });
        }
        if matches!(function, "县数" | "任一县") {
            let condition = self.truth(argument);
            return Some(match function {
                "县数" => format!("the number of counties where {condition}"),
                _ => format!("in at least one county {condition}"),
            });
        }
        let a = self.formula(argument);
        Some(match function {
            "绝对值" => format!("the absolute value of {a}"),
            "向上取整" => format!("{a}, rounded up to a whole number"),
            "向下取整" => format!("{a}, rounded down to a whole number"),
            "是否不适用" => format!("{a} is not applicable"),
            "上年" => format!("last year's {a}"),
            "全市平均" => format!("the simple mean of {a} over all counties"),
            "全市合计" => format!("the sum of {a} over all counties"),
            "全市最大" => format!("the largest {a} of all counties"),
            "全市最小" => format!("the smallest {a} of all counties"),
            "同类县平均" => format!("the simple mean of {a} over the counties of its group"),
            "其他县平均" => format!("the simple mean of {a} over the other counties"),
            "名次" => format!("the place of {a} among all counties, the largest first"),
            "逆序名次" => format!("the place of {a} among all counties, the smallest first"),
            _ => return None,
        })
    }

    fn of_two(&mut self, function: &str, a: &Formula, b: &Formula) -> Option<String> {
        let (a, b) = (self.formula(a), self.formula(b));
        Some(match function {
            "四舍五入" => format!("{a}, rounded half up to {b} decimal places"),
            "不适用时" => format!("{a}, or {b} where that is not applicable"),
            "缺报时" => format!("{a}, or {b} where that is missing"),
            "往年" => format!("{a} of {b} year{} ago", if b == "1" { "" } else { "s" }),
            _ => return None,
        })
    }

    /// The detail table a call goes through.
    fn table_of(&self, arguments: &[Formula]) -> Option<TableId> {
        match arguments.first().map(|a| &a.kind) {
            Some(FormulaKind::Name(name) | FormulaKind::Path(name, _)) => match self.known.names.lookup(&name.text, None) {
                Some(Symbol::Table(id)) => Some(id),
                _ => None,
            },
            _ => None,
        }
    }

    /// A call that goes through the rows of a table; `None` if it is no such function.
    fn over_rows(&mut self, function: &str, arguments: &[Formula]) -> Option<String> {
        let (first, rest) = arguments.split_first()?;
        let table = match &first.kind {
            FormulaKind::Name(name) | FormulaKind::Path(name, _) => kept(&name.text),
            _ => return None,
        };
        let by_column = matches!(function, "加权平均" | "就高合计") || (function == "差异系数" && !rest.is_empty());
        let (by, conditions) = match rest.split_first() {
            Some((by, conditions)) if by_column => (Some(self.formula(by)), conditions),
            _ => (None, rest),
        };
        let conditions: Vec<String> = conditions.iter().map(|c| self.truth(c)).collect();
        let rows = match conditions.first() {
            Some(condition) => format!("the rows of {table} where {condition}"),
            None => format!("the rows of {table}"),
        };
        let is_fact = matches!(self.ask(|l| l.formula(first)).map(|t| t.ty), Some(Type::Bool));
        let value = self.formula(first);
        let by = by.unwrap_or_default();
        Some(match function {
            "计数" => format!("the number of {}", rows.trim_start_matches("the ")),
            "占比" => format!("the share, among {rows}, of those where {}", conditions.get(1).cloned().unwrap_or_default()),
            "合计" if is_fact => format!("the number of those among {rows} where {}", self.truth(first)),
            "合计" => format!("the sum of {value} over {rows}"),
            "平均" => format!("the mean of {value} over {rows}"),
            "加权平均" => format!("the mean of {value}, weighted by {by}, over {rows}"),
            "最大值" => format!("the largest {value} in {rows}"),
            "最小值" => format!("the smallest {value} in {rows}"),
            "去重计数" => format!("the number of different {value} in {rows}"),
            "就高合计" => format!("the sum, over each different {by}, of its largest {value} in {rows}"),
            "差异系数" if by.is_empty() => format!("the coefficient of variation of {value} over {rows}"),
            "差异系数" => format!("the coefficient of variation of {value}, weighted by {by}, over {rows}"),
            _ => return None,
        })
    }
}

fn nothing(function: &str) -> Option<String> {
    match function {
        "县数" => Some("the number of counties".to_owned()),
        "不适用" => Some("not applicable".to_owned()),
        _ => None,
    }
}
