//! Wordings of real tables that are not read (读不了的说法), and how to say what they mean. Spec: §6.4.

use crate::finding::{Code, Finding, Words};
use crate::source::Span;
use crate::words;

/// What to write instead, where reading stopped at such a wording.
pub(super) fn find(at: usize, text: &str, span: &impl Fn(usize, usize) -> Span) -> Option<Finding> {
    let (before, rest) = (text.get(..at)?.trim_end(), text.get(at..)?);
    let (start, length, help) = super::wordings_listed::find(before, rest)
        .or_else(|| share_of_places(before, rest))
        .or_else(|| percent_of_places(before, rest))
        .or_else(|| sum_of_data(before, rest))
        .or_else(|| ratio(before, rest))
        .or_else(|| sum(before, rest))
        .or_else(|| doubled(before, rest))
        .or_else(|| halved(before, rest))
        .or_else(|| scaled(before, rest))
        .or_else(|| each_below(before, rest))
        .or_else(|| base(before, rest))
        .or_else(|| pro_rata_loss(before, rest))
        .or_else(|| each_one(before, rest))
        .or_else(|| rise_at_most(before, rest))
        .or_else(|| share_or_gap(before, rest))
        .or_else(|| share_or_more(before, rest))
        .or_else(|| end_of_month(before, rest))
        .or_else(|| less_than_what(before, rest))?;
    let end = at + length;
    let found = text.get(start..end)?;
    let title = words! { zh: "“{found}”读不了", en: "`{found}` cannot be read" };
    Some(Finding::new(Code::UnexpectedText, title).label(span(start, end), words! { zh: "这个说法", en: "this wording" }).help(help))
}

pub(super) type Found = (usize, usize, Words);

/// Where the clause begins that a text ends in.
pub(super) fn clause_start(text: &str) -> usize {
    let mark = text.char_indices().rev().find(|(_, c)| matches!(c, ',' | ';' | '。' | '\n'));
    mark.map_or(0, |(at, c)| at + c.len_utf8())
}

/// 前三分之一
fn share_of_places(before: &str, rest: &str) -> Option<Found> {
    let word = before.chars().next_back().filter(|c| matches!(c, '前' | '后'))?;
    let length = rest.find("分之").map(|at| at + "分之".len()).filter(|at| *at <= "一分之".len())?;
    let length = length + rest.get(length..)?.chars().next()?.len_utf8();
    Some((
        before.len() - word.len_utf8(),
        length,
        words! { zh: "名次请按参评县数写成“{word}…名”，9个县的三分之一是“{word}3名”", en: "write how many places: of 9 counties a third is {word}3名" },
    ))
}

/// 前30%
fn percent_of_places(before: &str, rest: &str) -> Option<Found> {
    let word = rest.chars().next().filter(|c| matches!(c, '前' | '后'))?;
    let figure = rest.strip_prefix(word)?;
    let behind = figure.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let length = rest.len() - behind.strip_prefix('%')?.len();
    let help = words! {
        zh: "名次请按参评县数写成“{word}…名”，如10个县的30%是“{word}3名”；算出来不是整数的，由文件定下是几名",
        en: "write how many places: of 10 counties 30% is {word}3名; where it is no whole number the document says how many"
    };
    (behind.len() < figure.len()).then_some((before.len(), length, help))
}

/// 入学率、巩固率之和达到190%. No name ends so: what else is computed of several data is told where names are known.
fn sum_of_data(before: &str, rest: &str) -> Option<Found> {
    let length = rest.starts_with("之和").then_some("之和".len())?;
    let clause = before.get(clause_start(before)..)?;
    let named = clause.rsplit(['且', '或', '(', ':']).next()?.trim_start_matches(|c| ('①'..='⑳').contains(&c));
    // 教育和体育投入、卫生投入之和
    let marks: &[char] = if named.contains('、') { &['、'] } else { &['与', '和'] };
    let names: Vec<&str> = named.split(marks).map(str::trim).collect();
    let is_name = |name: &&str| !name.is_empty() && !name.contains(|c: char| c.is_ascii_digit());
    let shown: Vec<&str> = names.iter().map(|name| if is_name(name) { *name } else { "…" }).collect();
    (names.len() > 1).then(|| (before.len(), length, computed_first(&shown, "合计", Computed::Sum)))
}

