//! Results to a report (编制报告): every score with its explanation, every lost point with its reason.

use super::adjustments::{adjustments, losses};
use super::explain::explain;
use super::inputs::{Inputs, texts};
use super::next_grade::Field;
use super::problems::problems;
use super::remarks;
use super::trace::Tracer;
use super::*;
use crate::data::{CountyData, Dataset, Frame};
use crate::expr::{Env, Number};
use crate::model::{IndicatorKind, Mandate, Model, Names, ResultKind};
use crate::oracle::Oracle;
use crate::reading::{self, Known};
use crate::score::{CountyResult, Known as Maybe, Results, Score};
use crate::syntax::tree::{Body, File, Head};

/// What a report is made from.
pub struct Subject<'s> {
    /// The rules.
    pub model: &'s Model,
    /// Their names.
    pub names: &'s Names,
    /// Their trees, for the sentences.
    pub files: &'s [File],
    /// The mandate, for areas and key points.
    pub mandate: Option<&'s Mandate>,
    /// The data.
    pub frame: &'s Frame,
    /// What came out.
    pub results: &'s Results,
    /// Hashes and versions.
    pub receipt: Receipt,
}

fn value(known: &Maybe<Number>) -> Value {
    known.as_ref().map_or_else(|why| Value::Lack(*why), |n| Value::Number(n.to_string()))
}

fn score_value(score: &Maybe<Score>) -> Value {
    match score {
        Ok(Score::Points(n)) => Value::Number(n.to_string()),
        Ok(Score::Met(met)) => Value::Met(*met),
        Err(why) => Value::Lack(*why),
    }
}

/// 结果运用 without a condition: it holds for everybody, and people apply it.
fn uses(model: &Model) -> Vec<Fired> {
    let all = model.results.iter().filter(|rule| rule.is_for_everybody());
    let told =
        all.map(|rule| Fired {
            kind: "结果运用".to_owned(), name: rule.name.clone(), text: rule.text.as_ref().map(|t| t.text.clone())
        });
    told.collect()
}

/// 校核 the data fail, with what they have on both sides.
fn failed_checks(model: &Model, county: &CountyResult, env: &dyn Env) -> Vec<FailedCheck> {
    let failed = model.verifications.iter().zip(&county.verifications).filter(|(_, holds)| **holds == Ok(false));
    let told = failed.map(|(check, _)| {
        let mut tracer = Tracer::new(model, env);
        check.condition.iter().for_each(|condition| tracer.condition(condition, false));
        let (zh, en): (Vec<String>, Vec<String>) = tracer.lines.into_iter().map(|words| (words.zh, words.en)).unzip();
        FailedCheck { name: check.name.clone(), what: super::values::say(zh.join("；"), en.join("; ")) }
    });
    told.collect()
}

fn loss(full: &Number, county: &CountyResult) -> Value {
    value(&county.total.as_ref().map(|total| full - total).map_err(|why| *why))
}

