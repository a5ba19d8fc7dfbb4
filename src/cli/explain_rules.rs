//! `evalc explain 路径`: every indicator with its rule in canonical Chinese and in English, and what the rule rests on.

use std::path::Path;

use super::arguments::CommandError;
use super::city::{self, Written};
use super::discover::discover;
use super::mandate::{Mandates, nearest};
use crate::check::default_in_words;
use crate::expr::{DatumId, Expr, Number};
use crate::finding::Lang;
use crate::format;
use crate::model::{Datum, DatumKind, Indicator, IndicatorKind};
use crate::reading::{self, Known};
use crate::syntax::tree::{Body, Head};
use crate::words;

/// The rules of all cities below a path; of one indicator only, if its code is given.
pub(super) fn text(path: &Path, wanted: Option<&str>, lang: Lang) -> Result<String, CommandError> {
    let mandates = Mandates::default();
    let cities: Vec<Written> = discover(&[path.to_owned()]).iter().filter_map(|input| city::read(input, &mandates)).collect();
    let name = path.display();
    if cities.is_empty() {
        return Err(CommandError::new(words! { zh: "{name} 里没有能读的规则文件", en: "there is no rule file to read in {name}" }));
    }
    if cities.iter().any(|c| c.is_broken) {
        return Err(CommandError::new(words! {
            zh: "{name} 里有没读懂的地方，请先用 evalc check 检查",
            en: "not everything in {name} could be read; run evalc check first"
        }));
    }
    let mut out = String::new();
    for city in &cities {
        let rules = city.model.indicators.iter().filter(|i| i.has_rule_text || i.rule.is_some());
        for indicator in rules.filter(|i| wanted.is_none_or(|w| same_code(&i.code, w))) {
            out.push_str(if out.is_empty() { "" } else { "\n" });
            Explained { city, indicator }.write(lang, &mut out);
        }
    }
    if let (true, Some(wanted)) = (out.is_empty(), wanted) {
        return Err(unknown(&cities, wanted));
    }
    Ok(out)
}

fn same_code(code: &str, wanted: &str) -> bool {
    code.eq_ignore_ascii_case(wanted.trim())
}

fn unknown(cities: &[Written], wanted: &str) -> CommandError {
    let codes: Vec<String> = cities.iter().flat_map(|c| &c.model.indicators).filter(|i| i.rule.is_some()).map(|i| i.code.clone()).collect();
    CommandError::new(match nearest(&codes, wanted) {
        Some(near) => {
            words! { zh: "没有编号为“{wanted}”的指标，是不是“{near}”？", en: "no indicator has the code `{wanted}`; perhaps `{near}`?" }
        }
        None => words! { zh: "没有编号为“{wanted}”、写有评分的指标", en: "no indicator with a rule has the code `{wanted}`" },
    })
}

/// One indicator of a city.
struct Explained<'c> {
    city: &'c Written,
    indicator: &'c Indicator,
}