/// What is computed of several data.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Computed {
    Sum,
    Difference,
    Mean,
}

/// A number computed of these data is declared before it is compared; `said` is what it is.
pub(crate) fn computed_first(names: &[&str], said: &str, how: Computed) -> Words {
    let count = match names.len() {
        2 => "两项",
        3 => "三项",
        _ => "几项",
    };
    let formula = match how {
        Computed::Sum => names.join("＋"),
        Computed::Difference => names.join("－"),
        Computed::Mean => format!("（{}）÷{}", names.join("＋"), names.len()),
    };
    words! {
        zh: "几项数据算出来的数，请先声明“数据 {count}{said}＝{formula}”，再写“{count}{said}达到…”",
        en: "declare what is computed of several data first, 数据 {count}{said}＝{formula}, and write {count}{said}达到…"
    }
}

/// 1:19
fn ratio(before: &str, rest: &str) -> Option<Found> {
    let tail = rest.strip_prefix(':')?;
    let digits = tail.chars().take_while(char::is_ascii_digit).count();
    let lead = before.chars().rev().take_while(char::is_ascii_digit).count();
    (digits > 0 && lead > 0).then(|| {
        let help = words! {
            zh: "比要写成一个数：声明“数据 生师比＝学生数÷教师数”，再写“生师比不超过19”这样",
            en: "say it as a number: declare 数据 生师比＝学生数÷教师数 and write 生师比不超过19"
        };
        (before.len() - lead, 1 + digits, help)
    })
}

/// 得分=完成率×3分
fn sum(before: &str, rest: &str) -> Option<Found> {
    let sign = rest.chars().next().filter(|c| matches!(c, '×' | '÷' | '*' | '/' | '+'))?;
    let start = clause_start(before);
    let help = words! {
        zh: "按算式计分的，把“评分”换成“公式”，如“公式：完成率×3”；只差一个乘数的，写“完成率乘以本项分值”",
        en: "for a calculation write 公式 instead of 评分, as in 公式：完成率×3; or 完成率乘以本项分值"
    };
    Some((start, sign.len_utf8(), help))
}

/// 甲率、乙率分别低于90%、80%的扣1分
fn each_below(before: &str, rest: &str) -> Option<Found> {
    let start = before.strip_suffix("分别")?.len();
    let words = ["低于", "高于", "超过", "不足", "少于", "多于", "大于", "小于", "未达到", "达不到"];
    let said = words.into_iter().find(|word| rest.starts_with(word))?.len();
    let help = words! {
        zh: "有一项就算，还是都要？请逐项写，如“甲低于90%的扣1分，乙低于80%的扣1分”，或“甲低于90%且乙低于80%的扣1分”",
        en: "one of them, or all? Write each: 甲低于90%的扣1分，乙低于80%的扣1分, or 甲低于90%且乙低于80%的扣1分"
    };
    Some((start, said, help))
}

/// 以95%为基准
fn base(before: &str, rest: &str) -> Option<Found> {
    let start = before.rfind('以')?;
    let end = ["为基准", "为基数", "为标准", "为底线"].iter().find_map(|word| Some(rest.find(word)? + word.len()))?;
    let near = before.len() - start < 24 && end < 24;
    let help = words! {
        zh: "请写明达到时得几分，如“达到95%得3分，每低1个百分点扣0.5分”",
        en: "say what is earned there: 达到95%得3分，每低1个百分点扣0.5分"
    };
    near.then_some((start, end, help))
}

/// 低于95%的按比例扣分
fn pro_rata_loss(before: &str, rest: &str) -> Option<Found> {
    let length = ["按比例扣分", "按比例扣减", "按比例扣"].into_iter().find(|word| rest.starts_with(word))?.len();
    let help = words! {
        zh: "请写明怎样的比例：“按比例得分”是实际值与标准之比乘分值；按差距扣的写“每低1个百分点扣0.5分，不足1个单位的按比例扣”",
        en: "say in which proportion: 按比例得分 is value ÷ target of the points; or write 每低1个百分点扣0.5分，不足1个单位的按比例扣"
    };
    Some((before.len(), length, help))
}

