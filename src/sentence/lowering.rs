//! The state of one lowering: names, findings, defaults that were applied, judgements that were used.

use std::collections::BTreeSet;

use super::scope::{Scope, Symbol, Type};
use super::typed::Typed;
use crate::expr::{BinaryOp, DatumId, Expr, IndicatorId, Number, TableId, Unit};
use crate::finding::{Code, Finding, Sink};
use crate::source::Span;
use crate::syntax::tree::{Formula, FormulaKind, Name, Operator, Quantity, Subject};
use crate::words;

/// Whether boundaries belong to 以下 (D2); set by a 通则.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Boundaries {
    /// 以下含本数
    pub below_included: bool,
    /// 以上不含本数
    pub above_excluded: bool,
    /// 高于、超过含本数
    pub over_included: bool,
    /// Whether the file says anything about it.
    pub stated: bool,
}

/// A default (默认) that stands where the wording leaves a question open. Spec: §6.6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Assumption {
    /// D1: whole steps only.
    WholeSteps,
    /// D2: which words include their boundary.
    Boundary,
    /// D3: what one part takes is lost from its own points.
    OwnPoints,
    /// D7: a mean is simple and includes the county itself.
    SimpleMean,
    /// D8: equal values share the better place.
    SharedPlace,
    /// 名次从高到低: a ranking whose order nobody says.
    HighestFirst,
    /// D10: `%` on a percentage is a percentage point.
    PercentagePoint,
    /// D12: calendar days, the day itself in time.
    CalendarDays,
    /// D13: a judgement in steps of 0.1 with a reason.
    JudgementStep,
    /// 未写明的不得分: values below the last band.
    NothingBelow,
    /// 酌情扣N分 is at most N.
    UpTo,
}

/// A default and where it was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppliedDefault {
    /// Which.
    pub assumption: Assumption,
    /// Where.
    pub span: Span,
}

/// How a judgement is used by a sentence: which points an assessor may give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedUse {
    /// The judgement; of one with levels, its points part.
    pub datum: DatumId,
    /// The level datum, if it has levels.
    pub level: Option<DatumId>,
    /// Allowed points: for each level, or one range for all.
    pub ranges: Vec<(Number, Number)>,
    /// Whether 0 (nothing deducted) is allowed besides.
    pub zero: bool,
    /// Where.
    pub span: Span,
}

/// A subject and what it should reach (目标): the distance of a step is measured between them.
#[derive(Debug, Clone)]
pub(super) struct Target {
    /// The subject.
    pub subject: Typed,
    /// What it should reach, in the subject's unit.
    pub operand: Typed,
    /// What the operand is a share of (任务数的80%), in the subject's unit.
    pub whole: Option<Expr>,
    /// Whether the subject should be at least the operand; `None` if it should equal it.
    pub at_least: Option<bool>,
    /// Whether it is enough to reach it, as 达到 says: what is over it, or short of it, is not spoken of.
    pub reached: bool,
}

