//! Words for syntax errors: what the grammar expected, said as officials say it.

use pest::error::{Error, ErrorVariant, InputLocation};

use super::keyword::Keyword;
use super::matcher;
use super::parser::Rule;
use super::tree::Date;
use crate::finding::{Code, Finding, Sink, Words};
use crate::source::Span;
use crate::words;

/// The finding for a part that does not parse.
pub(super) fn syntax_error(rule: Rule, error: &Error<Rule>, text: &str, span: impl Fn(usize, usize) -> Span) -> Finding {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    // Blanks before the place belong to what came before.
    let at = at + (text.get(at..).unwrap_or("").len() - text.get(at..).unwrap_or("").trim_start().len());
    let rest = text.get(at..).unwrap_or("");
    let found: String = rest.chars().take_while(|c| !matches!(c, ',' | '。' | ';' | '\n')).take(12).collect();
    let found = if found.is_empty() { rest.chars().take(1).collect() } else { found };
    let part = part_words(rule);
    let special = unclosed_quote(text, &span)
        .or_else(|| (rule == Rule::name_head).then(|| needs_quotes(text, &span)).flatten())
        .or_else(|| super::mistyped::find(rule, at, text, &span))
        .or_else(|| bad_number(at, text, &span));
    if let Some(finding) = special {
        return finding;
    }
    let (zh, en) = (&part.zh, &part.en);
    let expected = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => wanted(positives),
        ErrorVariant::CustomError { .. } => {
            let message =
                words! { zh: "{zh}读不了，又太长，看不出是哪里不对", en: "the {en} cannot be read, and is too long to tell where" };
            return Finding::new(Code::UnexpectedText, message)
                .label(span(0, text.chars().next().map_or(1, char::len_utf8)), words! { zh: "从这里起的一整条", en: "all that begins here" })
                .help(words! { zh: "请分成几句短的（用“。”隔开）或几个指标，再检查一次", en: "part it into short sentences (with 。) or several indicators, and check again" });
        }
    };
    let message = if found.is_empty() {
        words! { zh: "{zh}没有写完", en: "the {en} is incomplete" }
    } else {
        words! { zh: "{zh}读到“{found}”读不下去", en: "cannot read `{found}` in the {en}" }
    };
    let end = at + found.len();
    let start = if found.is_empty() { text.trim_end().char_indices().last().map_or(0, |(i, _)| i) } else { at };
    let mut finding =
        Finding::new(Code::UnexpectedText, message).label(span(start, end.max(start + 1)), words! { zh: "从这里起", en: "from here" });
    let says_little = expected.iter().all(|w| matches!(w.zh.as_str(), "数" | "单位" | "结束"));
    if says_little {
        finding = finding.help(sample(rule));
    } else {
        let zh = expected.iter().map(|w| w.zh.as_str()).collect::<Vec<_>>().join("、");
        let en = expected.iter().map(|w| w.en.as_str()).collect::<Vec<_>>().join(", ");
        finding = finding.help(words! { zh: "这里可以写：{zh}", en: "expected here: {en}" });
    }
    finding
}

/// 「 without 」 or the other way round.
fn unclosed_quote(text: &str, span: &impl Fn(usize, usize) -> Span) -> Option<Finding> {
    let mut open: Option<usize> = None;
    for (at, c) in text.char_indices() {
        match (c, open) {
            ('「', None) => open = Some(at),
            ('」', Some(_)) => open = None,
            ('「', Some(first)) => return Some(quote_finding(span(first, first + 3))),
            ('」', None) => return Some(quote_finding(span(at, at + 3))),
            _ => {}
        }
    }
    open.map(|at| quote_finding(span(at, at + 3)))
}

fn quote_finding(span: Span) -> Finding {
    Finding::new(Code::UnclosedQuote, words! { zh: "引号没有配对", en: "a quotation mark without its partner" })
        .label(span, words! { zh: "这一个", en: "this one" })
        .help(words! { zh: "名称写成「名称」，前后都要有", en: "a quoted name is 「name」, with both marks" })
}

