//! Slips of typing inside a part that does not parse: brackets, letters for digits, decimal marks, dates with dots, other quotation marks.

use super::expected::bad_number_finding;
use super::parser::Rule;
use crate::finding::{Code, Finding};
use crate::source::Span;
use crate::words;

/// The slip that most likely kept the part from being read at `at`, if it is a common one.
pub(super) fn find(rule: Rule, at: usize, text: &str, span: &impl Fn(usize, usize) -> Span) -> Option<Finding> {
    bracket(text, span)
        .or_else(|| (rule == Rule::datum_spec).then(|| levels(text, span)).flatten())
        .or_else(|| dotted_date(text, span))
        .or_else(|| letter_in_number(text, span))
        .or_else(|| decimal_mark(text, span))
        .or_else(|| other_quotes(at, text, span))
        .or_else(|| full_stop(at, text, span))
        .or_else(|| (rule == Rule::indicator_head).then(|| points_of_head(text, span)).flatten())
        .or_else(|| (rule == Rule::rule_text).then(|| super::wordings::find(at, text, span)).flatten())
        .or_else(|| (rule == Rule::rule_text).then(|| unfinished_clause(at, text, span)).flatten())
}

/// ( without ) or the other way round.
fn bracket(text: &str, span: &impl Fn(usize, usize) -> Span) -> Option<Finding> {
    let mut open: Vec<usize> = Vec::new();
    let mut quoted = false;
    let mut extra = None;
    for (at, c) in text.char_indices() {
        match c {
            '「' => quoted = true,
            '」' => quoted = false,
            '(' if !quoted => open.push(at),
            ')' if !quoted && open.pop().is_none() => extra = extra.or(Some(at)),
            _ => {}
        }
    }
    let (at, found, wanted) = match (open.first(), extra) {
        (Some(at), _) => (*at, "（", "）"),
        (None, Some(at)) => (at, "）", "（"),
        (None, None) => return None,
    };
    Some(
        Finding::new(Code::UnexpectedText, words! { zh: "“{found}”没有配对的“{wanted}”", en: "`{found}` without its `{wanted}`" })
            .label(span(at, at + 1), words! { zh: "这一个", en: "this one" })
            .help(words! { zh: "请补上“{wanted}”，或删去这个“{found}”", en: "add `{wanted}`, or delete this `{found}`" }),
    )
}

/// 等级:好、中、差 and 等级(好,中,差) for 等级（好、中、差）.
fn levels(text: &str, span: &impl Fn(usize, usize) -> Span) -> Option<Finding> {
    let word = ["等级", "评议"].into_iter().find(|word| text.starts_with(word))?;
    let rest = text.get(word.len()..)?;
    let bracketed = rest.trim_start().strip_prefix('(').and_then(|inner| inner.split_once(')')).map(|(inner, _)| inner);
    let (listed, separators): (&str, &[char]) = match bracketed {
        Some(inner) if inner.contains([',', '/', ';', ' ']) => (inner, &[',', '/', ';', ' ', '、']),
        Some(_) => return None,
        // Behind 、 a comma ends the levels; without any, commas part them.
        None if rest.contains('、') => (rest.split(',').next()?, &['、']),
        None => (rest, &[',', '/', ';', ' ']),
    };
    let names: Vec<&str> = listed.trim_start_matches([':', ' ']).split(separators).map(str::trim).filter(|name| !name.is_empty()).collect();
    if names.len() < 2 {
        return None;
    }
    let meant = format!("{word}（{}）", names.join("、"));
    let end = listed.as_ptr() as usize - text.as_ptr() as usize + listed.len() + usize::from(bracketed.is_some());
    let message = match bracketed {
        Some(_) => words! { zh: "“{word}”的各档要用顿号隔开", en: "the levels of {word} are parted by 、" },
        None => words! { zh: "“{word}”的各档要写在括号里", en: "the levels of {word} go in brackets" },
    };
    Some(
        Finding::new(Code::UnexpectedText, message)
            .label(span(0, end), words! { zh: "这些等级", en: "these levels" })
            .help(words! { zh: "请写成“{meant}”", en: "write `{meant}`" })
            .fix(span(0, end), meant),
    )
}

