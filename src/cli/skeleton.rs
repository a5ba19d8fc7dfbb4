//! The files of a new project, written from its mandate: what the mandate fixes or suggests (建议) is filled in, the rest is
//! marked 待填写.
//!
//! One placeholder indicator (占位指标) per focus area claims its first key point, so that points and grades work from
//! the first day; every other key point stands ready as a comment and is reported until an indicator carries it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::expr::Number;
use crate::finding::Sink;
use crate::model::{Area, LANGUAGE_VERSION, Mandate, Point};
use crate::source::{FileId, SourceFile, fold_char};
use crate::syntax::tree::Date;
use crate::syntax::{Keyword, TO_FILL, is_quoting_needed};

/// What the name of a step that publishes grades holds (E0511).
const PUBLISHES: &str = "公布";

const OPENING: &str = "\
# 指标体系。每个重点下有一个占位指标，落实该重点的第一个要点；其余要点以“#”列出，
# 去掉“#”并填写就成为指标。尚未落实的要点，evalc check 会逐个报告（E0501、E0506），全部落实后报告消失。
# 待填写：占位指标的名称、分值、佐证和评分也请改成本市的规定。
";
const OPENING_WITHOUT_POINTS: &str = "\
# 指标体系。省定的全部要点以“#”列出，去掉“#”并填写就成为指标；先把01-方案.eval的满分填上。
# 尚未落实的要点，evalc check 会逐个报告（E0501、E0506），全部落实后报告消失。
";

/// Names and texts of the source files.
pub(super) fn files(mandate: &Mandate, city: &str) -> Vec<(String, String)> {
    let (data, indicators) = indicators(mandate);
    let files = [("01-方案.eval", scheme(mandate, city)), ("02-数据.eval", data), ("03-指标.eval", indicators)];
    files.map(|(name, text)| (name.to_owned(), canonical(name, text))).to_vec()
}

/// The text as `evalc fmt` would leave it: names lose the 「」 they do not need.
fn canonical(name: &str, text: String) -> String {
    let source = SourceFile::new(name, text);
    let mut sink = Sink::default();
    let file = crate::syntax::parse(FileId(0), &source, &mut sink);
    if sink.has_errors() { source.text().to_owned() } else { crate::format::format(&file, &source) }
}

/// The text of `eval.toml`.
pub(super) fn settings(city: &str, year: u32, mandate: &str) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    format!(
        "# 市州、年度和所依据的省级实施方案（标识，或方案文件相对本目录的路径）\ncity = {}\nyear = {year}\nmandate = {}\n\n[check]\n# 改为 true，有警告也算检查不通过\ndeny-warnings = false\n",
        quoted(city),
        quoted(mandate)
    )
}

fn scheme(mandate: &Mandate, city: &str) -> String {
    let mut out = format!(
        "# {city}的评价方案。标“{TO_FILL}”的请逐一填写；其余由《{}》带入，与省级规定一致，改动后请重新检查。\n\n",
        one_line(&mandate.title)
    );
    let title = one_line(&mandate.title);
    let title = title.strip_suffix("实施方案").unwrap_or(&title);
    line(&mut out, &format!("评价方案：{city}{title}"));
    for attribute in Keyword::Scheme.attributes() {
        let fixed = match attribute.word {
            "依据" => Some(one_line(&mandate.number)),
            "年度" => Some(mandate.year.to_string()),
            "语言版本" => Some(LANGUAGE_VERSION.to_string()),
            "报送日期" => mandate.deadlines.first().and_then(|d| d.period.to).map(|last| date(last, mandate.year)),
            "总结内容" => mandate.summary.as_ref().map(|parts| parts.value.join("、")),
            _ => None,
        };
        let value = fixed.or_else(|| mandate.suggested(attribute.word).map(one_line));
        if let Some(value) = value.or_else(|| attribute.required.then(|| TO_FILL.to_owned())) {
            line(&mut out, &format!("  {}：{value}", attribute.word));
        }
    }
    section(&mut out, "被评价的县市区");
    line(&mut out, &format!("# {TO_FILL}：换成本市全部县市区；一个县只列一次，可以分成几组"));
    line(&mut out, "分组 全部县市区：甲县、乙县、丙县");
    grades(&mut out, mandate);
    leaders(&mut out, mandate);
    if !mandate.triggers.is_empty() {
        section(&mut out, "问责情形");
        for trigger in &mandate.triggers {
            origin(&mut out, &trigger.quote.text, &trigger.quote.source);
            line(&mut out, &format!("问责情形 {}", name(&trigger.name)));
            let consequence = one_line(&trigger.value);
            line(&mut out, &format!("  处理：{}", if consequence.is_empty() { TO_FILL } else { &consequence }));
        }
    }
    steps(&mut out, mandate);
    out
}