/// A name with a mark or a reserved word in it, which could be read two ways inside a sentence.
fn needs_quotes(text: &str, span: &impl Fn(usize, usize) -> Span) -> Option<Finding> {
    let name = text.trim();
    let start = text.find(name)?;
    if name.is_empty() || name.contains(['「', '」', '\n']) {
        return None;
    }
    let read = matcher::length(Rule::bare_name, name).unwrap_or(0);
    let rest = name.get(read..)?;
    let reserved = matcher::length(Rule::reserved, rest).and_then(|end| rest.get(..end)).filter(|word| !word.is_empty()).map(str::to_owned);
    let is_word = reserved.is_some();
    let found = reserved.or_else(|| rest.chars().next().map(String::from))?;
    let message = if is_word {
        words! { zh: "名称“{name}”里有保留词“{found}”", en: "the name `{name}` holds the reserved word `{found}`" }
    } else {
        words! { zh: "名称“{name}”里有标点“{found}”", en: "the name `{name}` holds the mark `{found}`" }
    };
    Some(
        Finding::new(Code::NameNeedsQuotes, message)
            .label(span(start, start + name.len()), words! { zh: "要加引号", en: "needs quotation marks" })
            .help(words! { zh: "请写成「{name}」，用到它的地方也这样写", en: "write 「{name}」, also where it is used" })
            .fix(span(start, start + name.len()), format!("「{name}」")),
    )
}

/// The number at or before the place where reading stopped, if it is written wrongly: a letter among its digits,
/// a point without digits, a comma between thousands.
fn bad_number(at: usize, text: &str, span: &impl Fn(usize, usize) -> Span) -> Option<Finding> {
    if let Some((start, token)) = thousands(text.get(..at)?) {
        return Some(bad_number_finding(span(start, start + token.len()), token, ",", token.replace(',', "")));
    }
    let in_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'O' | 'o' | 'l' | 'I' | 'e' | 'E' | '〇' | '零');
    let before = text.get(..at)?.trim_end();
    let start = before.char_indices().rev().take_while(|(_, c)| in_number(*c)).last().map_or(before.len(), |(i, _)| i);
    let token: String = text.get(start..)?.chars().take_while(|c| in_number(*c)).collect();
    // A code such as C1 is no number.
    let after_letter = text.get(..start)?.ends_with(|c: char| c.is_ascii_alphabetic());
    if after_letter || !token.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let stranger = token.chars().find(|c| !c.is_ascii_digit() && *c != '.' && *c != ',');
    let points = token.matches('.').count();
    let found = match stranger {
        Some(c) => c.to_string(),
        None if points > 1 || token.ends_with('.') => ".".to_owned(),
        None => return None,
    };
    let alike = |c: char| match c {
        'O' | 'o' | '〇' | '零' => '0',
        'l' | 'I' => '1',
        c => c,
    };
    Some(bad_number_finding(span(start, start + token.len()), &token, &found, token.chars().map(alike).collect()))
}

/// The last number of a text that has commas between its thousands, and where.
fn thousands(text: &str) -> Option<(usize, &str)> {
    let mut runs = text.split(|c: char| !c.is_ascii_digit() && c != ',').filter(|run| {
        let mut groups = run.split(',');
        let first = groups.next().map_or(0, str::len);
        let mut rest = groups.peekable();
        (1..=3).contains(&first) && rest.peek().is_some() && rest.all(|g| g.len() == 3)
    });
    let last = runs.next_back()?;
    Some((text.rfind(last)?, last))
}

pub(super) fn bad_number_finding(span: Span, token: &str, found: &str, meant: String) -> Finding {
    let finding = Finding::new(Code::BadNumber, words! { zh: "数“{token}”里有“{found}”", en: "`{found}` inside the number `{token}`" })
        .label(span, words! { zh: "这个数", en: "this number" });
    let digits = meant.chars().all(|c| c.is_ascii_digit() || c == '.');
    let is_number = digits && meant.matches('.').count() <= 1 && !meant.ends_with('.');
    if is_number {
        let help = words! { zh: "请写成“{meant}”；数只用0至9和小数点", en: "write `{meant}`: numbers use 0 to 9 and a point" };
        return finding.help(help).fix(span, meant);
    }
    finding.help(words! {
        zh: "数只用0至9，小数点两边都要有数字，不加千分位逗号",
        en: "numbers use 0 to 9, with digits on both sides of the point and no comma between thousands"
    })
}

/// A day no calendar has.
pub(super) fn no_such_day(date: Date, span: Span) -> Finding {
    let (m, d) = (date.month, date.day);
    Finding::new(Code::BadNumber, words! { zh: "没有{m}月{d}日这一天", en: "there is no day {m}-{d}" })
        .label(span, words! { zh: "这个日期", en: "this date" })
        .help(words! { zh: "请核对月份和日子", en: "check month and day" })
}