/// 甲率、乙率每有一项低于90%扣1分
fn each_one(before: &str, rest: &str) -> Option<Found> {
    let each = ["每有一项", "每有1项", "每一项", "每1项"].into_iter().find(|word| before.ends_with(word))?;
    let length = rest.find([',', ';', '。', '扣', '得']).unwrap_or(rest.len());
    let help = words! {
        zh: "请逐项写明，如“甲低于90%的扣1分，乙低于90%的扣1分”",
        en: "write each of them: 甲低于90%的扣1分，乙低于90%的扣1分"
    };
    Some((before.len() - each.len(), length, help))
}

/// 增长不超过5%
fn rise_at_most(before: &str, rest: &str) -> Option<Found> {
    let most = ["不超过", "不高于", "不多于", "不大于", "控制在"].into_iter().find_map(|word| before.strip_suffix(word))?;
    let turns = [("增长", "提高", "高"), ("提高", "提高", "高"), ("上升", "提高", "高"), ("增加", "提高", "高")];
    let falls = [("下降", "下降", "低"), ("降低", "下降", "低"), ("减少", "下降", "低")];
    let (word, trend, side) = turns.into_iter().chain(falls).find(|(word, ..)| most.ends_with(word))?;
    let start = most.len() - word.len();
    let length = rest.find(['得', '扣', '的', ',', ';', '。']).unwrap_or(rest.len());
    let figure = rest.get(..length)?;
    let help = words! {
        zh: "要{trend}了才算的，写“比上年{trend}{figure}以内”；没有{trend}也算的，再加一句“不{side}于上年得…分”",
        en: "if only a change counts write 比上年{trend}{figure}以内; if none counts, too, add 不{side}于上年得…分"
    };
    Some((start, length, help))
}

/// 不低于全市平均数90%: nine tenths of it, or so much above?
fn share_or_gap(before: &str, rest: &str) -> Option<Found> {
    let figure = before.strip_suffix('%')?;
    let number = figure.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let whole = ["平均数", "平均水平", "平均值", "上年", "上年水平", "上年同期"].into_iter().find(|word| number.ends_with(word))?;
    let ends = rest.is_empty() || ["得", "的", "不得分", "扣", ","].iter().any(|word| rest.starts_with(word));
    let scope = ["全市", "全州", "同类县", "各县", "其他县"].into_iter().find(|word| number.ends_with(&format!("{word}{whole}")));
    let whole = format!("{}{whole}", scope.unwrap_or_default());
    let (start, figure) = (number.len() - whole.len(), before.get(number.len()..)?);
    let help = words! {
        zh: "是它的{figure}，还是差这么多？前一种写“达到{whole}的{figure}”，后一种写“高于{whole}5个百分点以上”“低于{whole}10%以上”这样",
        en: "{figure} of it, or so much more? Write 达到{whole}的{figure}, or 高于{whole}5个百分点以上, 低于{whole}10%以上"
    };
    (ends && figure.len() > 1).then_some((start, 0, help))
}

/// 高于上年的10%以上: more than a tenth of it, or a tenth more?
fn share_or_more(before: &str, rest: &str) -> Option<Found> {
    let before = before.strip_suffix("以上").or_else(|| rest.starts_with("以上").then_some(before))?;
    let number = before.strip_suffix('%')?.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let of = number.strip_suffix('的')?;
    let clause = clause_start(of);
    let word = ["高于", "低于", "超过", "多于", "少于", "大于", "小于"];
    let start = word.iter().filter_map(|word| of.get(clause..)?.rfind(word)).max()? + clause;
    let (whole, figure) = (of.get(start + "高于".len()..)?, before.get(number.len()..)?);
    let side = of.get(start..start + "高于".len())?;
    let help = words! {
        zh: "是它的{figure}，还是差这么多？前一种写“达到{whole}的{figure}”或“低于{whole}的{figure}”，后一种写“{side}{whole}{figure}以上”（不写“的”）",
        en: "{figure} of it, or so much more or less? Write 达到{whole}的{figure} or 低于{whole}的{figure}, or without 的 {side}{whole}{figure}以上"
    };
    // The length is told from where reading stopped.
    Some((start, 0, help))
}