/// The mandate's grades, best first, with the quotas it sets.
fn grades(out: &mut String, mandate: &Mandate) {
    section(out, "等次");
    line(out, &format!("# {TO_FILL}：分数线由本市确定，这里是建议；等次的名称和名额按省级规定"));
    for grade in &mandate.grades {
        let quota = mandate.quotas.iter().find(|q| q.name == grade.name);
        let quota = quota.map(|q| format!("，不超过{}", share(&q.value))).unwrap_or_default();
        let range = suggested(mandate, &format!("等次 {}", grade.name));
        line(out, &format!("等次 {}：{range}{quota}", name(&grade.name)));
    }
}

/// What the mandate suggests, or a mark to fill it in.
fn suggested(mandate: &Mandate, left: &str) -> String {
    mandate.suggested(left).map_or_else(|| TO_FILL.to_owned(), one_line)
}

/// Full points (满分) a new scheme starts from, if the mandate suggests a whole number.
fn full_points(mandate: &Mandate) -> Option<usize> {
    let digits: String = mandate.suggested("满分")?.chars().map(fold_char).filter(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|full| (1..=10_000).contains(full))
}

fn leaders(out: &mut String, mandate: &Mandate) {
    let Some(object) = mandate.objects.iter().find(|o| !o.leaders.is_empty()) else { return };
    section(out, "领导干部");
    if let Some(basis) = &mandate.main_basis {
        origin(out, &basis.quote.text, &basis.quote.source);
    }
    line(out, &format!("# {TO_FILL}：政府评价结果的权重由本市确定"));
    line(out, &format!("领导干部：{}", object.leaders.join("、")));
    line(out, &format!("  政府结果权重：{}", suggested(mandate, "政府结果权重")));
    if !object.areas.is_empty() {
        line(out, &format!("  满分：{}", suggested(mandate, "满分")));
    }
    if let Some(report) = &mandate.duty_report {
        line(out, &format!("  述职：{}", one_line(&report.value)));
    }
}

/// The mandate's deadlines, then the steps it suggests; those that publish wait for the province's.
fn steps(out: &mut String, mandate: &Mandate) {
    let suggests = mandate.suggestions.iter().any(|s| s.left.starts_with("流程 "));
    if mandate.deadlines.is_empty() && mandate.publication.is_none() && !suggests {
        return;
    }
    section(out, "流程");
    line(out, &format!("# {TO_FILL}：按时间先后补上本市的其他步骤和各步的责任单位"));
    for deadline in &mandate.deadlines {
        let Some(to) = deadline.period.to else { continue };
        origin(out, &deadline.quote.text, &deadline.quote.source);
        line(out, &format!("流程 {}：{}前", name(&deadline.name), date(to, mandate.year)));
        line(out, &format!("  责任单位：{TO_FILL}"));
    }
    let steps = mandate.suggestions.iter().filter_map(|s| Some((s.left.strip_prefix("流程 ")?, s.right.as_str())));
    let mut publishes = false;
    for (step, when) in steps {
        let order = mandate.publication.as_ref().filter(|_| step.contains(PUBLISHES));
        if let Some(order) = order {
            publishes = true;
            origin(out, &order.quote.text, &order.quote.source);
        }
        line(out, &format!("# {TO_FILL}：时间由本市确定"));
        line(out, &format!("流程 {}：{}", name(step), one_line(when)));
        line(out, &format!("  责任单位：{TO_FILL}"));
        if let Some(first) = order.and_then(|order| order.value.first()) {
            line(out, &format!("  内容：在{first}公布之后公布"));
        }
    }
    if let Some(order) = mandate.publication.as_ref().filter(|_| !publishes) {
        origin(out, &order.quote.text, &order.quote.source);
        line(out, &format!("# {TO_FILL}：按时间先后加上公布评价等次的流程"));
    }
}

/// How data are declared that are no facts, which the placeholders all are.
const DATA_OF_OTHER_KINDS: &str = "\
# 不是“是否”的，数值写单位、小数位数和取值范围，等级列出各等，例如：
#   数据 义务教育巩固率：百分比，2位小数，0%至100%，含上年
#   数据 校园安全责任事故：起，0至50
#   数据 教育支出：万元，2位小数，1至10000000，含上年
#   数据 校园网络条件：等级（较好、一般、较差）
#   数据 自评报告报送日：日期，可未报
";

/// The texts of the data and of the indicators.
fn indicators(mandate: &Mandate) -> (String, String) {
    let mut data = format!("# 占位指标所用的数据。{TO_FILL}：换成本市指标真正需要的数据，写明来源和责任单位。\n{DATA_OF_OTHER_KINDS}");
    let mut out = String::from(match full_points(mandate) {
        Some(_) => OPENING,
        None => OPENING_WITHOUT_POINTS,
    });
    let methods = methods(mandate).join("、");
    let mut number = 0;
    for object in &mandate.objects {
        let areas: Vec<&Area> = object.areas.iter().filter(|a| !a.points.is_empty()).collect();
        let leaders = !object.leaders.is_empty();
        for (i, area) in areas.iter().enumerate() {
            let keyword = if leaders { "领导指标" } else { "三级指标" };
            let Some((first, rest)) = area.points.split_first() else { continue };
            section(&mut out, &format!("重点{} {}", area.code, one_line(&area.title)));
            number += usize::from(!leaders);
            let Some(full) = full_points(mandate) else {
                if !leaders {
                    levels(&mut out, number, area, first, "# ", "分值");
                }
                area.points.iter().for_each(|point| ready(&mut out, keyword, point));
                continue;
            };
            let points = full / areas.len() + usize::from(i < full % areas.len());
            if !leaders {
                levels(&mut out, number, area, first, "", &format!("{points}分"));
            }
            let code = if leaders { format!("D{}", i + 1) } else { format!("C{number}") };
            origin(&mut out, &first.quote.text, &first.quote.source);
            placeholder(&mut out, keyword, &code, points, first, &methods);
            datum(&mut data, first);
            rest.iter().for_each(|point| ready(&mut out, keyword, point));
        }
    }
    (data, out)
}

