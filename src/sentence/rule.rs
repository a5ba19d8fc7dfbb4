//! Rules (评分标准): sentences joined to the score of an indicator. Spec: §6.4.
//!
//! Parts that earn are added up, each at least 0. Parts that lose are taken from the sum, or from the full points if no part earns.
//! The result stays between 0 and the points (D3) unless the file says otherwise.

use std::sync::Arc;

use super::lowering::{Assumption, Lowering};
use crate::expr::{BinaryOp, Expr, Number, PopOp, Scope};
use crate::source::Span;
use crate::syntax::tree::{CapOf, Clause, ClauseKind, NaHandling, OutcomeKind, RuleText, Sentence};
use crate::words;

/// What a rule can give.
#[derive(Debug, Clone)]
pub(super) struct Worth {
    /// 满分 of the item; 0 for an item without a limit.
    pub full: Number,
}

/// A scoring rule in the core.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Points, inside 0 and the points unless `signed` or `uncapped`; a condition if `passes`.
    pub expr: Expr,
    /// The same before the limits.
    pub raw: Expr,
    /// One part per sentence or list item.
    pub parts: Vec<Part>,
    /// 可为负分
    pub signed: bool,
    /// 可超过本项分值
    pub uncapped: bool,
    /// What happens when it is not applicable.
    pub na: Option<NaHandling>,
    /// Whether it says met or not met instead of points.
    pub passes: bool,
}

/// Whether a part earns, loses or decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartKind {
    /// Points are added.
    Earns,
    /// Points are taken away.
    Loses,
    /// Met or not met.
    Passes,
}

/// A limit (限额): 最多扣2分, 累计最多得4分.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// At most so many points.
    pub points: Number,
    /// Whether of what is lost.
    pub of_losses: bool,
    /// Where it stands.
    pub span: Span,
}

/// One sentence or list item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it does.
    pub kind: PartKind,
    /// Points earned or lost; a condition for [`PartKind::Passes`].
    pub value: Expr,
    /// When the whole indicator earns nothing.
    pub overrides: Expr,
    /// Its cases in order.
    pub branches: Vec<Branch>,
    /// The most a case earns, where that is a number.
    pub highest: Option<Number>,
    /// 最多…分, 累计最多…分
    pub limits: Vec<Limit>,
    /// A step that adds points without a limit.
    pub unlimited: Option<Span>,
    /// 扣完为止
    pub floor: bool,
    /// 就高不累加
    pub best_only: bool,
    /// Whether steps take from the award, so that they say what its cases do not.
    pub stepped: bool,
    /// Deductions that are alternatives of others about the same value.
    pub takes: Vec<Taken>,
    /// When it earns anything, where that is known.
    pub earning: Option<Expr>,
    /// When it takes points, and where that is said.
    pub taking: Vec<(Expr, Span)>,
    /// Where it stands.
    pub span: Span,
}

impl Part {
    /// A part that gives or takes this, without cases or limits.
    pub fn new(kind: PartKind, value: Expr, span: Span) -> Self {
        Part {
            kind,
            value,
            overrides: Expr::Bool(false),
            branches: Vec::new(),
            highest: None,
            limits: Vec::new(),
            unlimited: None,
            floor: false,
            best_only: false,
            stepped: false,
            takes: Vec::new(),
            earning: None,
            taking: Vec::new(),
            span,
        }
    }
}

/// A deduction about one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The value; `None` if it is about several.
    pub about: Option<Expr>,
    /// When it is taken.
    pub condition: Expr,
    /// Whether by a step (每…扣).
    pub each: bool,
    /// Where it stands.
    pub span: Span,
}

/// What a case does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BranchKind {
    /// 得…分
    Award,
    /// 再得…分
    Besides,
    /// 扣…分
    Deduct,
    /// 不得分
    Zero,
    /// 不扣分
    Exempt,
    /// 否则
    Otherwise,
    /// 每…
    Step,
    /// 酌扣
    Judged,
}

/// A case of a part, for the checks and the trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// What it does.
    pub kind: BranchKind,
    /// When.
    pub condition: Expr,
    /// Points, where that is a number.
    pub points: Option<Number>,
    /// Where it stands.
    pub span: Span,
}

impl Branch {
    pub(super) fn new(kind: BranchKind, condition: Expr, points: Option<Number>, span: Span) -> Self {
        Branch { kind, condition, points, span }
    }
}