/// 3月底前: which day?
fn end_of_month(before: &str, rest: &str) -> Option<Found> {
    let clause = clause_start(before);
    let near = rest.find([',', ';', '。', '\n']).unwrap_or(rest.len());
    let text = format!("{}{}", before.get(clause..)?, rest.get(..near)?);
    let at = ["月底", "月末"].into_iter().find_map(|word| text.find(word))?;
    let digits = text.get(..at)?.chars().rev().take_while(char::is_ascii_digit).count();
    let help = words! {
        zh: "请写明是哪一天，如“3月31日前”“不晚于3月31日”",
        en: "name the day, such as 3月31日前 or 不晚于3月31日"
    };
    (digits > 0 && clause + at <= before.len()).then(|| (clause + at - digits, 0, help))
}

/// 低于的不得分: than what?
fn less_than_what(before: &str, rest: &str) -> Option<Found> {
    let words = ["不低于", "不高于", "不超过", "低于", "高于", "超过", "少于", "多于", "未达到", "等于"];
    let word = words.into_iter().find(|word| before.ends_with(word))?;
    let ends = ["的", ",", "得", "不得分", "扣"].iter().any(|word| rest.starts_with(word));
    let help = words! {
        zh: "请写明与什么比，如“{word}上年的”“{word}90%的”；前面各档以外的，写“否则不得分”",
        en: "say than what, such as {word}上年的 or {word}90%的; write 否则不得分 for all others"
    };
    ends.then(|| (before.len() - word.len(), 0, help))
}

/// 加倍扣分
fn doubled(before: &str, rest: &str) -> Option<Found> {
    let said = ["加倍扣分", "加倍扣", "加倍"].into_iter().find_map(|word| before.strip_suffix(word));
    let (start, length) = match (before.strip_suffix('加'), rest.starts_with('倍'), said) {
        (Some(short), true, _) => (short.len(), '倍'.len_utf8()),
        (.., Some(short)) => (short.len(), 0),
        _ => (before.len(), rest.starts_with("加倍").then_some("加倍".len())?),
    };
    let help = words! {
        zh: "“加倍”请写明从哪里起、扣多少分，如“每起扣1分，超过3起的，每多1起再扣1分”",
        en: "say from where and how many points: 每起扣1分，超过3起的，每多1起再扣1分"
    };
    Some((start, length, help))
}

/// 比上年提高的减半扣分
fn halved(before: &str, rest: &str) -> Option<Found> {
    let (start, length) = match before.strip_suffix('减') {
        Some(short) if rest.starts_with('半') => (short.len(), '半'.len_utf8()),
        _ => (before.len(), rest.starts_with("减半").then_some("减半".len())?),
    };
    let help = words! {
        zh: "“减半”请写明是多少分；扣多少随另一个条件变的，把“评分”换成“公式”，如“公式：最大（0，5－最大（0，95－入学率×100）×若（入学率＞上年（入学率），0.25，0.5））”",
        en: "say how many points; where another condition decides, write 公式 instead of 评分: 公式：最大（0，5－最大（0，95－入学率×100）×若（入学率＞上年（入学率），0.25，0.5））"
    };
    Some((start, length, help))
}

/// 测评得分按3分折算, 按完成率计分: a clause that ends without points.
fn scaled(before: &str, rest: &str) -> Option<Found> {
    if !(rest.is_empty() || rest.starts_with([',', ';', '。'])) {
        return None;
    }
    let start = clause_start(before);
    let clause = before.get(start..)?;
    let scales = clause.contains('按') && ["折算", "计分", "得分", "计算得分", "赋分"].iter().any(|word| clause.ends_with(word));
    let help = words! {
        zh: "比率乘分值的，写“完成率乘以本项分值”；百分制的分要折算的，写“公式：测评得分÷100×3”这样",
        en: "for a share of the points write 完成率乘以本项分值; to scale points out of 100 use 公式：测评得分÷100×3"
    };
    scales.then_some((start, 0, help))
}
