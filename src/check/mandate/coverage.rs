//! E0501, E0502, E0503, E0506, E0515: every key point (要点) is carried by an indicator with points.

use std::collections::{BTreeMap, BTreeSet};

use crate::expr::Expr;
use crate::finding::{Code, Finding, Quote, Sink};
use crate::model::{Area, DatumKind, Indicator, IndicatorKind, Mandate, Model, Point};
use crate::words;

pub(super) fn check(model: &Model, mandate: &Mandate, sink: &mut Sink) {
    // A claim that cannot be read is reported where it stands.
    let mut carried: BTreeSet<&str> = model.lost_claims.iter().map(String::as_str).collect();
    let common = common_pairs(mandate);
    for (_, indicator) in model.indicators() {
        for claim in &indicator.claims {
            let code = claim.code.text.as_str();
            let known = if claim.is_point { mandate.point(code).is_some() } else { mandate.area(code).is_some() };
            if !known {
                // The point that was meant is most likely the nearest: it is not reported as uncovered besides.
                carried.insert(unknown(claim, mandate, sink));
            }
            if let (true, Some(point)) = (claim.is_point, mandate.point(code)) {
                if is_scored(indicator) {
                    carried.insert(code);
                }
                unrelated(model, indicator, point, claim.code.span, &common, sink);
            }
        }
        unclaimed(model, indicator, mandate, sink);
    }
    for object in &mandate.objects {
        let code = if object.leaders.is_empty() { Code::KeyPointUncovered } else { Code::LeaderPointUncovered };
        for area in &object.areas {
            for point in area.points.iter().filter(|p| !carried.contains(p.code.as_str())) {
                uncovered(model, area, point, code, sink);
            }
        }
    }
}

/// An indicator that gives points, or decides met or not met.
fn is_scored(indicator: &Indicator) -> bool {
    let worth = indicator.points.as_ref().is_none_or(|p| *p > crate::expr::Number::ZERO);
    // A leaf without a rule is an error of its own.
    worth
}

/// E0501, E0506
fn uncovered(model: &Model, area: &Area, point: &Point, code: Code, sink: &mut Sink) {
    let (number, title, area_code, area_title) = (&point.code, &point.title, &area.code, &area.title);
    // Best shown at the indicator that carries the focus area.
    let near = model
        .indicators
        .iter()
        .find(|i| i.claims.iter().any(|c| !c.is_point && c.code.text == *area_code || c.code.text.starts_with(&format!("{area_code}."))));
    let span = near.map(|i| i.head_span).or(model.header.as_ref().map(|h| h.span));
    let Some(span) = span else { return };
    let who = if code == Code::LeaderPointUncovered {
        words! { zh: "领导指标", en: "leaders' indicator" }
    } else {
        words! { zh: "指标", en: "indicator" }
    };
    let (who_zh, who_en) = (&who.zh, &who.en);
    sink.report(
        Finding::new(code, words! { zh: "要点{number}“{title}”没有{who_zh}落实", en: "no {who_en} carries key point {number} `{title}`" })
            .label(span, words! { zh: "重点{area_code} {area_title}", en: "focus area {area_code}" })
            .help(words! { zh: "请设一个有分值的{who_zh}，写“落实：要点{number}”", en: "add a scored {who_en} with `落实：要点{number}`" })
            .quote(point.quote.clone()),
    );
}

/// E0502
fn unknown<'m>(claim: &crate::syntax::tree::Claim, mandate: &'m Mandate, sink: &mut Sink) -> &'m str {
    let code = &claim.code.text;
    let kind = if claim.is_point { "要点" } else { "重点" };
    let all = mandate.objects.iter().flat_map(|o| &o.areas);
    let codes: Vec<&str> = if claim.is_point {
        all.flat_map(|a| &a.points).map(|p| p.code.as_str()).collect()
    } else {
        all.map(|a| a.code.as_str()).collect()
    };
    let near = codes.iter().min_by_key(|c| strsim::levenshtein(c, code)).copied().unwrap_or("");
    let (first, last) = (codes.first().copied().unwrap_or(""), codes.last().copied().unwrap_or(""));
    let finding =
        Finding::new(Code::UnknownKeyPoint, words! { zh: "省级实施方案没有{kind}{code}", en: "the mandate has no {kind} {code}" })
            .label(claim.code.span, words! { zh: "这个编号", en: "this code" })
            .help(words! { zh: "编号从{first}到{last}，最接近的是{near}", en: "codes run from {first} to {last}; the nearest is {near}" });
    let meant = if claim.is_point { mandate.point(near).map(|p| &p.quote) } else { mandate.area(near).map(|a| &a.quote) };
    sink.report(match meant {
        Some(quote) => finding.quote(quote.clone()),
        None => finding,
    });
    near
}