impl Explained<'_> {
    fn write(&self, lang: Lang, out: &mut String) {
        let section = |out: &mut String, zh: &str, en: &str, lines: Vec<String>| {
            let title = if lang == Lang::Zh { zh } else { en };
            match lines.as_slice() {
                [] => {}
                [line] => out.push_str(&format!("  {title}{line}\n")),
                lines => {
                    out.push_str(&format!("  {}\n", title.trim_end()));
                    lines.iter().for_each(|line| out.push_str(&format!("    {line}\n")));
                }
            }
        };
        out.push_str(&self.head(lang));
        section(out, "落实：", "Carries: ", self.claims(lang));
        let known = Known { model: &self.city.model, names: &self.city.names };
        if let Some(rule) = reading::written(&self.city.files, self.indicator) {
            let chinese = vec![rule.chinese(self.indicator.kind)];
            let english = rule.english(self.indicator, known);
            match lang {
                Lang::Zh => {
                    section(out, "评分：", "", chinese);
                    section(out, "英文：", "", english);
                }
                Lang::En => {
                    section(out, "", "Reading: ", english);
                    section(out, "", "Sentence: ", chinese);
                }
            }
        }
        section(out, "数据：", "Data: ", self.data(lang));
        let mut assumptions: Vec<_> = self.indicator.defaults.iter().map(|d| d.assumption).collect();
        assumptions.sort_unstable();
        assumptions.dedup();
        let defaults = assumptions.into_iter().map(|a| default_in_words(a).get(lang).to_owned()).collect();
        section(out, "默认：", "Defaults: ", defaults);
    }

    /// Code, title and points.
    fn head(&self, lang: Lang) -> String {
        let Indicator { code, title, kind, points, .. } = self.indicator;
        let name = match kind {
            IndicatorKind::Level(_) | IndicatorKind::Leader => format!("{code} {}", title.text),
            IndicatorKind::Bonus if lang == Lang::Zh => format!("加分项 {}", title.text),
            IndicatorKind::Penalty if lang == Lang::Zh => format!("扣分项 {}", title.text),
            IndicatorKind::Bonus => format!("Bonus item {}", title.text),
            IndicatorKind::Penalty => format!("Penalty item {}", title.text),
        };
        let is_item = matches!(kind, IndicatorKind::Bonus | IndicatorKind::Penalty);
        match (points, lang) {
            (Some(n), Lang::Zh) if is_item => format!("{name}（最多{n}分）\n"),
            (Some(n), Lang::Zh) => format!("{name}（{n}分）\n"),
            (Some(n), Lang::En) => {
                let (most, s) = (if is_item { "at most " } else { "" }, if *n == Number::ONE { "" } else { "s" });
                format!("{name} ({most}{n} point{s})\n")
            }
            (None, _) if is_item => format!("{name}\n"),
            (None, Lang::Zh) => format!("{name}（达标）\n"),
            (None, Lang::En) => format!("{name} (met or not met)\n"),
        }
    }

    /// Focus areas and key points, with the mandate's titles.
    fn claims(&self, lang: Lang) -> Vec<String> {
        let areas = self.city.mandate.iter().flat_map(|m| m.mandate.objects.iter().flat_map(|o| &o.areas));
        let areas: Vec<_> = areas.collect();
        let title = |is_point: bool, code: &str| match is_point {
            true => areas.iter().flat_map(|a| &a.points).find(|p| p.code == code).map(|p| p.title.as_str()),
            false => areas.iter().find(|a| a.code == code).map(|a| a.title.as_str()),
        };
        let line = |claim: &crate::syntax::tree::Claim| {
            let code = &claim.code.text;
            let word = match (claim.is_point, lang) {
                (true, Lang::Zh) => "要点",
                (false, Lang::Zh) => "重点",
                (true, Lang::En) => "key point ",
                (false, Lang::En) => "focus area ",
            };
            format!("{word}{code} {}", title(claim.is_point, code).unwrap_or_default()).trim_end().to_owned()
        };
        self.indicator.claims.iter().map(line).collect()
    }

    /// Every datum the rule rests on, a computed one before what it is made of.
    fn data(&self, lang: Lang) -> Vec<String> {
        let (mut data, mut tables) = (Vec::new(), Vec::new());
        if let Some(rule) = &self.indicator.rule {
            self.collect(&rule.raw, &mut data, &mut tables);
        }
        let model = &self.city.model;
        let mut out: Vec<String> = data.iter().filter_map(|id| model.datum(*id)).map(|d| self.datum(d, lang)).collect();
        for table in tables.iter().filter_map(|id| model.table(*id)) {
            let columns: Vec<&str> = table.columns.iter().filter_map(|id| model.column(*id)).map(|c| c.name.as_str()).collect();
            let (name, columns) = (&table.name, columns.join("、"));
            let lead = words! { zh: "明细表 {name}：{columns}", en: "table {name}: {columns}" };
            out.push(format!("{}{}", lead.get(lang), origin(&table.owners, table.source.as_ref(), lang)));
        }
        out
    }

    fn collect(&self, expr: &Expr, data: &mut Vec<DatumId>, tables: &mut Vec<crate::expr::TableId>) {
        let mut found = Vec::new();
        expr.walk(&mut |e| match e {
            Expr::Datum(id, _) => found.push(*id),
            Expr::Table { table, .. } if !tables.contains(table) => tables.push(*table),
            _ => {}
        });
        for id in found {
            if data.contains(&id) {
                continue;
            }
            data.push(id);
            if let Some(Datum { kind: DatumKind::Derived(formula), .. }) = self.city.model.datum(id) {
                self.collect(formula, data, tables);
            }
        }
    }

    /// Name, type or formula, who answers for it and where it comes from.
    fn datum(&self, datum: &Datum, lang: Lang) -> String {
        let declarations = self.city.files.iter().flat_map(|f| &f.declarations);
        let mut declared = declarations.filter(|d| matches!(&d.head, Head::Name(n) if n.span.key() == datum.span.key()));
        let known = Known { model: &self.city.model, names: &self.city.names };
        let name = &datum.name;
        let what = match (declared.next().map(|d| &d.body), lang) {
            (Some(Body::Derived(spec)), Lang::Zh) => format!("{name}＝{}", format::derived(spec)),
            (Some(Body::Derived(spec)), Lang::En) => format!("{name} = {}", reading::derived(spec, None, known)),
            (Some(Body::Datum(spec)), Lang::Zh) => format!("{name}：{}", format::datum(spec)),
            (_, Lang::Zh) => format!("{name}：评议"),
            (_, Lang::En) => format!("{name}: {}", reading::datum(datum, known)),
        };
        let provided = datum.provider.as_ref().map_or(String::new(), |p| {
            let text = &p.text;
            words! { zh: "；提供：{text}", en: "; provided by {text}" }.get(lang).to_owned()
        });
        format!("{what}{provided}{}", origin(&datum.owners, datum.source.as_ref(), lang))
    }
}

/// Who answers for a value and where it comes from.
fn origin(owners: &[crate::syntax::tree::Text], source: Option<&crate::syntax::tree::Text>, lang: Lang) -> String {
    let mut out = String::new();
    if !owners.is_empty() {
        let all = owners.iter().map(|o| o.text.as_str()).collect::<Vec<_>>().join("、");
        out.push_str(words! { zh: "；责任单位：{all}", en: "; owner {all}" }.get(lang));
    }
    if let Some(source) = source {
        let text = &source.text;
        out.push_str(words! { zh: "；来源：{text}", en: "; source {text}" }.get(lang));
    }
    out
}