/// What a lowering knows and collects.
pub struct Lowering<'a> {
    /// The names.
    pub scope: &'a dyn Scope,
    /// Where findings go.
    pub sink: &'a mut Sink,
    /// The table whose row is at hand.
    pub table: Option<TableId>,
    /// 通则 about boundaries.
    pub boundaries: Boundaries,
    /// Defaults that were applied.
    pub defaults: Vec<AppliedDefault>,
    /// Judgements that were used.
    pub judged: Vec<JudgedUse>,
    /// Names that were used.
    pub used: BTreeSet<String>,
    /// Where a name is written that is most likely another, declared one.
    pub mistaken: Vec<Span>,
    /// Whether place among counties is the worst of a tie (grades and quota).
    pub strict_places: bool,
    /// The subject of a chain whose first clause names none: the datum with the title of the indicator.
    pub default_subject: Option<Typed>,
    /// The subject an atom without one speaks of.
    pub subject: Option<Typed>,
    /// Whether the comparison at hand names what it speaks of.
    pub(super) names_subject: bool,
    /// The comparisons seen since the chain began to listen: what 每低 and 迟 measure from.
    pub(super) targets: Vec<Target>,
    /// Comparisons of further cases: what a distance could be meant to be measured from, too.
    pub(super) earlier_targets: Vec<Target>,
    /// The facts of an enumeration (A、B、C齐备): what 缺1项 counts.
    pub(super) facts: Vec<Name>,
    /// What was said to be done, and to have what: 成立 and 领导小组.
    pub(super) doings: Vec<(&'static str, Name)>,
    /// Whether the case at hand takes points (扣, 不得分): within a distance is then beyond the target.
    pub(super) takes: bool,
    /// Whether the case at hand adds to, or takes besides, what another one gives (再得, 再扣).
    pub(super) further: bool,
    /// Whether 未报 was spoken of.
    pub(super) spoke_of_unreported: bool,
    /// 可为负分: points may be taken where none were earned.
    pub(super) signed: bool,
    /// 可超过本项分值
    pub(super) uncapped: bool,
    /// Whether something before in this sentence could not be resolved: what needs it is not reported again.
    pub(super) broken: bool,
    /// Terms being expanded, against cycles.
    pub(super) expanding: Vec<String>,
}

impl Target {
    /// Whether it is by how much something is above something else (增长10%以上), not a value of its own.
    pub fn is_margin(&self) -> bool {
        is_difference(&self.subject.expr) && matches!(self.operand.expr, Expr::Number(_))
    }

    /// Whether it compares the same with the same.
    pub fn is(&self, other: &Target) -> bool {
        self.subject.expr == other.subject.expr && self.operand.expr == other.operand.expr
    }
}

/// One value less another, whether as it is or as a share; 债务占收入的比例 is none.
fn is_difference(expr: &Expr) -> bool {
    match expr {
        Expr::Binary(BinaryOp::Sub, ..) => true,
        Expr::Binary(BinaryOp::Mul, share, _) | Expr::Div(share, ..) => is_difference(share),
        _ => false,
    }
}

impl<'a> Lowering<'a> {
    /// A lowering over a scope.
    pub fn new(scope: &'a dyn Scope, sink: &'a mut Sink) -> Self {
        Lowering {
            scope,
            sink,
            table: None,
            boundaries: Boundaries::default(),
            defaults: Vec::new(),
            judged: Vec::new(),
            used: BTreeSet::new(),
            mistaken: Vec::new(),
            strict_places: false,
            default_subject: None,
            subject: None,
            doings: Vec::new(),
            names_subject: false,
            targets: Vec::new(),
            earlier_targets: Vec::new(),
            facts: Vec::new(),
            takes: false,
            further: false,
            spoke_of_unreported: false,
            signed: false,
            uncapped: false,
            broken: false,
            expanding: Vec::new(),
        }
    }

    pub(super) fn assume(&mut self, assumption: Assumption, span: Span) {
        self.defaults.push(AppliedDefault { assumption, span });
    }

    /// What a name stands for; an undeclared one is reported.
    pub(super) fn resolve(&mut self, name: &Name) -> Option<Symbol> {
        match self.scope.lookup(&name.text, self.table) {
            Some(symbol) => {
                self.used.insert(name.text.clone());
                Some(symbol)
            }
            None => {
                self.undeclared(name);
                None
            }
        }
    }

    /// Lets rules speak of the datum of this name without naming it.
    pub fn speak_of(&mut self, name: &Name) {
        if let Some(symbol @ Symbol::Datum(_)) = self.scope.lookup(&name.text, None) {
            self.default_subject = self.value_of_symbol(&symbol, name);
        }
    }