impl Lowering<'_> {
    /// The rule of an indicator worth `full` points.
    pub fn rule(&mut self, text: &RuleText, full: &Number) -> Option<Rule> {
        let added_up = self.added_up(text, full);
        if let Some((_, open)) = added_up.as_ref().filter(|(_, open)| !open.is_empty()) {
            open.iter().for_each(|open| self.ask_of_tail(*open));
            return None;
        }
        let text = added_up.as_ref().map_or(text, |(text, _)| text);
        let said = |kind: ClauseKind| clauses(text).any(|c| c.kind == kind);
        let (signed, uncapped) = (said(ClauseKind::Signed), said(ClauseKind::Uncapped));
        (self.signed, self.uncapped) = (signed, uncapped);
        let (parts, complete) = self.parts(text, full);
        if !complete {
            return None;
        }
        let na = na_of(text);
        if let Some(passes) = parts.iter().find(|p| p.kind == PartKind::Passes) {
            if let Some(points) = parts.iter().find(|p| p.kind == PartKind::Earns || (p.kind == PartKind::Loses && p.value != Expr::int(0)))
            {
                let first = if points.span.start < passes.span.start { points.span } else { passes.span };
                self.passes_or_points(first);
                return None;
            }
            let met = parts.iter().filter(|p| p.kind == PartKind::Passes).map(|p| p.value.clone());
            // 造假的不得分 in a sentence of its own: then it is not met.
            let unmet = parts.iter().map(|p| p.overrides.clone()).filter(|o| *o != Expr::Bool(false));
            let expr = Expr::all(met.chain(unmet.map(Expr::negate)).collect());
            return Some(Rule { raw: expr.clone(), expr, parts, signed: true, uncapped: true, na, passes: true });
        }
        let earns = parts.iter().any(|p| p.kind == PartKind::Earns);
        let base = if earns { Expr::int(0) } else { Expr::Number(full.clone()) };
        let mut raw = joined(&parts, base, PartKind::Earns);
        let zeros: Vec<Expr> = parts.iter().map(|p| p.overrides.clone()).filter(|o| *o != Expr::Bool(false)).collect();
        if !zeros.is_empty() {
            raw = Expr::when(Expr::any(zeros), Expr::int(0), raw);
        }
        if let Some(missing) = said_of_the_whole(text).find(|c| c.kind == ClauseKind::WhenMissing(None)) {
            let branches: Vec<Expr> = parts.iter().flat_map(|part| &part.branches).map(|branch| branch.condition.clone()).collect();
            if !self.missing_in_one_county(branches.iter(), missing.span) {
                return None;
            }
            raw = Expr::IfMissing(Arc::new(raw), Arc::new(Expr::int(0)));
        }
        let mut expr = raw.clone();
        if !signed {
            expr = Expr::binary(BinaryOp::Max, Expr::int(0), expr);
        }
        if !uncapped {
            expr = Expr::binary(BinaryOp::Min, Expr::Number(full.clone()), expr);
        }
        let expr = with_na(expr, na, full);
        Some(Rule { expr, raw, parts, signed, uncapped, na, passes: false })
    }

    /// The rule of a bonus (`losing` is false) or penalty item: points to add or take, at least 0, at most `most`.
    pub fn item(&mut self, text: &RuleText, most: Option<&Number>, losing: bool) -> Option<Rule> {
        let full = most.cloned().unwrap_or_default();
        let (parts, complete) = self.parts(text, &full);
        if !complete || (losing && !self.says_what_is_lost(text, &full)) {
            return None;
        }
        // An item has no points to go below or beyond, and is not met or missed.
        let odd = |c: &&Clause| matches!(c.kind, ClauseKind::Signed | ClauseKind::Uncapped);
        if let Some(span) = clauses(text).find(odd).map(|clause| clause.span) {
            self.without_effect(span, "加分项、扣分项没有自己的分值", "a bonus or penalty item has no points of its own");
            return None;
        }
        if let Some(part) = parts.iter().find(|part| part.kind == PartKind::Passes) {
            self.passes_or_points(part.span);
            return None;
        }
        let wanted = if losing { PartKind::Loses } else { PartKind::Earns };
        if let Some(part) = parts.iter().find(|_| parts.iter().all(|part| part.kind != wanted)) {
            let (zh, en) = if losing {
                ("扣分项里没有写扣分", "no points are taken in a penalty item")
            } else {
                ("加分项里没有写加分", "no points are added in a bonus item")
            };
            self.without_effect(part.span, zh, en);
            return None;
        }
        if let Some(most) = most.filter(|_| !losing)
            && !self.adds_or_one(&parts, most)
        {
            return None;
        }
        let mut raw = joined(&parts, Expr::int(0), wanted);
        if said_of_the_whole(text).any(|c| c.kind == ClauseKind::WhenMissing(None)) {
            raw = Expr::IfMissing(Arc::new(raw), Arc::new(Expr::int(0)));
        }
        let overrides = Expr::any(parts.iter().map(|part| part.overrides.clone()).collect());
        let mut expr = Expr::when(overrides, Expr::int(0), Expr::binary(BinaryOp::Max, Expr::int(0), raw.clone()));
        if let Some(most) = most {
            expr = Expr::binary(BinaryOp::Min, Expr::Number(most.clone()), expr);
        }
        let na = na_of(text);
        let expr = with_na(expr, na, &full);
        Some(Rule { expr, raw, parts, signed: false, uncapped: most.is_none(), na, passes: false })
    }

    /// 造假的全扣, 3起以上的不得分, 不适用的得满分 in a penalty item (扣分项), which has no points to lose: is nothing taken, or all?
    fn says_what_is_lost(&mut self, text: &RuleText, most: &Number) -> bool {
        let of_points = |clause: &&Clause| match &clause.kind {
            ClauseKind::Case(_, outcome) => outcome.kind == OutcomeKind::Nothing,
            ClauseKind::NotApplicable(na) => matches!(na, NaHandling::Full | NaHandling::Zero),
            ClauseKind::WhenMissing(None) => true,
            _ => false,
        };
        let Some(span) = clauses(text).find(of_points).map(|clause| clause.span) else { return true };
        self.two_readings(
            span,
            words! { zh: "扣分项没有分可得：这时是不扣，还是全扣？", en: "a penalty item has no points: is nothing taken then, or all?" },
            words! {
                zh: "全扣的，写“…的扣{most}分”；不扣的，写“…的不扣分”；不适用的，写“不适用的，不考核”",
                en: "write …的扣{most}分 if all is taken, …的不扣分 if nothing is, 不适用的，不考核 where it does not apply"
            },
        );
        false
    }

    /// All parts, and whether every one could be read.
    fn parts(&mut self, text: &RuleText, full: &Number) -> (Vec<Part>, bool) {
        let worth = Worth { full: full.clone() };
        let (mut parts, mut complete) = (Vec::new(), true);
        for chain in chains(text) {
            match self.chain(&chain, &worth) {
                Some(part) => parts.push(part),
                None => complete = false,
            }
        }
        complete &= self.whole_rule(text, full, &parts);
        self.each_from_its_own(&mut parts);
        let parts = limits_of_all(text, &worth).into_iter().fold(parts, |parts, (lost, most, span)| limited(parts, &most, lost, span));
        (parts, complete)
    }
}