/// A period that ends before it starts.
pub(super) fn backward_period(span: Span) -> Finding {
    Finding::new(Code::EmptyRange, words! { zh: "时间段的结束早于开始", en: "the period ends before it starts" })
        .label(span, words! { zh: "早的写在前面", en: "the earlier day goes first" })
        .help(words! { zh: "跨年的请把年份都写上", en: "give both years if it runs into the next one" })
}

/// Text where a declaration has none.
pub(super) fn stray(span: Span, keyword: Keyword, sink: &mut Sink) {
    let word = keyword.word();
    sink.report(
        Finding::new(Code::UnexpectedText, words! { zh: "“{word}”这里不能有文字", en: "{word} has no text here" })
            .label(span, words! { zh: "多出来的", en: "left over" })
            .help(words! {
                zh: "请删去；要说明的写在下面的属性里，或在行首加“#”作为注释",
                en: "delete it; what is to be explained goes into an attribute below, or behind `#`"
            }),
    );
}

/// A declaration without what must stand behind its colon.
pub(super) fn body_missing(span: Span, keyword: Keyword, (name, rest): (&str, &str), sink: &mut Sink) {
    let word = keyword.word();
    let blank = if name.is_empty() { "" } else { " " };
    let rest = if rest.is_empty() { "…" } else { rest };
    sink.report(
        Finding::new(Code::UnexpectedText, words! { zh: "“{word}”后面缺少“：”和内容", en: "{word} lacks `：` and what follows" })
            .label(span, words! { zh: "这个声明", en: "this declaration" })
            .help(words! { zh: "请写成“{word}{blank}{name}：{rest}”", en: "write `{word}{blank}{name}：{rest}`" }),
    );
}

/// An attribute without a value.
pub(super) fn value_missing(word: &str, span: Span, sink: &mut Sink) {
    sink.report(
        Finding::new(Code::UnexpectedText, words! { zh: "“{word}”没有写内容", en: "`{word}` has no value" })
            .label(span, words! { zh: "后面是空的", en: "nothing behind it" })
            .help(words! { zh: "请在“：”后面写上内容；暂时没有的，删去这一行", en: "write it behind `：`, or delete the line" }),
    );
}

/// A part whose words are fine one by one and mean nothing together.
pub(super) fn unreadable(span: Span, text: &str, sink: &mut Sink) {
    let fraction = text.contains("分之") || text.contains('/');
    if let Some(word) = ["分别", "依次"].into_iter().find(|word| text.contains(word) && !fraction) {
        sink.report(
            Finding::new(Code::UnexpectedText, words! { zh: "“{word}”前后的个数不一样", en: "{word} joins lists of different lengths" })
                .label(span, words! { zh: "前面有几项，后面就要有几个数", en: "as many numbers as names are needed" })
                .help(words! { zh: "请逐项核对，一项对一个数", en: "give each name one number" }),
        );
        return;
    }
    if ["各得", "各扣", "各加", "各减", "各计", "各记", "各赋"].into_iter().any(|word| text.contains(word)) {
        sink.report(
            Finding::new(Code::UnexpectedText, words! { zh: "“各”前面看不出是哪几项", en: "it is not clear of which items 各 is said" })
                .label(span, words! { zh: "只有用“、”并列的才是几项", en: "items are parted by 、" })
                .help(words! {
                    zh: "逐项计的，用“、”分开，如“入学率达到95%、巩固率达到90%的，各得1分”；都做到才得的，写“得…分”",
                    en: "part the items by 、 as in 入学率达到95%、巩固率达到90%的，各得1分; write 得…分 if all must hold"
                }),
        );
        return;
    }
    sink.report(
        Finding::new(Code::UnexpectedText, words! { zh: "这一部分没有意义", en: "this part means nothing" })
            .label(
                span,
                words! { zh: "例如分母为0，或者在该写数的地方写了日期", en: "such as a denominator of 0, or a date where a number goes" },
            )
            .help(words! { zh: "请核对其中的数和日期", en: "check its numbers and dates" }),
    );
}

/// What kind of part a start rule reads.
fn part_words(rule: Rule) -> Words {
    let (zh, en) = match rule {
        Rule::indicator_head => ("指标的编号、名称和分值", "indicator head"),
        Rule::item_head => ("项目名称", "item head"),
        Rule::code_head => ("编号和名称", "code and title"),
        Rule::name_head | Rule::names_value => ("名称", "name"),
        Rule::datum_spec => ("数据的类型", "type of the datum"),
        Rule::derived_spec | Rule::formula_text => ("公式", "formula"),
        Rule::rule_text => ("评分标准", "scoring rule"),
        Rule::condition_text => ("条件", "condition"),
        Rule::grade_spec => ("等次的条件", "grade"),
        Rule::case_text => ("用例", "test case"),
        Rule::claims_value => ("落实的要点", "key points"),
        Rule::points_value => ("分值", "points"),
        Rule::percent_value => ("百分数", "percentage"),
        Rule::date_value | Rule::period_value => ("日期", "date"),
        Rule::fraction_value => ("比例", "share"),
        Rule::veto_effect | Rule::downgrade_effect => ("处理", "effect"),
        _ => ("这一部分", "part"),
    };
    Words::new(zh, en)
}