/// 2021.10.25, 2021-10-25, 2021/10/25
fn dotted_date(text: &str, span: &impl Fn(usize, usize) -> Span) -> Option<Finding> {
    let in_date = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '/');
    let (start, token) = runs(text, in_date).find(|(_, token)| {
        let parts: Vec<&str> = token.split(['.', '-', '/']).collect();
        matches!(parts.as_slice(), [y, m, d] if y.len() == 4 && (1..=2).contains(&m.len()) && (1..=2).contains(&d.len()))
    })?;
    let parts: Vec<&str> = token.split(['.', '-', '/']).collect();
    let [year, month, day] = parts.as_slice() else { return None };
    let (month, day) = (month.trim_start_matches('0'), day.trim_start_matches('0'));
    let meant = format!("{year}年{month}月{day}日");
    let at = span(start, start + token.len());
    Some(
        Finding::new(Code::UnexpectedText, words! { zh: "日期写成了“{token}”", en: "the date is written as `{token}`" })
            .label(at, words! { zh: "这个日期", en: "this date" })
            .help(words! { zh: "请写成“{meant}”", en: "write `{meant}`" })
            .fix(at, meant),
    )
}

/// 0。1, 0·1
fn decimal_mark(text: &str, span: &impl Fn(usize, usize) -> Span) -> Option<Finding> {
    let (start, token) = runs(text, |c| c.is_ascii_digit() || matches!(c, '。' | '·')).find(|(_, token)| {
        let mut parts = token.split(['。', '·']);
        let digits = |part: Option<&str>| part.is_some_and(|part| !part.is_empty());
        digits(parts.next()) && digits(parts.next()) && parts.next().is_none()
    })?;
    let found = token.chars().find(|c| !c.is_ascii_digit())?;
    Some(bad_number_finding(span(start, start + token.len()), token, &found.to_string(), token.replace(found, ".")))
}

/// The letters O, l, I among digits: 1O0, l00.
fn letter_in_number(text: &str, span: &impl Fn(usize, usize) -> Span) -> Option<Finding> {
    let in_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'O' | 'o' | 'l' | 'I' | '〇');
    let (start, token, found) = runs(text, in_number).find_map(|(start, token)| {
        let token = token.trim_end_matches('.');
        let found = token.chars().find(|c| !c.is_ascii_digit() && *c != '.')?;
        let end = start + token.len();
        // C1O may be a code, a word of letters is none of ours.
        let alone = !text.get(..start)?.ends_with(|c: char| c.is_ascii_alphanumeric())
            && !text.get(end..)?.starts_with(|c: char| c.is_ascii_alphanumeric());
        let is_number = token.starts_with(|c: char| c != 'I' && c != '.') && token.chars().any(|c| c.is_ascii_digit());
        (alone && is_number).then_some((start, token, found))
    })?;
    let meant = token.chars().map(|c| match c {
        'O' | 'o' | '〇' => '0',
        'l' | 'I' => '1',
        c => c,
    });
    Some(bad_number_finding(span(start, start + token.len()), token, &found.to_string(), meant.collect()))
}

/// The longest stretches of such characters, and where they start.
fn runs(text: &str, is_part: impl Fn(char) -> bool + Copy) -> impl Iterator<Item = (usize, &str)> {
    text.split(move |c: char| !is_part(c)).filter(|run| !run.is_empty()).map(|run| (run.as_ptr() as usize - text.as_ptr() as usize, run))
}

/// What a sentence in front begins with that asks for something and measures nothing.
const PREFACES: [&str; 12] = ["落实", "严格", "按照", "按", "根据", "全面", "认真", "坚持", "加强", "推进", "切实", "贯彻"];

/// “名称” where a name goes in 「」.
fn other_quotes(at: usize, text: &str, span: &impl Fn(usize, usize) -> Span) -> Option<Finding> {
    let rest = text.get(at..)?;
    let (open, inner) = ['“', '"', '\'', '‘', '《'].into_iter().find_map(|c| Some((c, rest.strip_prefix(c)?)))?;
    let end = inner.find(['”', '"', '\'', '’', '》'])?;
    let (name, close) = (inner.get(..end)?, inner.get(end..)?.chars().next()?);
    // 落实“两个只增不减”要求，…
    let before = text.get(..at)?;
    let clause = before.rsplit([',', ';', '。', ':']).next()?.trim_start();
    if let Some(word) = PREFACES.into_iter().find(|word| clause.starts_with(word)) {
        let start = before.len() - clause.len();
        return Some(
            Finding::new(Code::UnexpectedText, words! { zh: "“{word}…”不是条件", en: "`{word}…` is no condition" })
                .label(span(start, at + open.len_utf8() + end + close.len_utf8()), words! { zh: "这里没有可以比较的数据", en: "nothing is measured here" })
                .help(words! {
                    zh: "评分标准从数据写起：请删去这一句，或移到“说明”“要求”里；它本身要查的，声明成一项“是否”的数据，再用“且”连起来",
                    en: "a rule begins with what is measured: delete this, or put it into 说明; if it is checked itself, declare it as 是否 and join it by 且"
                }),
        );
    }
    let at = span(at, at + open.len_utf8() + end + close.len_utf8());
    Some(
        Finding::new(Code::UnexpectedText, words! { zh: "名称“{name}”用了别的引号", en: "other quotation marks around `{name}`" })
            .label(at, words! { zh: "这里", en: "here" })
            .help(words! { zh: "请写成「{name}」", en: "write 「{name}」" })
            .fix(at, format!("「{name}」")),
    )
}