impl Lowering<'_> {
    /// ①达到95%得2分，每低1个百分点扣1分；②…: where several parts earn, what one takes is lost from its own points and never from those of
    /// another. Default D3, unless 可为负分.
    fn each_from_its_own(&mut self, parts: &mut [Part]) {
        let earning = parts.iter().filter(|part| part.kind == PartKind::Earns).count();
        if self.signed || earning < 2 {
            return;
        }
        for part in parts.iter_mut().filter(|part| part.kind == PartKind::Earns && !part.floor && !part.taking.is_empty()) {
            part.value = Expr::binary(BinaryOp::Max, Expr::int(0), part.value.clone());
            self.assume(Assumption::OwnPoints, part.span);
        }
    }
}

/// Parts of the wanted kind are added to what is there, the others taken from it.
fn joined(parts: &[Part], base: Expr, wanted: PartKind) -> Expr {
    parts.iter().fold(base, |sum, part| {
        let op = if part.kind == wanted { BinaryOp::Add } else { BinaryOp::Sub };
        Expr::binary(op, sum, part.value.clone())
    })
}

/// 累计最多…分 in a sentence of its own: the parts it is for are one, at most so much.
fn limited(parts: Vec<Part>, most: &Number, lost: bool, span: Span) -> Vec<Part> {
    let kind = if lost || parts.iter().all(|part| part.kind == PartKind::Loses) { PartKind::Loses } else { PartKind::Earns };
    let (of_kind, mut others): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(|part| part.kind == kind);
    let together = of_kind.into_iter().reduce(|a, b| Part {
        kind,
        value: Expr::binary(BinaryOp::Add, a.value, b.value),
        overrides: Expr::any([a.overrides, b.overrides].into_iter().filter(|o| *o != Expr::Bool(false)).collect()),
        branches: a.branches.into_iter().chain(b.branches).collect(),
        highest: None,
        limits: a.limits.into_iter().chain(b.limits).collect(),
        unlimited: None,
        floor: a.floor || b.floor,
        best_only: false,
        stepped: a.stepped || b.stepped,
        takes: a.takes.into_iter().chain(b.takes).collect(),
        earning: None,
        taking: a.taking.into_iter().chain(b.taking).collect(),
        span: a.span.to(b.span),
    });
    if let Some(mut part) = together {
        part.value = Expr::binary(BinaryOp::Min, part.value, Expr::Number(most.clone()));
        part.limits.push(Limit { points: most.clone(), of_losses: kind == PartKind::Loses, span });
        part.unlimited = None;
        part.highest = None;
        others.insert(0, part);
    }
    others
}

