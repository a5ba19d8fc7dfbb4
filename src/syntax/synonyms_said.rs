//! What is read as what (同义词表), one function per kind of words. Spec: spec/sentences/synonyms.md.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::synonyms::Declared;
use super::synonyms_each::{all_of_values, all_standards, any_of_these, goes_on_of_each, has_all, none_of_two, one_of_two, said_of_each};
use super::synonyms_lists::{each_comma, each_found, each_more, each_year, heading, is_zero, none_of, numbered};
use super::synonyms_missed::{compared_before, missed, missed_figure, occurred_again, one_missed_is_nothing, opposite_of_one};
use super::synonyms_moved::{but_little, end_included, growth, last_year, moved, never_less};
use super::synonyms_named::{
    both, colon, grown, idle_kind, kind_of_level, level, ranked_by, ranked_points, ratio, shortened, times_points,
};
use super::synonyms_points::{less_in_turn, limit, next_band, on_base, share_of_points};
use super::synonyms_short::{both_facts, fact_of_reports, has_figure, idle_lead, only_this, places_short, ranked_in, short_of_count};
use super::synonyms_steps::{each_adds_up, each_partial, full_points, in_all, late_each_day, lost_up_to, partial_inside, to_range};

pub(super) type Said = Option<(usize, String)>;
type Told = fn(&str, &str) -> Said;

/// What words begin with that are told by functions.
const TOLD: [(&str, Told); 40] = [
    ("以封上最加0123456789", limit),
    ("始一稳保维", kept_in),
    ("去上相对", last_year),
    ("比较与", never_less),
    ("提有不缩扩", moved),
    ("实保为正负零出呈未没", growth),
    ("未没", not_kept),
    ("在", on_base),
    ("该本此分", share_of_points),
    ("逾超迟", late_each),
    ("一两二三四五六七八九十", counted),
    (",", nothing_behind),
    ("平全同", mean),
    ("依逐其以", less_in_turn),
    ("0123456789", next_band),
    ("每全", each_year),
    ("发出查", each_found),
    ("均都尚没未", none_of),
    ("但", but),
    ("以", end_included),
    ("的,", each_comma),
    ("出发查每满符达具下以", heading),
    ("一二三四五六七八九", numbered),
    ("于", on_a_day),
    ("0", is_zero),
    ("每", each_more),
    ("未没达不", missed),
    ("提增上下降减", but_little),
    ("未", missed_figure),
    ("各", each_adds_up),
    ("两三四五六2345以各", in_all),
    ("(", partial_inside),
    ("达", to_range),
    ("每", late_each_day),
    ("前倒最末", places_short),
    ("扣", lost_up_to),
    ("得", full_points),
    ("均", each_partial),
    ("排", ranked_in),
    ("低少高超", opposite_of_one),
];

type Named = fn(&str, &str, &Declared) -> Said;

/// The same of those that stand beside declared names.
const NAMED: [(&str, Named); 28] = [
    ("和与", ratio),
    ("和与及以", both),
    ("等行情问现", idle_kind),
    ("根依按", ranked_by),
    ("提增上下降减", grown),
    (":", colon),
    ("在被评获", level),
    ("按", times_points),
    ("未不无没", shortened),
    ("等档", kind_of_level),
    ("、", said_of_each),
    ("、,", all_standards),
    ("具有", has_all),
    ("其只仅有一1", one_of_two),
    ("两2均都全", none_of_two),
    ("计", ranked_points),
    ("、或", any_of_these),
    ("其全", idle_lead),
    ("低少不高多超", compared_before),
    ("无没未", short_of_count),
    ("迟漏逾未", fact_of_reports),
    ("持提增上下降减未达低高超不0123456789", goes_on_of_each),
    ("发存出", occurred_again),
    ("并", both_facts),
    ("仅只", only_this),
    ("有", has_figure),
    ("其有任一1", one_missed_is_nothing),
    ("、", all_of_values),
];

/// The words that begin with a character, and the functions that tell others.
#[derive(Default)]
struct Begin {
    words: Vec<(&'static str, &'static str, Place)>,
    told: Vec<Told>,
    named: Vec<Named>,
}

