//! What a chain takes (扣分): deductions and steps, which of them are alternatives, and what 不扣分 sets aside. Spec: §6.4.

use super::chain::Chain;
use super::lowering::Lowering;
use super::rule::Taken;
use super::step::OpenStep;
use crate::expr::{BinaryOp, Expr, Number};
use crate::source::Span;

/// A deduction of a chain.
pub(super) struct Deduct {
    pub condition: Expr,
    pub points: Expr,
    /// The value it is about: of several about one value the harder counts. `None`: it is added to the others.
    pub about: Option<Expr>,
    /// 再扣
    pub further: bool,
    /// Its place in the chain.
    pub at: usize,
    pub span: Span,
}

impl Deduct {
    /// Points that are taken in any case: a judgement, a value.
    pub fn always(points: Expr, at: usize, span: Span) -> Deduct {
        Deduct { condition: Expr::Bool(true), points, about: None, further: false, at, span }
    }
}

/// 不扣分, and where it stands.
pub(super) struct Exempt {
    pub condition: Expr,
    pub at: usize,
    /// In brackets: of what stands before them.
    pub aside: bool,
}

/// A limit of what is lost.
pub(super) struct LossCap {
    pub most: Number,
    /// It limits what stands from here …
    pub from: usize,
    /// … to here in the chain: behind the limit before, and before its own place.
    pub at: usize,
    pub span: Span,
}

/// What is lost, and what steps and 再得 add: before 扣完为止, from which is taken, and behind it.
pub(super) struct Losses {
    pub lost: Expr,
    pub added: Expr,
    pub beside: Expr,
}

impl Lowering<'_> {
    /// Sum of the deductions, of those about one value the harder one; or the hardest of all (就高不累加).
    pub(super) fn losses(&mut self, chain: &Chain) -> Losses {
        let mut groups: Vec<(Option<&Expr>, usize, Expr)> = Vec::new();
        // 再扣 beside what only the hardest counts of (就高不累加).
        let mut besides: Vec<(usize, Expr)> = Vec::new();
        for deduct in &chain.deducts {
            let each = match &deduct.condition {
                Expr::Bool(true) => deduct.points.clone(),
                condition => Expr::when(condition.clone(), deduct.points.clone(), Expr::int(0)),
            };
            let each = chain.unless_exempt(each, &deduct.condition, deduct.at);
            if chain.best_only && deduct.further {
                besides.push((deduct.at, each));
                continue;
            }
            // …，累计扣分: each of them.
            let about = deduct.about.as_ref().filter(|_| chain.count_each.is_none());
            let joined = groups.iter_mut().find(|(known, ..)| chain.best_only || (about.is_some() && *known == about));
            match joined {
                Some((_, _, harder)) => *harder = Expr::binary(BinaryOp::Max, std::mem::replace(harder, Expr::int(0)), each),
                None => groups.push((about, deduct.at, each)),
            }
        }
        let mut taken: Vec<(usize, Expr)> = groups.into_iter().map(|(_, at, each)| (at, each)).collect();
        let mut added: Vec<(usize, Expr)> = Vec::new();
        let op = if chain.best_only { BinaryOp::Max } else { BinaryOp::Add };
        for step in &chain.steps {
            let amount = step.amount(self);
            if step.loses {
                let all = if chain.best_only && step.further { &mut besides } else { &mut taken };
                all.push((step.at, chain.unless_exempt(amount, &step.condition(), step.at)));
            } else {
                added.push((step.at, amount));
            }
        }
        let hardest = limited(taken, &chain.caps_lost, op);
        let lost = besides.into_iter().fold(hardest, |sum, (_, each)| Expr::binary(BinaryOp::Add, sum, each));
        // 扣完为止 is said of what stands before it, not of what is added behind.
        let floor = chain.floor.filter(|_| lost != Expr::int(0)).unwrap_or(usize::MAX);
        // 达到95%得3分，每低1个百分点扣0.5分；推介每个加0.5分: the step takes no more than what the standard earns.
        let of_its_own = !self.signed && chain.floor.is_none() && chain.takes_from_cases() && (chain.cap.is_none() || chain.cap_last);
        let floor = if of_its_own && lost != Expr::int(0) { 0 } else { floor };
        let (before, behind): (Vec<_>, Vec<_>) = added.into_iter().partition(|(at, _)| *at < floor);
        let steps =
            |all: Vec<(usize, Expr)>| all.into_iter().map(|(_, each)| each).reduce(|a, b| Expr::binary(op, a, b)).unwrap_or(Expr::int(0));
        // 达到95%得2分，有方案的再得2分，每低1个百分点扣0.5分，扣完为止: taken from the 2 points of its target.
        let from_cases = chain.takes_from_cases();
        let cases = |sum: Expr, inside: bool| {
            let of_side = chain.besides.iter().filter(|each| (each.at < floor && !(from_cases && floor < usize::MAX)) == inside);
            let mut added: Vec<Expr> = Vec::new();
            for each in of_side {
                match added.pop() {
                    Some(last) if each.band => added.push(Expr::binary(BinaryOp::Max, last, each.value())),
                    last => added.extend(last.into_iter().chain([each.value()])),
                }
            }
            let sum = added.into_iter().fold(sum, |sum, each| Expr::binary(BinaryOp::Add, sum, each));
            match &chain.cap_added {
                Some((cap, _)) if sum != Expr::int(0) => Expr::binary(BinaryOp::Min, sum, Expr::Number(cap.clone())),
                _ => sum,
            }
        };
        let (added, beside) = (cases(steps(before), true), cases(steps(behind), false));
        Losses { lost, added, beside }
    }
}