/// Makes the report; `progress` is called once for each county.
pub fn build(subject: Subject<'_>, progress: &dyn Fn()) -> Report {
    let model = subject.model;
    let indicators: Vec<IndicatorLine> = model.indicators.iter().map(|i| subject.line(i)).collect();
    let areas = subject.areas(&indicators);
    let dataset = subject.frame.to_dataset(model);
    let (mut counties, mut notes) = (Vec::new(), Vec::new());
    let mut quotas = vec![None; model.grades.len()];
    let mut parts: Vec<u32> = subject.results.counties.iter().map(|c| c.part).collect();
    parts.sort_unstable();
    parts.dedup();
    for part in parts {
        let members: Vec<&CountyResult> = subject.results.counties.iter().filter(|c| c.part == part).collect();
        let own = subject.results.counties.iter().zip(&dataset.counties).filter(|(c, _)| c.part == part);
        let data = Dataset { counties: own.map(|(_, data)| data.clone()).collect() };
        let oracle = Oracle::new(model, &data);
        let field = Field { model, counties: members };
        for (at, quota) in quotas.iter_mut().enumerate() {
            if let Some(places) = field.places(at) {
                *quota = Some(quota.unwrap_or(0) + places);
            }
        }
        notes.extend(remarks::ties(&field));
        let mut own = Vec::new();
        for (at, county) in field.counties.iter().enumerate() {
            let Some(given) = data.counties.get(at) else { continue };
            let env = oracle.env(at);
            own.push(subject.county(county, given, &env, &field, &areas, &indicators));
            progress();
        }
        own.sort_by_key(order);
        counties.extend(own);
    }
    notes.extend(remarks::replaced(model, &dataset));
    notes.extend(remarks::faults(&indicators, &counties));
    let header = model.header.as_ref();
    Report {
        format: "evalc-results".to_owned(),
        version: 1,
        title: header.map_or(String::new(), |h| h.title.text.clone()),
        issuer: header.and_then(|h| h.issuer.as_ref()).map(|t| t.text.clone()),
        year: header.map_or(0, |h| h.year),
        full: header.map_or(String::new(), |h| h.full.to_string()),
        total_places: model.total_places(),
        complete: counties.iter().all(|c| matches!(c.total, Value::Number(_)) && c.grade.name.is_some()),
        grades: subject.grades(&quotas, &counties),
        areas: areas.into_iter().map(|(area, _)| area).collect(),
        uses: uses(model),
        indicators,
        counties,
        remarks: notes,
        receipt: subject.receipt,
    }
}

/// Where a county stands inside its part: by place, those without a total last.
pub(super) fn order(county: &County) -> (bool, usize) {
    (matches!(county.total, Value::Lack(_)), county.place.unwrap_or(usize::MAX))
}

/// An area and the places of the indicators counted in it.
pub(super) type Counted = (Area, Vec<usize>);