/// A western full stop at the end.
fn full_stop(at: usize, text: &str, span: &impl Fn(usize, usize) -> Span) -> Option<Finding> {
    if text.get(at..)?.trim_end() != "." {
        return None;
    }
    let at = span(at, at + 1);
    Some(
        Finding::new(Code::UnexpectedText, words! { zh: "句末写成了“.”", en: "the sentence ends in `.`" })
            .label(at, words! { zh: "这个句点", en: "this full stop" })
            .help(words! { zh: "请改为“。”", en: "write `。`" })
            .fix(at, "。"),
    )
}

/// An indicator without points, or with points that are only a number.
fn points_of_head(text: &str, span: &impl Fn(usize, usize) -> Span) -> Option<Finding> {
    let inside = text.trim_end().strip_suffix(')').and_then(|t| t.rsplit_once('('));
    let Some((title, points)) = inside else {
        return Some(
            Finding::new(Code::UnexpectedText, words! { zh: "没有写分值", en: "the points are missing" })
                .label(span(0, text.len()), words! { zh: "这个指标", en: "this indicator" })
                .help(words! {
                    zh: "请在名称后面写分值，如“（2分）”；只看是否达标的，写“（达标）”",
                    en: "write the points behind the title, as in `（2分）`, or `（达标）` if it is only met or not met"
                }),
        );
    };
    let number = points.trim();
    if number.is_empty() || !number.chars().all(|c| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let at = span(title.len() + 1, title.len() + 1 + points.len());
    Some(
        Finding::new(Code::UnexpectedText, words! { zh: "分值“{number}”没有写“分”", en: "the points `{number}` lack their 分" })
            .label(at, words! { zh: "这个分值", en: "these points" })
            .help(words! { zh: "请写成“（{number}分）”", en: "write `（{number}分）`" })
            .fix(at, format!("{number}分")),
    )
}

/// A clause that ends before it says what it earns: marked as a whole, not at its end.
fn unfinished_clause(at: usize, text: &str, span: &impl Fn(usize, usize) -> Span) -> Option<Finding> {
    let rest = text.get(at..)?;
    if !(rest.is_empty() || rest.starts_with([',', ';', '。'])) {
        return None;
    }
    let before = text.get(..at)?;
    let start = before
        .rfind([',', ';', '。', ':', '\n'])
        .map_or(0, |i| i + before.get(i..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8));
    let clause = before.get(start..)?;
    let (lead, clause) = (clause.len() - clause.trim_start().len(), clause.trim());
    if clause.is_empty() {
        return None;
    }
    let help = if clause.contains("一票否决") {
        words! {
            zh: "这个指标不得分的，写“…的，本项不得分”；影响总的等次的，另写一行“一票否决 名称：定为…”，下面写它的条件",
            en: "write 本项不得分 if the indicator earns nothing; if it decides the grade declare it: 一票否决 名称：定为…"
        }
    } else {
        words! {
            zh: "请写明条件和得分，如“达到85%得2分”“每低1个百分点扣0.1分”“否则不得分”；由评议定分的写“酌扣0.5—1分”",
            en: "say condition and points: 达到85%得2分, 每低1个百分点扣0.1分, 否则不得分; what people judge is 酌扣0.5—1分"
        }
    };
    Some(
        Finding::new(Code::UnexpectedText, words! { zh: "“{clause}”没有说得多少分", en: "`{clause}` does not say what it earns" })
            .label(span(start + lead, start + lead + clause.len()), words! { zh: "这一句", en: "this clause" })
            .help(help),
    )
}