/// How such a part looks, where what the grammar expects says too little.
fn sample(rule: Rule) -> Words {
    let sample = match rule {
        Rule::indicator_head => "C1 名称（2分）",
        Rule::code_head => "1.1 名称",
        Rule::item_head => "名称（最多2分）",
        Rule::name_head => "「名称」",
        Rule::names_value => "甲、乙、丙",
        Rule::datum_spec => "百分比，2位小数，0%至100%",
        Rule::derived_spec | Rule::formula_text => "甲÷乙×100%",
        Rule::rule_text => "覆盖率达到85%得2分，否则不得分。",
        Rule::condition_text => "覆盖率达到85%",
        Rule::grade_spec => "总分80分以上不足90分",
        Rule::case_text => "覆盖率＝85%，C1得2分",
        Rule::claims_value => "要点1.1、1.2",
        Rule::points_value => "100分",
        Rule::percent_value => "60%",
        Rule::date_value => "2021年10月31日",
        Rule::period_value => "2021年10月31日前",
        Rule::fraction_value => "不超过三分之一",
        Rule::downgrade_effect => "降一等",
        Rule::veto_effect => "定为某等次",
        _ => return words! { zh: "请核对标点、数和单位", en: "check marks, numbers and units" },
    };
    words! { zh: "请写成“{sample}”这样", en: "write it like `{sample}`" }
}

/// The expected things, each once, the telling ones only.
fn wanted(rules: &[Rule]) -> Vec<Words> {
    let mut out: Vec<Words> = Vec::new();
    for rule in rules {
        if let Some(words) = rule_words(*rule).filter(|w| !out.contains(w)) {
            out.push(words);
        }
    }
    out.truncate(6);
    out
}

fn rule_words(rule: Rule) -> Option<Words> {
    let (zh, en) = match rule {
        Rule::number | Rule::signed | Rule::count | Rule::whole | Rule::whole_count | Rule::quantity => ("数", "a number"),
        Rule::unit => ("单位", "a unit"),
        Rule::date => ("日期（如10月31日）", "a date"),
        Rule::name | Rule::bare_name | Rule::quoted_name | Rule::plain_name | Rule::subject | Rule::fact => ("名称", "a name"),
        Rule::condition | Rule::atom | Rule::predicate | Rule::comparator => ("条件（如“达到85%”）", "a condition"),
        Rule::operand => ("比较的对象（如85%、上年、全市平均数）", "what to compare with"),
        Rule::outcome | Rule::award => ("得分（如“得2分”“不得分”“扣1分”）", "points (得2分, 不得分, 扣1分)"),
        Rule::points | Rule::worth => ("分值（如2分）", "points (2分)"),
        Rule::clause | Rule::step | Rule::case | Rule::otherwise => {
            ("评分分句（如“每低1个百分点扣0.1分”“否则不得分”）", "a scoring clause")
        }
        Rule::connector => ("“且”“或”“、”", "且, 或 or 、"),
        Rule::datum_type => ("类型（如百分比、是否、人、万元、日期）", "a type"),
        Rule::datum_trait => ("“2位小数”“0%至100%”“含上年”等", "a trait such as 2位小数"),
        Rule::derived_trait => ("“单位…”“保留2位小数”", "单位… or 保留2位小数"),
        Rule::infix | Rule::add | Rule::subtract | Rule::multiply | Rule::divide => ("运算符（＋－×÷）", "an operator"),
        Rule::compare => ("比较（如≥、是、达到）", "a comparison"),
        Rule::code => ("编号（如C21）", "a code (C21)"),
        Rule::title | Rule::free_title | Rule::item_title => ("名称", "a title"),
        Rule::claim_kind => ("“要点”或“重点”", "要点 or 重点"),
        Rule::quota => ("名额（如“不超过三分之一”）", "a quota"),
        Rule::fraction => ("比例（如三分之一、30%）", "a share"),
        Rule::EOI => ("结束", "the end"),
        _ => return None,
    };
    Some(Words::new(zh, en))
}
