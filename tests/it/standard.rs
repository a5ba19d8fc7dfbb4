//! What stands around the blocks of `spec/findings`: a standard file for one rule, for a few declarations, or a whole
//! city under a small mandate. Each is clean by itself, so that what a block reports is its own.

use std::collections::BTreeSet;

use evalc::model::Mandate;
use evalc::source::{SourceFile, Sources};
use evalc::{Program, compile, read_mandate};

use crate::support::Block;

/// Data a block may use without declaring them; only those whose name it writes stand in the file.
const DATA: &[(&str, &str)] = &[
    ("普惠性幼儿园覆盖率", "百分比，2位小数，0%至100%，越高越好"),
    ("辍学率", "百分比，2位小数，0%至100%，越低越好"),
    ("大班额比例", "百分比，1位小数，0%至100%，越低越好"),
    ("教育支出", "万元，2位小数，1万元至1000000万元，含上年，越高越好"),
    ("教师培训经费", "万元，2位小数，0万元至100000万元，越高越好"),
    ("在校学生数", "人，0人至1000000人"),
    ("专任教师数", "人，0人至100000人"),
    ("生均公用经费", "元/生，2位小数，0元/生至100000元/生，越高越好"),
    ("专题研究次数", "次，0次至50次，越高越好"),
    ("安全事故次数", "次，0次至100次，越低越好"),
    ("规划已印发", "是否"),
    ("经费已到位", "是否"),
    ("实施意见", "文件"),
    ("平安校园名单", "名单"),
    ("办学水平", "等级（好、中、差）"),
    ("宣传工作", "评议"),
    ("报送时间", "日期，可未报"),
    ("民办幼儿园隐患数", "处，0处至1000处，可不适用，越低越好"),
];

/// The datum of the standard indicator, named by its title.
const TITLE: &str = "普惠性幼儿园覆盖率";

/// The whole source a block stands for.
///
/// `rule`: the block holds the lines below one 三级指标, with its own head and data above them if it wants other ones.
/// `scheme`: the block holds declarations. `mandate`: the block is added to the standard city, or stands for the lines
/// named by `replace=` and `remove=`. None of these: the block is the whole file.
pub fn source(block: &Block) -> String {
    let has = |word: &str| block.words().any(|w| w == word);
    if block.text.contains("评价方案：") {
        block.text.clone()
    } else if has("rule") {
        rule(&block.text)
    } else if has("scheme") {
        scheme(&block.text)
    } else if has("mandate") {
        city(block)
    } else {
        block.text.clone()
    }
}

/// Reads, resolves and checks a block in its surroundings.
pub fn check(block: &Block) -> Program {
    let mut sources = Sources::default();
    sources.add(SourceFile::new("示例.eval", source(block)));
    let mandate = block.words().any(|w| w == "mandate").then(mandate);
    compile(sources, mandate.as_ref())
}

/// The small mandate.
pub fn mandate() -> Mandate {
    let (mandate, findings, _) = read_mandate("mandate.eval", include_str!("mandate.eval"));
    assert!(findings.is_empty(), "the small mandate has findings: {findings:#?}");
    mandate
}

/// The standard data whose names a text writes and does not declare.
fn data_for(text: &str) -> String {
    let named =
        |line: &str, name: &str| ["数据 ", "列 "].iter().any(|k| line.trim_start().strip_prefix(k).is_some_and(|d| d.starts_with(name)));
    let declares = |name: &str| text.lines().any(|l| named(l, name));
    DATA.iter()
        .filter(|(name, _)| text.contains(name) && !declares(name))
        .map(|(name, kind)| format!("数据 {name}：{kind}\n  来源：统计年报\n  责任单位：县教育局\n"))
        .collect()
}