/// By what they begin with, in the order of the characters.
static TABLE: LazyLock<Vec<(char, Begin)>> = LazyLock::new(|| {
    let mut table: BTreeMap<char, Begin> = BTreeMap::new();
    for (words, means, place) in WORDS {
        for word in *words {
            if let Some(first) = word.chars().next() {
                table.entry(first).or_default().words.push((word, means, *place));
            }
        }
    }
    for (first, told) in TOLD {
        for c in first.chars() {
            table.entry(c).or_default().told.push(told);
        }
    }
    for (first, named) in NAMED {
        for c in first.chars() {
            table.entry(c).or_default().named.push(named);
        }
    }
    table.into_iter().collect()
});

/// Whether a word may begin with it.
pub(super) fn may_begin(c: char) -> bool {
    begin(c).is_some()
}

fn begin(c: char) -> Option<&'static Begin> {
    let at = TABLE.binary_search_by_key(&c, |(first, _)| *first).ok()?;
    TABLE.get(at).map(|(_, begin)| begin)
}

/// How many bytes of `rest` are other words, and the usual ones; `before` is read with the usual ones already.
pub(super) fn said(before: &str, rest: &str, declared: &Declared) -> Said {
    let Begin { words, told, named } = begin(rest.chars().next()?)?;
    let word = words
        .iter()
        .filter(|(word, ..)| rest.starts_with(word))
        .find(|(word, _, place)| place.holds(before, rest.get(word.len()..).unwrap_or_default().trim_start(), declared))
        .map(|(word, means, _)| (word.len(), (*means).to_owned()));
    word.or_else(|| told.iter().find_map(|told| told(before, rest))).or_else(|| named.iter().find_map(|told| told(before, rest, declared)))
}

/// What must stand beside a word.
#[derive(Clone, Copy)]
enum Place {
    /// 另扣1分, 可得满分
    Points,
    /// 不到90%
    Figure,
    /// 不到90%, 不到上年, 不到任务数, not 做不到
    Short,
    /// 每迟交1天
    Day,
    /// 未超过90%, 未超过上年, 未超过任务数, 未超过（一类县90%、…）
    Standard,
    /// A clause of these words alone: ，扣至0分为止。
    Alone,
    /// ，其他计1分
    Rest,
    /// 该指标不得分
    NoPoints,
    /// 该项计0分
    Zero,
    /// 达到或超过95%
    Any,
    /// At the end of what is said: 按0分计
    End,
    /// 每后移1名, 每后移一名
    Count,
}

impl Place {
    fn holds(self, before: &str, behind: &str, declared: &Declared) -> bool {
        let is_figure = behind.starts_with(|c: char| c.is_ascii_digit());
        match self {
            Place::Points => is_points(behind),
            Place::Figure => is_figure,
            Place::Short => !before.ends_with(['达', '做', '得', '找']) && Place::Standard.holds(before, behind, declared),
            Place::Day => {
                length_of_figure(behind).is_some_and(|at| {
                    behind
                        .get(at..)
                        .is_some_and(|unit| ["天", "日", "个工作日", "个月"].iter().any(|day| unit.trim_start().starts_with(day)))
                }) || behind.starts_with("一天")
            }
            Place::Standard => {
                let named = || declared.names.iter().any(|name| behind.trim_start_matches('「').starts_with(name.as_str()));
                is_figure || STANDARDS.iter().any(|word| behind.starts_with(word)) || named()
            }
            Place::Alone => begins_clause(before) && ends_clause(behind),
            Place::Rest => begins_clause(before) && is_points(behind),
            Place::NoPoints => {
                ["不得分", "不计分", "不给分", "得0分", "得零分", "计0分", "计零分"].iter().any(|word| behind.starts_with(word))
            }
            Place::Zero => behind.starts_with("0分") || behind.starts_with("零分"),
            Place::Any => !before.ends_with(['未', '不', '能']) && !before.ends_with("没有"),
            Place::End => ends_clause(behind),
            Place::Count => is_figure || behind.starts_with('一'),
        }
    }
}

const STANDARDS: [&str; 8] = ["上年", "去年", "上一年", "全市", "全州", "同类县", "各县", "("];