    /// The value a name stands for.
    pub(super) fn value_of(&mut self, name: &Name) -> Option<Typed> {
        if let Some(built_in) = built_in(&name.text, name.span, self.scope) {
            return Some(built_in);
        }
        if let Some((part, whole)) = self.ratio_of(name) {
            let formula = |name: Name| Box::new(Formula { span: name.span, kind: FormulaKind::Name(name) });
            let kind = FormulaKind::Binary(Operator::Divide, formula(part), formula(whole));
            return self.formula(&Formula { kind, span: name.span });
        }
        if let Some(rise) = self.rise_of(name) {
            return self.rise(&rise);
        }
        if let Some(stated) = self.level_stated(name) {
            return Some(stated);
        }
        if let Some(counted) = self.received(name) {
            return self.value_of(&counted);
        }
        let symbol = self.resolve(name)?;
        self.value_of_symbol(&symbol, name)
    }

    fn value_of_symbol(&mut self, symbol: &Symbol, name: &Name) -> Option<Typed> {
        let (expr, signature) = match symbol {
            Symbol::Datum(id) => (Expr::Datum(*id, 0), self.scope.datum(*id)?),
            Symbol::Column(id) => (Expr::Column(*id), self.scope.column_signature(*id)?),
            Symbol::Indicator(id) => {
                return Some(Typed::new(Expr::Score(*id), Type::Number(Unit::points()), name.span));
            }
            Symbol::Group(id) => return Some(Typed::new(Expr::InGroup(*id), Type::Bool, name.span)),
            Symbol::Table(_) | Symbol::Term => {
                self.wrong_kind(name, "数据", "a datum");
                return None;
            }
        };
        Some(Typed { expr, ty: signature.ty.clone(), span: name.span, range: signature.range.clone(), places: signature.places })
    }

    pub(super) fn wrong_kind(&mut self, name: &Name, zh: &str, en: &str) {
        let text = &name.text;
        self.sink.report(
            Finding::new(Code::WrongKind, words! { zh: "“{text}”不是{zh}", en: "`{text}` is not {en}" })
                .label(name.span, words! { zh: "这里要{zh}", en: "{en} is wanted here" })
                .help(words! { zh: "请换成{zh}的名称", en: "name {en}" }),
        );
    }

    /// The value a sentence speaks of.
    pub fn subject_value(&mut self, subject: &Subject) -> Option<Typed> {
        match subject {
            Subject::Name(name) => self.value_of(name),
            Subject::Formula(formula) => self.formula(formula),
        }
    }

    /// A literal quantity. A number without a unit is a pure number.
    pub(super) fn literal(&self, quantity: &Quantity) -> Typed {
        let unit = Unit::parse(&quantity.unit);
        Typed {
            range: Some((quantity.number.clone(), quantity.number.clone())),
            places: quantity.number.places(),
            ..Typed::new(Expr::Number(quantity.number.clone()), Type::Number(unit), quantity.span)
        }
    }

    pub(super) fn type_mismatch(&mut self, value: &Typed, zh: &str, en: &str) {
        let is = value.ty.words();
        let (is_zh, is_en) = (&is.zh, &is.en);
        // 10月底前
        let end_of_month = value.unit().is_some_and(|unit| unit.word().starts_with("月底") || unit.word().starts_with("月末"));
        let help = if end_of_month {
            words! { zh: "请写明是哪一天，如“3月31日前”“不晚于3月31日”", en: "name the day, such as 3月31日前 or 不晚于3月31日" }
        } else {
            words! { zh: "请换一项数据，或改它的声明", en: "take another datum, or change its declaration" }
        };
        self.sink.report(
            Finding::new(Code::TypeMismatch, words! { zh: "这里要{zh}，写的是{is_zh}", en: "{en} is wanted, this is {is_en}" })
                .label(value.span, words! { zh: "它的类型是{is_zh}", en: "its type is {is_en}" })
                .help(help),
        );
    }