/// The sum of what is taken, each limit of what stands before it. Deductions stand before steps, as they are told.
fn limited(taken: Vec<(usize, Expr)>, caps: &[LossCap], op: BinaryOp) -> Expr {
    let sum = |all: Vec<(usize, Expr)>| all.into_iter().map(|(_, each)| each).reduce(|a, b| Expr::binary(op, a, b));
    let mut rest = taken;
    for cap in caps {
        let (within, others): (Vec<_>, Vec<_>) = rest.into_iter().partition(|(at, _)| (cap.from..cap.at).contains(at));
        rest = others;
        if let Some(all) = sum(within) {
            // What is limited counts where the limit begins, for one of all that follows.
            rest.insert(0, (cap.from, Expr::binary(BinaryOp::Min, all, Expr::Number(cap.most.clone()))));
        }
    }
    sum(rest).unwrap_or(Expr::int(0))
}

impl Chain {
    /// When nothing at all is taken: 不扣分 of every deduction.
    pub fn exempt_from_all(&self) -> Expr {
        let all = self.exempt.iter().filter(|exempt| self.takes().all(|(condition, at)| self.covers(exempt, &condition, at)));
        Expr::any(all.map(|exempt| exempt.condition.clone()).collect())
    }

    /// An amount, set aside where a 不扣分 of some deductions covers it.
    fn unless_exempt(&self, amount: Expr, condition: &Expr, at: usize) -> Expr {
        let covers_all = |exempt: &&Exempt| self.takes().all(|(condition, at)| self.covers(exempt, &condition, at));
        let own = self.exempt.iter().filter(|exempt| !covers_all(exempt) && self.covers(exempt, condition, at));
        let own: Vec<Expr> = own.map(|exempt| exempt.condition.clone()).collect();
        if own.is_empty() { amount } else { Expr::when(Expr::any(own), Expr::int(0), amount) }
    }