/// The two levels above the indicators of a focus area.
fn levels(out: &mut String, number: usize, area: &Area, first: &Point, lead: &str, points: &str) {
    line(out, &format!("{lead}一级指标 A{number} {}（{points}）", heading(&area.title)));
    line(out, &format!("{lead}  落实：重点{}", area.code));
    line(out, &format!("{lead}二级指标 B{number} {}（{points}）", heading(&first.title)));
}

fn placeholder(out: &mut String, keyword: &str, code: &str, points: usize, point: &Point, methods: &str) {
    line(out, &format!("{keyword} {code} {}（{points}分）", heading(&point.title)));
    line(out, &format!("  落实：要点{}", point.code));
    if !methods.is_empty() {
        line(out, &format!("  方式：{methods}"));
    }
    line(out, &format!("  佐证：{TO_FILL}"));
    line(out, &format!("  评分：{}得{points}分，否则不得分。", fact(point)));
}

fn datum(out: &mut String, point: &Point) {
    let _ = write!(out, "\n数据 {}：是否\n  来源：{TO_FILL}\n  责任单位：{TO_FILL}\n", fact(point));
}

/// A key point without an indicator, as a comment that becomes one.
fn ready(out: &mut String, keyword: &str, point: &Point) {
    out.push('\n');
    origin(out, &point.quote.text, &point.quote.source);
    for text in [
        format!("{keyword} 编号 {}（分值）", heading(&point.title)),
        format!("  落实：要点{}", point.code),
        "  方式：".to_owned(),
        "  佐证：".to_owned(),
        "  评分：".to_owned(),
    ] {
        line(out, &format!("# {text}"));
    }
}

/// The smallest list of methods, taken greedily, that has every kind the mandate wants to see.
fn methods(mandate: &Mandate) -> Vec<&str> {
    let mut open: BTreeSet<&str> = mandate.mixes.iter().flat_map(|mix| &mix.value).map(String::as_str).collect();
    let mut out = Vec::new();
    while !open.is_empty() {
        let gain = |kinds: &[String]| kinds.iter().filter(|k| open.contains(k.as_str())).count();
        // The first of the best, as the mandate orders them.
        let best = mandate.methods.iter().rev().max_by_key(|m| gain(&m.kinds)).filter(|m| gain(&m.kinds) > 0);
        let Some(best) = best else { break };
        open.retain(|kind| !best.kinds.iter().any(|k| k == kind));
        out.push(best.name.as_str());
    }
    out
}

fn section(out: &mut String, title: &str) {
    let _ = write!(out, "\n# ── {title} ──\n\n");
}

/// The words of the mandate, as a comment above what they ask for.
fn origin(out: &mut String, text: &str, source: &str) {
    line(out, &format!("# 原文：“{}”（{}）", one_line(text), one_line(source)));
}

fn line(out: &mut String, text: &str) {
    out.push_str(text.trim_end());
    out.push('\n');
}

/// Text of the mandate where a line must not end.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A title before brackets with points.
fn heading(text: &str) -> String {
    one_line(text).replace(['#', '＃'], "")
}

/// A name, in 「」 where it holds a reserved word.
fn name(text: &str) -> String {
    let name = heading(text).replace(['「', '」'], "");
    if is_quoting_needed(&name) { format!("「{name}」") } else { name }
}

/// The fact a placeholder asks for.
fn fact(point: &Point) -> String {
    name(&format!("{}已落实", point.title))
}

fn date(date: Date, year: u32) -> String {
    format!("{}年{}月{}日", date.year.unwrap_or(year), date.month, date.day)
}

/// `三分之一` where that is how officials write it.
fn share(share: &Number) -> String {
    const DIGITS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let word = |n: i64| usize::try_from(n - 1).ok().and_then(|i| DIGITS.get(i)).copied();
    (2..=1000i64)
        .find_map(|below| {
            let above = (share * &Number::from(below)).to_i64()?;
            Some(match (word(above), word(below)) {
                (Some(above), Some(below)) => format!("{below}分之{above}"),
                _ => format!("{above}/{below}"),
            })
        })
        .unwrap_or_else(|| share.to_string())
}