const WORDS: &[(&[&str], &str, Place)] = &[
    (&["最多可得", "最高可得", "最多能得", "最多给", "最高给"], "最多得", Place::Points),
    (&["最多可加", "最高可加", "最多能加"], "最多加", Place::Points),
    (&["最多可扣", "最高可扣", "最多扣除", "最多扣减", "最高扣除", "最高扣减"], "最多扣", Place::Points),
    (&["另外得", "另得", "再给", "另给", "可再得", "再可得"], "再得", Place::Points),
    (&["另外加", "另加", "可再加", "再可加"], "再加", Place::Points),
    (&["另外扣", "另扣除", "另扣减", "另扣", "加扣", "再扣除", "再扣减"], "再扣", Place::Points),
    (&["直接扣除", "直接扣减", "直接扣", "一律扣除", "一律扣减", "一律扣", "扣减", "扣除"], "扣", Place::Points),
    (&["各给", "各可得"], "各得", Place::Points),
    (&["可得", "能得"], "得", Place::Points),
    (&["可加"], "加", Place::Points),
    (&["该指标"], "本指标", Place::NoPoints),
    (&["按0分计算", "按零分计算", "按0分计分", "按零分计分", "按0分处理", "按零分处理", "按0分计", "按零分计"], "不得分", Place::End),
    (&["其他计", "其他记", "其他赋", "其他给", "其它计", "其它记", "其它赋", "其它给"], "其他得", Place::Rest),
    (&["该项计", "该项记", "本项计", "本项记"], "该项得", Place::Zero),
    (&["比例记分", "比例给分", "比例赋分"], "比例计分", Place::End),
    (&["最低得0分", "最低0分", "最低为0分", "最低得零分"], "扣完为止", Place::Alone),
    (
        &["直至满分为止", "直到满分为止", "加至满分为止", "加到满分为止", "加满分为止", "得满分为止", "满分为止", "加满为止", "得满为止"],
        "最多得满分",
        Place::Alone,
    ),
    (
        &[
            "扣完该项为止",
            "扣完本项为止",
            "扣完此项为止",
            "扣完该指标为止",
            "各项扣完为止",
            "每项扣完为止",
            "以上各项扣完为止",
            "扣完本指标为止",
            "扣完该指标分为止",
            "扣完该指标分值为止",
            "扣完该项得分为止",
            "扣完本项得分为止",
            "扣完分值为止",
            "扣完所有分为止",
            "本项分值扣完为止",
            "该项分值扣完为止",
            "分值扣完为止",
            "扣至0分为止",
            "扣到0分为止",
            "扣至零分为止",
            "扣到零分为止",
            "扣至0分",
            "扣到0分",
            "直至扣完该项分为止",
            "直到扣完为止",
            "直到扣完",
            "不计负分",
            "不得负分",
            "不出现负分",
            "不产生负分",
            "不倒扣分",
            "该项扣完为止",
            "此项扣完为止",
            "该指标扣完为止",
            "本指标扣完为止",
            "不倒扣",
        ],
        "扣完为止",
        Place::Alone,
    ),
    (&["不到", "未满"], "不足", Place::Short),
    (&["没有达到", "未能达到", "没能达到", "没达到", "未达"], "未达到", Place::Figure),
    (&["未超过", "不得超过", "不能超过", "没有超过", "未超出", "不超出", "未突破", "不突破"], "不超过", Place::Standard),
    (
        &["达到或者超过", "达到或超过", "达到或高于", "等于或者高于", "等于或超过", "等于或高于", "等于或大于", "等于或多于"],
        "不低于",
        Place::Any,
    ),
    (&["等于或者低于", "等于或低于", "等于或小于", "等于或少于"], "不高于", Place::Any),
    (&["每超期", "每晚报", "每延期", "每延误", "每超时", "每拖延", "每滞后", "每迟交", "每晚交"], "每迟", Place::Day),
    (&["未能达到或超过", "没有达到或超过", "未达到或超过", "未达到或者超过", "未达到或高于"], "低于", Place::Standard),
    (&["就高不就低", "以最高分计分", "以最高分计", "按最高分计入", "取最高分计入"], "就高不累加", Place::Alone),
    (&["本项得分不超过", "该项得分不超过", "得分不超过"], "最多得", Place::Points),
    (&["得基础分", "得基本分", "计基础分"], "得", Place::Points),
    (&["不升反降"], "下降", Place::Any),
    (&["不降反升"], "上升", Place::Any),
    (&["不予计分", "不予得分", "不予给分", "全部不得分", "全部不计分"], "不得分", Place::End),
    (&["得本项满分", "得该项满分", "得本指标满分"], "得满分", Place::Any),
    (&["实行一票否决", "予以一票否决"], "一票否决", Place::Any),
    (&["没有高于", "没有多于", "没有大于", "未能高于", "未高于", "没能超过", "未能超过"], "不高于", Place::Standard),
    (&["没有低于", "没有少于", "没有小于", "未低于", "未少于"], "不低于", Place::Standard),
    (&["每获"], "每获得", Place::Figure),
    (&["每后移", "每落后", "每退后"], "每后退", Place::Count),
    (&["最多再得", "最高再得", "最多再加", "最高再加", "最多另加"], "最多加", Place::Points),
    (&["每受到", "每受", "每被"], "每发生", Place::Figure),
    (&["每满", "每创建", "每建成"], "每", Place::Figure),
];