    /// 不扣分 covers the deductions about the same data; if there are none, those before it; if there are none, those behind it.
    /// In brackets it covers the one before them.
    fn covers(&self, exempt: &Exempt, condition: &Expr, at: usize) -> bool {
        // 2起以内不扣分，比上年增加的再扣1分
        let again = self.deducts.iter().any(|d| d.at == at && d.further) || self.steps.iter().any(|step| step.at == at && step.further);
        if again && at > exempt.at {
            return false;
        }
        if self.takes().any(|(other, _)| shares_data(&other, &exempt.condition)) {
            return shares_data(condition, &exempt.condition);
        }
        let before = self.takes().map(|(_, at)| at).filter(|at| *at < exempt.at);
        match before.max() {
            // 无方案、无制度的各扣1分（整改到位的不扣分): of each of them.
            Some(last) if exempt.aside => at == last || self.deducts.iter().any(|d| d.at == at && self.is_said_with(d, last)),
            Some(_) => at < exempt.at,
            None => true,
        }
    }

    /// Whether a deduction has its points from the same words as another one.
    fn is_said_with(&self, deduct: &Deduct, last: usize) -> bool {
        self.deducts.iter().any(|other| other.at == last && other.span.end == deduct.span.end)
    }

    /// Whether all that is taken is taken from the points of a case, by the case's own target.
    fn takes_from_cases(&self) -> bool {
        let measured = |d: &Deduct| self.measured.iter().any(|(own, award)| *own == d.condition && award.is_some());
        self.deducts.iter().all(measured) && self.steps.iter().filter(|step| step.loses).all(|step| !self.lenders(step).is_empty())
    }

    /// Deductions and losing steps: when they take, and their place.
    pub fn takes(&self) -> impl Iterator<Item = (Expr, usize)> {
        let deducts = self.deducts.iter().map(|d| (d.condition.clone(), d.at));
        deducts.chain(self.steps.iter().filter(|step| step.loses).map(|step| (step.condition(), step.at)))
    }
}

impl Chain {
    /// When anything is earned: a case holds, or lends its points to what is taken from it. `None` if that is not all, as with 其余得1分.
    pub fn earning(&self) -> Option<Expr> {
        let whole =
            self.otherwise.is_none() && self.values.is_empty() && self.besides.is_empty() && self.steps.iter().all(|step| step.loses);
        let lent = self.lent().into_iter().map(|(when, _)| when);
        whole.then(|| Expr::any(self.awards.iter().map(|award| award.condition.clone()).chain(lent).collect()))
    }

    /// Whether points are earned besides those of its cases.
    pub fn earns_besides(&self) -> bool {
        !self.besides.is_empty() || !self.values.is_empty() || self.steps.iter().any(|step| !step.loses)
    }

    /// When points are taken, and where that is said.
    pub fn taking(&self) -> Vec<(Expr, Span)> {
        let deducts = self.deducts.iter().filter(|d| d.condition != Expr::Bool(true)).map(|d| (d.condition.clone(), d.span));
        deducts.chain(self.steps.iter().filter(|step| step.loses).map(|step| (step.condition(), step.span))).collect()
    }

    /// Deductions and steps about one value, for the other sentences of the rule.
    pub fn tiers(&self) -> Vec<Taken> {
        let case = |d: &Deduct| {
            let stands = !d.further && d.condition != Expr::Bool(true);
            stands.then(|| Taken { about: d.about.clone(), condition: d.condition.clone(), each: false, span: d.span })
        };
        let step = |step: &OpenStep| {
            let measured = step.targets.first().map(|target| target.subject.expr.clone());
            let about = step.counted.clone().or(measured)?;
            Some(Taken { about: Some(about), condition: step.condition(), each: true, span: step.span })
        };
        let steps = self.steps.iter().filter(|step| step.loses && !step.further).filter_map(step);
        self.deducts.iter().filter_map(case).chain(steps).collect()
    }
}

/// Whether two expressions look at the same datum or column.
pub(super) fn shares_data(a: &Expr, b: &Expr) -> bool {
    let mut shared = false;
    a.walk(&mut |part| shared |= matches!(part, Expr::Datum(..) | Expr::Column(_)) && mentions(b, part));
    shared
}

pub(super) fn mentions(expr: &Expr, wanted: &Expr) -> bool {
    let mut found = false;
    expr.walk(&mut |part| found |= part == wanted);
    found
}