/// The chains that make parts. 缺报的按…计算 in a sentence of its own belongs to the chain before it.
fn chains(text: &RuleText) -> Vec<Vec<Clause>> {
    let mut chains: Vec<Vec<Clause>> = Vec::new();
    for sentence in &text.sentences {
        match sentence {
            Sentence::Checklist(items) => chains.extend(items.iter().map(|i| i.clauses.clone())),
            Sentence::Chain(clauses) if is_of_the_whole(clauses) => {
                let stand_ins = clauses.iter().filter(|c| matches!(c.kind, ClauseKind::WhenMissing(Some(_)))).cloned();
                if let Some(last) = chains.last_mut() {
                    last.extend(stand_ins);
                }
            }
            Sentence::Chain(clauses) => chains.push(clauses.clone()),
        }
    }
    chains
}

/// Whether a sentence only says something of the whole indicator: it is no part.
pub fn is_of_the_whole(clauses: &[Clause]) -> bool {
    let modifies = |kind: &ClauseKind| {
        matches!(
            kind,
            ClauseKind::NotApplicable(_)
                | ClauseKind::Signed
                | ClauseKind::FullIs(_)
                | ClauseKind::Uncapped
                | ClauseKind::WhenMissing(_)
                | ClauseKind::Cap { total: true, .. }
                | ClauseKind::Floor { part: false }
        )
    };
    clauses.iter().all(|c| modifies(&c.kind))
}

/// 累计最多…分 in sentences of their own: whether each is of what is lost, how much, and where.
pub(super) fn limits_of_all(text: &RuleText, worth: &Worth) -> Vec<(bool, Number, Span)> {
    let limits = said_of_the_whole(text).filter_map(|clause| match &clause.kind {
        ClauseKind::Cap { of, points, .. } => Some((*of == CapOf::Lost, worth.points(points), clause.span)),
        _ => None,
    });
    limits.collect()
}

fn said_of_the_whole(text: &RuleText) -> impl Iterator<Item = &Clause> {
    let sentences = text.sentences.iter().filter_map(|sentence| match sentence {
        Sentence::Chain(clauses) if is_of_the_whole(clauses) => Some(clauses),
        Sentence::Chain(_) | Sentence::Checklist(_) => None,
    });
    sentences.flatten()
}

pub(super) fn clauses(text: &RuleText) -> impl Iterator<Item = &Clause> {
    text.sentences.iter().flat_map(|sentence| match sentence {
        Sentence::Chain(clauses) => clauses.iter().collect::<Vec<_>>(),
        Sentence::Checklist(items) => items.iter().flat_map(|i| &i.clauses).collect(),
    })
}

fn na_of(text: &RuleText) -> Option<NaHandling> {
    clauses(text).find_map(|c| if let ClauseKind::NotApplicable(na) = c.kind { Some(na) } else { None })
}

/// What the score is where the rule is not applicable; 不计分 and 不考核 leave it not applicable for the total.
fn with_na(expr: Expr, na: Option<NaHandling>, full: &Number) -> Expr {
    let or = |expr: Expr, value: Expr| Expr::Coalesce(Arc::new(expr), Arc::new(value));
    match na {
        None | Some(NaHandling::Rescale | NaHandling::Skip) => expr,
        Some(NaHandling::Full) => or(expr, Expr::Number(full.clone())),
        Some(NaHandling::Zero) => or(expr, Expr::int(0)),
        Some(NaHandling::Mean) => {
            let others = Expr::Population(PopOp::Mean, Scope::Others, Arc::new(expr.clone()));
            or(expr, others)
        }
    }
}