/// Bytes of the figure a text begins with.
pub(super) fn length_of_figure(text: &str) -> Option<usize> {
    let length = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    (length > 0 && text.starts_with(|c: char| c.is_ascii_digit())).then_some(length)
}

/// 1分, 1.5 分, 满分, 一半
pub(super) fn is_points(text: &str) -> bool {
    let text = text.trim_start();
    let figure = length_of_figure(text).and_then(|at| text.get(at..));
    figure.is_some_and(|behind| behind.trim_start().starts_with('分'))
        || ["满分", "本项分值", "一半"].iter().any(|word| text.starts_with(word))
}

pub(super) fn begins_clause(before: &str) -> bool {
    let before = before.trim_end();
    before.is_empty() || before.ends_with([',', ';', '。', ':', '(', '\n'])
}

pub(super) fn ends_clause(behind: &str) -> bool {
    behind.trim().is_empty() || behind.starts_with([',', ';', '。', ')'])
}

/// What of a clause stands before the place.
pub(super) fn clause_so_far(before: &str) -> &str {
    before.rsplit([',', ';', '。', ':', '(']).next().unwrap_or(before)
}

/// 保持在95%以上 is 95%以上.
fn kept_in(before: &str, rest: &str) -> Said {
    if before.ends_with(['未', '能', '不']) || before.ends_with("没有") {
        return None;
    }
    let words = ["始终保持在", "一直保持在", "稳定保持在", "保持在", "稳定在", "维持在"];
    let word = words.into_iter().find(|word| rest.starts_with(word))?;
    let behind = rest.get(word.len()..)?.trim_start();
    length_of_figure(behind)?;
    let clause = behind.split(['得', '扣', ',', ';', '。']).next()?;
    ["以上", "以下", "以内", "之内", "之间"].iter().any(|tail| clause.contains(tail)).then(|| (word.len(), String::new()))
}

/// 未保持在95%以上 is 低于95%.
fn not_kept(_: &str, rest: &str) -> Said {
    let kept = |text: &str| ["保持在", "控制在", "稳定在"].into_iter().find(|word| text.starts_with(word)).map(str::len);
    let behind = ["未", "没有", "未能"].into_iter().find_map(|no| {
        let said = rest.strip_prefix(no)?;
        said.get(kept(said)?..)
    })?;
    let after = behind.get(length_of_figure(behind)?..)?;
    let unit: String = after.chars().take_while(|c| !matches!(c, '以' | '之' | ',' | '。' | ';' | '(')).take(6).collect();
    let tail = after.get(unit.len()..)?;
    let figure = behind.get(..behind.len() - tail.len())?;
    let (tail, word) = [("以上", "低于"), ("以下", "高于"), ("以内", "高于"), ("之内", "高于")]
        .into_iter()
        .find(|(tail, _)| after.get(unit.len()..).is_some_and(|text| text.starts_with(tail)))?;
    Some((rest.len() - behind.len() + figure.len() + tail.len(), format!("{word}{figure}")))
}

/// 逾期报送的每逾期1天 is 每逾期1天.
fn late_each(before: &str, rest: &str) -> Said {
    let behind = ["逾期", "超期", "迟报"].into_iter().find_map(|word| rest.strip_prefix(word))?;
    let alone =
        ["每天扣", "每日扣", "1天扣", "一天扣"].into_iter().find_map(|word| behind.strip_prefix(word)).filter(|then| is_points(then));
    if let Some(then) = alone {
        return begins_clause(before).then(|| (rest.len() - then.len() - "扣".len(), "每逾期1天".to_owned()));
    }
    let behind = ["报送", "上报", "报出", ""].into_iter().find_map(|word| behind.strip_prefix(word)?.strip_prefix('的'))?;
    let behind = behind.strip_prefix(',').unwrap_or(behind);
    if let Some(then) = ["每天扣", "每日扣"].into_iter().find_map(|word| behind.strip_prefix(word)).filter(|then| is_points(then)) {
        return begins_clause(before).then(|| (rest.len() - then.len() - "扣".len(), "每逾期1天".to_owned()));
    }
    let late = ["每逾期", "每超期", "每迟报", "每迟", "每晚", "每推迟"].iter().any(|word| behind.starts_with(word));
    (late && begins_clause(before)).then(|| (rest.len() - behind.len(), String::new()))
}