    /// `b` counted in the unit of `a`; a mismatch is reported. A bare number counts in any unit if `bare` allows it.
    pub(super) fn align(&mut self, a: &Typed, b: Typed, bare: bool) -> Option<Typed> {
        let (Some(unit_a), Some(unit_b)) = (a.unit(), b.unit()) else {
            let wanted = a.ty.words();
            self.type_mismatch(&b, &wanted.zh, &wanted.en);
            return None;
        };
        if unit_b.word().is_empty() && matches!(b.expr, Expr::Number(_)) && (bare || b.expr == Expr::Number(Number::ZERO)) {
            return Some(Typed { ty: a.ty.clone(), ..b });
        }
        let span = b.span;
        if let Some(converted) = b.clone().in_unit(&unit_a) {
            return Some(converted);
        }
        // 生均公用经费达到720元: so much a head.
        let of_each = unit_a.above_line().filter(|_| !bare && matches!(b.expr, Expr::Number(_)));
        if let Some(converted) = of_each.and_then(|above| b.in_unit(&above)) {
            return Some(Typed { ty: a.ty.clone(), ..converted });
        }
        self.unit_mismatch(a.span, &unit_a, span, &unit_b);
        None
    }

    pub(super) fn unit_mismatch(&mut self, a: Span, unit_a: &Unit, b: Span, unit_b: &Unit) {
        let word = |unit: &Unit| if unit.word().is_empty() { "（无单位）".to_owned() } else { unit.to_string() };
        let (ua, ub) = (word(unit_a), word(unit_b));
        let counts = unit_a.is_count() && unit_b.is_count() && !unit_a.is_pure() && !unit_b.is_pure();
        let help = if counts {
            words! {
                zh: "请写成同一种单位：数据以“{ua}”计，这里也写“{ua}”；数的是另一件事的，另设一项数据",
                en: "use one unit: the datum counts {ua}, so write {ua} here; what is something else is a datum of its own"
            }
        } else {
            words! { zh: "请写成同一种单位，或先用公式换算", en: "use one unit, or convert with a formula" }
        };
        self.sink.report(
            Finding::new(Code::UnitMismatch, words! { zh: "单位不同：{ua}与{ub}", en: "units do not fit: {ua} and {ub}" })
                .label(b, words! { zh: "单位是{ub}", en: "in {ub}" })
                .label(a, words! { zh: "单位是{ua}", en: "in {ua}" })
                .help(help),
        );
    }

    /// Reports a count of two lists that must be equal.
    pub(super) fn series_length(&mut self, span: Span, left: usize, right: usize) {
        self.sink.report(
            Finding::new(Code::SeriesLength, words! { zh: "前面列了{left}个，后面列了{right}个", en: "{left} things but {right} values" })
                .label(span, words! { zh: "个数应当一致", en: "the counts must agree" })
                .help(words! { zh: "请补上少写的，或删去多写的", en: "add what is missing or delete what is too much" }),
        );
    }

    /// The id of an indicator named by its code.
    pub(super) fn indicator(&mut self, name: &Name) -> Option<IndicatorId> {
        match self.scope.lookup(&name.text, None) {
            Some(Symbol::Indicator(id)) => Some(id),
            _ => {
                let text = &name.text;
                self.sink.report(
                    Finding::new(Code::UnknownCode, words! { zh: "没有编号为“{text}”的指标", en: "no indicator has the code `{text}`" })
                        .label(name.span, words! { zh: "这个编号", en: "this code" })
                        .help(words! { zh: "请核对编号，或先设这个指标", en: "check the code, or declare the indicator" }),
                );
                None
            }
        }
    }
}

/// Names every file has: 总分, 等次.
pub(super) fn built_in(name: &str, span: Span, scope: &dyn Scope) -> Option<Typed> {
    match name {
        "总分" => Some(Typed { places: Some(2), ..Typed::new(Expr::Total, Type::Number(Unit::points()), span) }),
        "等次" => Some(Typed::new(Expr::Grade, Type::Level(scope.grades().to_vec()), span)),
        _ => None,
    }
}