/// Gives asked data and tables their 来源 and 责任单位 where the block leaves both out.
fn with_owners(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut out = String::new();
    for (n, line) in lines.iter().enumerate() {
        out.push_str(line);
        out.push('\n');
        let is_asked = line.starts_with("数据 ") && line.contains('：') || line.starts_with("明细表 ");
        let below = lines[n + 1..].iter().take_while(|l| l.starts_with(' '));
        if is_asked && !below.clone().any(|l| l.trim_start().starts_with("来源") || l.trim_start().starts_with("责任单位")) {
            out.push_str("  来源：统计年报\n  责任单位：县教育局\n");
        }
    }
    out
}

/// `三级指标 C1 名称（4分）` → 4
fn points(line: &str) -> Option<f64> {
    line.rsplit_once('（')?.1.strip_suffix("分）")?.parse().ok()
}

fn total(text: &str, keyword: &str) -> f64 {
    text.lines().filter(|l| l.starts_with(keyword)).filter_map(points).fold(0.0, |sum, p| sum + p)
}

fn rule(text: &str) -> String {
    let is_rule = |line: &str| ["三级指标", "评分：", "公式：", "要求："].iter().any(|w| line.trim_start().starts_with(w));
    let at = text.lines().position(is_rule).unwrap_or(0);
    let above: String = text.lines().take(at).map(|l| format!("{l}\n")).collect();
    let mut below: Vec<&str> = text.lines().skip(at).collect();
    let known = |name: &str| text.contains(name);
    let title = if known(TITLE) || !DATA.iter().any(|(name, _)| known(name)) && !text.contains("数据 ") { TITLE } else { "示例" };
    let standard = format!("三级指标 C1 {title}（2分）");
    if !below.first().is_some_and(|l| l.starts_with("三级指标")) {
        below.insert(0, &standard);
    }
    let body: String =
        below.iter().map(|l| if l.starts_with("三级指标") { format!("{l}\n") } else { format!("  {}\n", l.trim()) }).collect();
    let used = format!("{above}{body}");
    scheme(&used)
}

fn scheme(text: &str) -> String {
    let needs_levels = text.contains("三级指标 ") && !text.contains("一级指标 ");
    let full = total(text, if needs_levels { "三级指标" } else { "一级指标" });
    let full = if full > 0.0 { full } else { 100.0 };
    let mut out = format!("评价方案：示例市2021年度县级教育评价\n  依据：示例省评价重点\n  年度：2021\n  满分：{full}分\n  语言版本：1\n");
    if !text.contains("分组 ") {
        out.push_str("分组 全市各县：甲县、乙县、丙县、丁县\n");
    }
    let text = with_owners(text);
    let is_indicator = |line: &str| line.starts_with("三级指标");
    let at = if needs_levels { text.lines().position(is_indicator).unwrap_or(0) } else { usize::MAX };
    out.push_str(&data_for(&text));
    for (n, line) in text.lines().enumerate() {
        if n == at {
            out.push_str(&format!("一级指标 A1 示例（{full}分）\n二级指标 B1 示例（{full}分）\n"));
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// The standard city with the block in it.
fn city(block: &Block) -> String {
    let standard = include_str!("city.eval");
    let named: Vec<String> = ["replace=", "remove="]
        .iter()
        .flat_map(|key| block.words().filter_map(move |w| w.strip_prefix(key)))
        .map(|w| w.replace('_', " "))
        .collect();
    if named.is_empty() {
        return format!("{standard}{}", block.text);
    }
    let (mut out, mut used, mut placed, mut inside) = (String::new(), BTreeSet::new(), false, false);
    for line in standard.lines() {
        let found = named.iter().find(|n| line.trim_start().starts_with(n.as_str()));
        // A declaration goes with its attributes, an attribute alone.
        inside = match found {
            Some(_) => true,
            None => inside && line.starts_with(' '),
        };
        let dropped = found.is_some() || inside;
        if let Some(name) = found {
            used.insert(name.clone());
            inside = !line.starts_with(' ');
            if !placed {
                placed = true;
                out.push_str(&block.text);
            }
        }
        if !dropped {
            out.push_str(line);
            out.push('\n');
        }
    }
    assert_eq!(used.len(), named.len(), "{}:{}: the standard city lacks a line of {named:?}", block.page.display(), block.line);
    out
}