/// 低于90%，本项不得分 is 低于90%的，本项不得分.
fn nothing_behind(before: &str, rest: &str) -> Said {
    let behind = rest.strip_prefix(',')?;
    let of = ["本项", "该项", "此项", "本指标"].into_iter().find_map(|word| behind.strip_prefix(word))?;
    let nothing = ["不得分", "不计分", "不予计分", "得零分", "得0分", "计0分"].iter().any(|word| of.starts_with(word));
    let clause = clause_so_far(before).trim();
    let says_points = clause.is_empty() || clause.ends_with(['的', '分', '止', '决']);
    (nothing && !says_points).then(|| (",".len(), "的,".to_owned()))
}

/// 两次以上 is 2次以上.
fn counted(before: &str, rest: &str) -> Said {
    let first = rest.chars().next()?;
    let digit = "零一二三四五六七八九十".chars().position(|c| c == first).or_else(|| (first == '两').then_some(2))?;
    let unit = rest.get(first.len_utf8()..)?;
    let behind = ["次", "起", "人", "项", "名", "个", "所", "件", "例", "篇"].into_iter().find_map(|word| unit.strip_prefix(word))?;
    let said = behind.strip_prefix('的').unwrap_or(behind);
    let points = said.strip_prefix(['得', '扣']).is_some_and(is_points) && !unit.starts_with(['项', '个']);
    let bounded = points || ["以上", "及以上", "以下", "及以下", "以内"].iter().any(|word| behind.starts_with(word));
    let stands = !before.ends_with(['第', '十', '百', '前', '后', '每', '何', '任', '意', '缺', '少']) && digit > 0;
    (bounded && stands).then(|| (first.len_utf8(), digit.to_string()))
}

/// 低于平均水平的 behind 高于全市平均水平 is 低于全市平均水平的.
fn mean(before: &str, rest: &str) -> Said {
    // 全市平均分
    if let Some(scope) = ["全市", "全州", "同类县"].into_iter().find(|scope| rest.starts_with(scope)) {
        let behind = rest.get(scope.len()..)?.strip_prefix("平均分")?;
        let compared = before.ends_with(['于', '到', '过', '足', '比', '较']);
        return compared.then(|| (rest.len() - behind.len(), format!("{scope}平均数")));
    }
    let word = ["平均水平", "平均数", "平均值"].into_iter().find(|word| rest.starts_with(word))?;
    let scope = ["全市", "全州", "同类县"].into_iter().filter(|scope| before.contains(&format!("{scope}平均"))).collect::<Vec<_>>();
    let [scope] = scope.as_slice() else { return None };
    before.ends_with(['于', '到', '过', '足']).then(|| (word.len(), format!("{scope}{word}")))
}

/// 少于4次但有记录的: both.
fn but(before: &str, rest: &str) -> Said {
    let behind = rest.strip_prefix('但')?;
    let clause = clause_so_far(before).trim();
    let earns = clause.contains("得分")
        || ["得", "扣", "加"].iter().any(|word| clause.rsplit_once(word).is_some_and(|(_, points)| is_points(points)));
    let is_and = !begins_clause(before) && !earns && !before.ends_with(['不', '非']) && !behind.starts_with(['是', '书', '凡', '愿']);
    is_and.then(|| ("但".len(), "且".to_owned()))
}

/// 于10月31日前报送
fn on_a_day(before: &str, rest: &str) -> Said {
    let behind = rest.strip_prefix('于')?.trim_start();
    let day = behind.get(length_of_figure(behind)?..)?;
    let is_day = day.starts_with('月') || day.starts_with('年');
    let compares = before.ends_with(['低', '高', '少', '多', '早', '晚', '迟', '大', '小', '等', '不']);
    (is_day && !compares && !before.is_empty()).then(|| ("于".len(), "在".to_owned()))
}