/// E0515: a scored indicator names what it carries, itself or through one above it.
fn unclaimed(model: &Model, indicator: &Indicator, mandate: &Mandate, sink: &mut Sink) {
    let counts = matches!(indicator.kind, IndicatorKind::Level(_) | IndicatorKind::Leader) && indicator.is_leaf();
    if !counts || !indicator.claims.is_empty() || indicator.claims_span.is_some() {
        return;
    }
    // What could not be read, or was refused, may be what this one is divided into.
    if model.unread && !indicator.has_rule_text {
        return;
    }
    let mut above = indicator.parent;
    while let Some(parent) = above.and_then(|id| model.indicator(id)) {
        if parent.claims.iter().any(|c| c.is_point) {
            return;
        }
        above = parent.parent;
    }
    let leaders = indicator.kind == IndicatorKind::Leader;
    let object = mandate.objects.iter().find(|o| o.leaders.is_empty() != leaders);
    let quote = object.and_then(|o| o.areas.first()).map(|a| Quote { text: a.quote.text.clone(), source: a.quote.source.clone() });
    let code = &indicator.code;
    let finding = Finding::new(Code::UnclaimedIndicator, words! { zh: "{code} 没有写落实哪个要点", en: "{code} names no key point" })
        .label(indicator.head_span, words! { zh: "这个指标", en: "this indicator" })
        .help(words! { zh: "请加一行“落实：要点…”；与省级评价重点无关的指标不要设", en: "add `落实：要点…`" });
    let claimed = ancestor_area(model, indicator, mandate).map(|a| a.quote.clone()).or(quote);
    sink.report(match claimed {
        Some(quote) => finding.quote(quote),
        None => finding,
    });
}

fn ancestor_area<'m>(model: &Model, indicator: &Indicator, mandate: &'m Mandate) -> Option<&'m Area> {
    let mut above = indicator.parent;
    while let Some(parent) = above.and_then(|id| model.indicator(id)) {
        if let Some(area) = parent.claims.iter().find(|c| !c.is_point).and_then(|c| mandate.area(&c.code.text)) {
            return Some(area);
        }
        above = parent.parent;
    }
    None
}

/// E0503: an indicator shares a word of two characters with the key point it claims.
fn unrelated(
    model: &Model,
    indicator: &Indicator,
    point: &Point,
    span: crate::source::Span,
    common: &BTreeSet<[char; 2]>,
    sink: &mut Sink,
) {
    let own: String = words_of(model, indicator).chars().map(crate::source::fold_char).collect();
    let mut theirs = std::iter::once(&point.title).chain(std::iter::once(&point.quote.text)).chain(&point.keywords).flat_map(|t| pairs(t));
    if theirs.any(|pair| !common.contains(&pair) && own.contains(&String::from_iter(pair))) {
        return;
    }
    let (code, number, title) = (&indicator.code, &point.code, &point.title);
    sink.report(
        Finding::new(Code::UnrelatedClaim, words! { zh: "{code} 与要点{number}“{title}”没有共同的词", en: "{code} shares no word with key point {number}" })
            .label(span, words! { zh: "写着落实这个要点", en: "claims to carry it" })
            .help(words! { zh: "请核对编号；编号无误的，把两者的关系写进名称或“说明”", en: "check the code, or say in 说明 how they belong together" })
            .quote(point.quote.clone()),
    );
}

/// Everything an indicator says of itself.
fn words_of(model: &Model, indicator: &Indicator) -> String {
    let mut all = indicator.title.text.clone();
    for text in indicator.evidence.iter().chain(indicator.texts.iter().map(|(_, t)| t)) {
        all.push(' ');
        all.push_str(&text.text);
    }
    if let Some(rule) = &indicator.rule {
        rule.expr.walk(&mut |e| {
            if let Expr::Datum(id, _) = e {
                let datum = model.datum(*id);
                all.push(' ');
                all.push_str(datum.map_or("", |d| &d.name));
                if let Some(DatumKind::Derived(_)) = datum.map(|d| &d.kind) {
                    all.push_str(datum.and_then(|d| d.scope.as_ref()).map_or("", |t| &t.text));
                }
            }
        });
    }
    all
}

/// Characters that stand beside each other, in order.
fn pairs(text: &str) -> impl Iterator<Item = [char; 2]> {
    let chars = text.chars().map(crate::source::fold_char);
    let pairs = chars.clone().zip(chars.skip(1));
    pairs.filter(|(a, b)| a.is_alphanumeric() && b.is_alphanumeric()).map(|(a, b)| [a, b])
}

/// Pairs so common in the mandate that they say nothing: 教育, 工作, 落实 …
fn common_pairs(mandate: &Mandate) -> BTreeSet<[char; 2]> {
    let mut counts: BTreeMap<[char; 2], usize> = BTreeMap::new();
    let points: Vec<&Point> = mandate.objects.iter().flat_map(|o| &o.areas).flat_map(|a| &a.points).collect();
    for point in &points {
        for pair in BTreeSet::from_iter(pairs(&point.title)) {
            *counts.entry(pair).or_insert(0) += 1;
        }
    }
    let many = (points.len() / 8).max(3);
    counts.into_iter().filter(|(_, n)| *n > many).map(|(p, _)| p).collect()
}