impl Subject<'_> {
    /// Results without explanations.
    pub(super) fn brief(&self, county: &CountyResult, part: Option<String>, areas: &[Counted]) -> County {
        let model = self.model;
        let full = model.header.as_ref().map(|h| h.full.clone()).unwrap_or_default();
        let line = |(indicator, score): (&crate::model::Indicator, &Maybe<Score>)| ScoreLine {
            code: indicator.code.clone(),
            score: score_value(score),
            loss: None,
            inputs: Vec::new(),
            steps: Vec::new(),
        };
        County {
            name: county.name.clone(),
            part,
            groups: Vec::new(),
            total: value(&county.total),
            place: county.place.ok(),
            grade: Field { model, counties: Vec::new() }.grade(county),
            loss: loss(&full, county),
            areas: areas.iter().map(|(_, own)| self.area_score(county, own)).collect(),
            scores: model.indicators.iter().zip(&county.scores).map(line).collect(),
            adjustments: Vec::new(),
            problems: Vec::new(),
            fired: Vec::new(),
            failed_checks: Vec::new(),
            next_grade: None,
            leaders: self.leaders(county),
        }
    }

    pub(super) fn line(&self, indicator: &crate::model::Indicator) -> IndicatorLine {
        let known = Known { model: self.model, names: self.names };
        let rule = reading::written(self.files, indicator)
            .map(|rule| Words { zh: rule.chinese(indicator.kind), en: rule.english(indicator, known).join("\n") });
        let (kind, level) = match indicator.kind {
            IndicatorKind::Level(level) => (Kind::Indicator, level),
            IndicatorKind::Leader => (Kind::Leader, 1),
            IndicatorKind::Bonus => (Kind::Bonus, 0),
            IndicatorKind::Penalty => (Kind::Penalty, 0),
        };
        let points = indicator.claims.iter().filter(|c| c.is_point).map(|c| KeyPoint {
            code: c.code.text.clone(),
            text: self
                .point(&c.code.text)
                .map_or(String::new(), |p| if p.quote.text.is_empty() { p.title.clone() } else { p.quote.text.clone() }),
        });
        IndicatorLine {
            code: indicator.code.clone(),
            title: indicator.title.text.clone(),
            kind,
            level,
            parent: indicator.parent.and_then(|id| self.model.indicator(id)).map(|p| p.code.clone()),
            scored: indicator.is_leaf(),
            full: indicator.points.as_ref().map(Number::to_string),
            area: self.area(indicator),
            points: points.collect(),
            owners: texts(&indicator.owners),
            evidence: texts(&indicator.evidence),
            methods: texts(&indicator.methods),
            rule,
        }
    }

    fn point(&self, code: &str) -> Option<&crate::model::Point> {
        self.mandate?.objects.iter().flat_map(|o| &o.areas).flat_map(|a| &a.points).find(|p| p.code == code)
    }

    /// The area of the first claim of an indicator or of what it belongs to.
    fn area(&self, indicator: &crate::model::Indicator) -> Option<String> {
        let mut at = Some(indicator);
        while let Some(each) = at {
            if let Some(claim) = each.claims.first() {
                let code = &claim.code.text;
                let areas = self.mandate.into_iter().flat_map(|m| m.objects.iter().flat_map(|o| &o.areas));
                let mut found = areas.filter(|a| a.code == *code || a.points.iter().any(|p| p.code == *code));
                return found.next().map(|a| a.code.clone());
            }
            at = each.parent.and_then(|id| self.model.indicator(id));
        }
        None
    }

    pub(super) fn areas(&self, lines: &[IndicatorLine]) -> Vec<Counted> {
        let all = self.mandate.into_iter().flat_map(|m| m.objects.iter().flat_map(|o| &o.areas));
        let counted = all.filter_map(|area| {
            let own =
                lines.iter().enumerate().filter(|(_, l)| l.kind == Kind::Indicator && l.scored && l.area.as_ref() == Some(&area.code));
            let own: Vec<usize> = own.map(|(at, _)| at).collect();
            let full = self.worth(own.iter());
            (!own.is_empty()).then(|| (Area { code: area.code.clone(), name: area.title.clone(), full: full.to_string() }, own))
        });
        counted.collect()
    }

    fn worth<'a>(&self, places: impl Iterator<Item = &'a usize>) -> Number {
        let points = places.filter_map(|at| self.model.indicators.get(*at).and_then(|i| i.points.clone()));
        points.fold(Number::ZERO, |sum, points| &sum + &points)
    }

    fn grades(&self, quotas: &[Option<usize>], counties: &[County]) -> Vec<GradeLine> {
        let written = |name: &str| {
            self.files.iter().flat_map(|f| &f.declarations).find_map(|d| match (&d.head, &d.body) {
                (Head::Name(own), Body::Grade(spec)) if own.text == name => Some(crate::format::condition(&spec.condition)),
                _ => None,
            })
        };
        let line = |(grade, quota): (&crate::model::Grade, &Option<usize>)| GradeLine {
            name: grade.name.clone(),
            condition: written(&grade.name),
            quota: *quota,
            count: counties.iter().filter(|c| c.grade.name.as_ref() == Some(&grade.name)).count(),
        };
        self.model.grades.iter().zip(quotas).map(line).collect()
    }

    fn county(
        &self,
        county: &CountyResult,
        given: &CountyData,
        env: &dyn Env,
        field: &Field<'_>,
        areas: &[Counted],
        lines: &[IndicatorLine],
    ) -> County {
        let model = self.model;
        let lost = losses(model, county);
        let (mut scores, mut found) = (Vec::new(), Vec::new());
        for (((indicator, line), score), loss) in model.indicators.iter().zip(lines).zip(&county.scores).zip(&lost) {
            let explanation = explain(model, indicator, env);
            if let (Some(points), Ok(Score::Points(score))) = (&explanation.points, score) {
                debug_assert_eq!(points, score, "the explanation of {} of {}", indicator.code, county.name);
            }
            let mut inputs = Inputs { model, county: given, env, found: Vec::new(), seen: Vec::new() };
            if let Some(rule) = &indicator.rule {
                // What other counties score is no input of a rule that is applicable.
                inputs.collect(if score.is_ok() && explanation.points.is_some() { &rule.raw } else { &rule.expr });
            }
            if let Some(loss) = loss.as_ref().filter(|loss| **loss > Number::ZERO) {
                found.extend(problems(self.model, line, loss, &explanation, &inputs.found));
            }
            scores.push(ScoreLine {
                code: indicator.code.clone(),
                score: score_value(score),
                loss: loss.as_ref().map(Number::to_string),
                inputs: inputs.found,
                steps: explanation.steps,
            });
        }
        let full = model.header.as_ref().map(|h| h.full.clone()).unwrap_or_default();
        County {
            name: county.name.clone(),
            part: self.part(county),
            groups: self.groups(&county.name),
            total: value(&county.total),
            place: county.place.ok(),
            grade: field.grade(county),
            loss: loss(&full, county),
            areas: areas.iter().map(|(_, own)| self.area_score(county, own)).collect(),
            scores,
            adjustments: adjustments(model, county, &lost),
            problems: found,
            fired: self.fired(county),
            failed_checks: failed_checks(model, county, env),
            next_grade: field.next(county, env, &lost),
            leaders: self.leaders(county).map(|leaders| LeaderResult { bound: field.bound(county, env), ..leaders }),
        }
    }

    /// The name of the part of the population; its number in the order of the data where the data name none.
    fn part(&self, county: &CountyResult) -> Option<String> {
        self.model.header.as_ref()?.parted_by.as_ref()?;
        let name = self.frame.part_names.get(county.part as usize);
        Some(name.cloned().unwrap_or_else(|| (county.part + 1).to_string()))
    }

    fn groups(&self, name: &str) -> Vec<String> {
        let own = self.model.counties.iter().find(|c| c.name == name);
        let ids = own.map(|c| c.groups.as_slice()).unwrap_or_default();
        ids.iter().filter_map(|id| self.model.groups.get(id.index())).map(|g| g.name.clone()).collect()
    }

    fn area_score(&self, county: &CountyResult, own: &[usize]) -> AreaScore {
        let mut worst: Option<Lack> = None;
        let (mut sum, mut applicable) = (Number::ZERO, Vec::new());
        for at in own {
            match county.scores.get(*at) {
                Some(Err(Lack::NotApplicable)) | None => continue,
                Some(Ok(Score::Points(points))) => sum = &sum + points,
                Some(Ok(Score::Met(_))) => {}
                Some(Err(why)) => worst = worst.max(Some(*why)),
            }
            applicable.push(*at);
        }
        let full = self.worth(applicable.iter());
        let hundred = Number::from(100);
        let percent = sum.div(&full).filter(|_| worst.is_none()).map(|share| (&share * &hundred).round_half_up(1).to_string());
        let score = match worst {
            Some(why) => Value::Lack(why),
            None if applicable.is_empty() => Value::Lack(Lack::NotApplicable),
            None => Value::Number(sum.to_string()),
        };
        AreaScore { score, full: full.to_string(), percent }
    }

    fn fired(&self, county: &CountyResult) -> Vec<Fired> {
        let fires = self.model.results.iter().zip(&county.fires).filter(|(_, fires)| **fires == Ok(true));
        let told = fires.map(|(rule, _)| Fired {
            kind: rule.kind.word().to_owned(),
            name: rule.name.clone(),
            text: match (&rule.text, &rule.kind) {
                (Some(text), _) => Some(text.text.clone()),
                (None, ResultKind::Veto(to)) => self.model.grades.get(*to).map(|g| format!("定为{}", g.name)),
                (None, ResultKind::Downgrade(n)) => Some(format!("降{n}等")),
                (None, _) => None,
            },
        });
        told.collect()
    }

    fn leaders(&self, county: &CountyResult) -> Option<LeaderResult> {
        let (spec, own) = (self.model.leaders.as_ref()?, county.leaders.as_ref()?);
        Some(LeaderResult {
            posts: texts(&spec.posts),
            weight: spec.weight.as_ref().map(|(weight, _)| weight.to_string()),
            own: value(&own.own),
            points: value(&own.points),
            place: own.place.ok(),
            grade: own.grade.ok().and_then(|at| self.model.grades.get(at)).map(|g| g.name.clone()),
            bound: None,
            lack: own.grade.err(),
        })
    }
}
