//! No input, however malformed, large, deep or hostile, panics, hangs or overflows the stack.

use evalc::source::{SourceFile, Sources};
use proptest::prelude::*;

use crate::format::texts;
use crate::grammar::Dice;

fn compiles(text: impl Into<String>) -> evalc::Program {
    let mut sources = Sources::default();
    sources.add(SourceFile::new("any.eval", text));
    evalc::compile(sources, None)
}

/// Reads, resolves and checks; formats, too, since editors format what is half written.
fn survives(text: impl Into<String>) {
    let program = compiles(text);
    for (file, (_, source)) in program.files.iter().zip(program.sources.iter()) {
        evalc::format::format(file, source);
    }
    for case in &program.model.cases {
        evalc::oracle::run_case(&program.model, &program.names, case);
    }
}

/// A file that fails must say so.
fn refuses(text: impl Into<String>) {
    let program = compiles(text);
    assert!(!program.findings.is_empty());
}

/// Cuts, doubles, swaps and overwrites parts of a text, at any character.
fn mutated(text: &str, dice: &mut Dice) -> String {
    const SPICE: &[&str] = &[
        "(",
        ")",
        "「",
        "」",
        "：",
        "，",
        "。",
        "；",
        "、",
        "=",
        "-",
        "非(",
        "①",
        "\n",
        " ",
        "#",
        "0",
        "9999999999",
        "0.0000001",
        "分",
        "每",
        "且",
        "或",
        "的",
        "达到",
        "不足",
        "至",
        "%",
        "\u{200B}",
        "\u{202E}",
        "é",
        "😀",
        "\0",
        "评分：",
        "数据 ",
        "用例 ",
        "一级指标 ",
    ];
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=dice.roll(6) {
        let (a, b) = (dice.roll(chars.len() + 1), dice.roll(chars.len() + 1));
        let (a, b) = (a.min(b), a.max(b).min(a.min(b) + 40));
        match dice.roll(5) {
            0 => drop(chars.drain(a..b)),
            1 => {
                let copy: Vec<char> = chars[a..b].to_vec();
                chars.splice(b..b, copy);
            }
            2 => chars.truncate(b.max(chars.len() / 4)),
            3 => chars[a..b].reverse(),
            _ => drop(chars.splice(a..a, dice.pick(SPICE).chars()).count()),
        }
    }
    chars.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        survives(String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_characters(text in "(数据 |评分：|三级指标 C1 |用例 |等次 |[甲-麻０-９0-9，。：；（）「」＝=%①-⑩#\n 且或的得扣每至不足达到]){0,120}") {
        survives(text);
    }

    #[test]
    fn any_mutation_of_an_example(seed: u64, which: prop::sample::Index) {
        let texts = texts();
        survives(mutated(&which.get(&texts).1, &mut Dice::new(seed)));
    }

    #[test]
    fn any_truncation_of_an_example(at: prop::sample::Index, which: prop::sample::Index) {
        let texts = texts();
        let text = &which.get(&texts).1;
        survives(text.chars().take(at.index(text.chars().count() + 1)).collect::<String>());
    }
}

const LEADS: &[&str] = &[
    "用语 示例：",
    "数据 示例＝",
    "数据 示例：",
    "等次 示例：",
    "用例 示例：",
    "三级指标 C1 ",
    "三级指标 C1 示例（1分）\n评分：",
    "三级指标 C1 示例（1分）\n公式：",
    "三级指标 C1 示例（1分）\n落实：",
    "",
];

#[test]
fn a_hundred_thousand_brackets_of_each_kind() {
    for open in ["(", "（", "「", "-", "非(", "非 ", "最大(", "①", "(1)", "下列条件之一：①", "《", "“", "[", "若(甲，"]
    {
        for lead in ["用语 示例：", "三级指标 C1 示例（1分）\n评分："] {
            refuses(format!("{lead}{}\n", open.repeat(100_000)));
        }
    }
    for lead in LEADS {
        refuses(format!("{lead}{}甲{}\n", "(".repeat(100_000), ")".repeat(100_000)));
    }
}

/// As deep as the limits allow, and long: what takes exponential time shows here.
#[test]
fn as_deep_as_allowed() {
    for lead in LEADS {
        for open in ["(", "-", "非(", "最大(", "下列条件之一：①", "①", "若(甲，"] {
            compiles(format!("{lead}{}甲\n", open.repeat(47)));
            compiles(format!("{lead}{}甲{}\n", open.repeat(47), ")".repeat(47)));
        }
        for unit in ["甲", "甲、", "甲且", "甲+", "甲得1分，", "每低1个百分点扣1分，", "①甲得1分；", "9", "1人", "第1名", "缺", "每"]
        {
            compiles(format!("{lead}{}\n", unit.repeat(2_000 / unit.len())));
        }
    }
}

/// 90%（含）以上: what brackets say of a figure, inside and behind each other.
#[test]
fn as_many_inclusions_as_allowed() {
    for lead in LEADS {
        compiles(format!("{lead}90{}\n", "(含9".repeat(47)));
        compiles(format!("{lead}甲达到90{}以上得1分\n", "(含)".repeat(1_000)));
    }
    refuses(format!("数据 90{} 百分比\n", "(含)".repeat(200_000)));
}

/// Why a text cannot be read is sought with so many tries only: without that, a file of these took minutes.
#[test]
fn long_sentences_that_cannot_be_read() {
    let names = vec!["甲率国家级义务教育优质均衡国家级义务教育优质均衡国家级义务教育优质均衡"; 70].join("、");
    let program = compiles(format!("三级指标 C1 示例（1分）\n评分：{names}均到位得2分呢\n"));
    assert!(program.findings.iter().any(|finding| finding.message.zh.contains("太长")), "{:?}", program.findings);
    let short = compiles("三级指标 C1 示例（1分）\n评分：甲率、乙率均到位得2分呢\n");
    assert!(short.findings.iter().any(|finding| finding.message.zh.contains("读到“呢”")), "{:?}", short.findings);
}

#[test]
fn ten_megabytes() {
    const SIZE: usize = 10 << 20;
    for unit in ["甲", "(", "数据 甲：人\n", "\n", "# 注\n", "三级指标 C1 示例（1分）\n评分：甲得1分。\n"] {
        refuses(unit.repeat(SIZE / unit.len()));
    }
}

/// Just inside the limit on files, so that the work is really done.
#[test]
fn as_large_as_allowed() {
    let size = evalc::syntax::limits::FILE_BYTES - 100;
    for unit in ["甲", "数据 甲：人\n", "\n", "胡写\n", "a\n", "# 注\n", "\u{200B}", "用例 甲：乙＝1\n"] {
        compiles(unit.repeat(size / unit.len()));
    }
    let numbered: String = (0..40_000).map(|i| format!("数据 甲{i}项：人\n")).collect();
    compiles(numbered);
}

const SCHEME: &str = "评价方案：示例\n依据：示例\n年度：2021\n满分：10分\n语言版本：1\n分组 全市各县：甲、乙、丙\n\
                      一级指标 A1 示例（10分）\n二级指标 B1 示例（10分）\n";

/// The samples next to 未报 are days that no calendar of ours has a day after.
#[test]
fn days_next_to_unreported() {
    survives("数据 报送日：日期，可未报\n三级指标 C1 报送（2分）\n评分：报送日在10月31日前得2分，迟报的扣1分，未报的不得分。\n");
}

/// Each computed datum uses the one before twice: without a memory the work doubles at every step.
#[test]
fn computed_data_that_double() {
    for step in ["率{i}＋率{i}", "最大（率{i}，率{i}）", "率{i}÷率{i}"] {
        let chain: String = (0..60).map(|i| format!("数据 率{}＝{}\n", i + 1, step.replace("{i}", &i.to_string()))).collect();
        survives(format!(
            "{SCHEME}数据 率0：百分比\n{chain}三级指标 C1 示例（10分）\n评分：率60达到1%得10分。\n用例 一：率0＝1%，C1得10分\n"
        ));
    }
}

/// Each operator stands one step deeper in what is computed. As much stack as a program's first thread has.
#[test]
fn long_formulas() {
    std::thread::Builder::new().stack_size(8 << 20).spawn(survive_long_formulas).unwrap().join().unwrap();
}

fn survive_long_formulas() {
    for operator in ["＋", "－", "×", "÷", "且", "或", "＝"] {
        for times in [30, 128, 2_000] {
            let formula = format!("率{}", format!("{operator}率").repeat(times));
            survives(format!("{SCHEME}数据 率：百分比\n三级指标 C1 示例（10分）\n公式：{formula}\n用例 一：率＝1%，C1得1分\n"));
            if times > evalc::syntax::limits::OPERATORS {
                refuses(format!("数据 率：百分比\n数据 乙＝{formula}\n"));
            }
        }
    }
}

/// As long as a sentence may be: what reads each word again for every word behind it shows here.
#[test]
fn as_long_as_allowed() {
    for unit in ["按", "甲、乙均", "甲、", "甲，", "甲得1分，", "近三年甲均", "每", "甲且", "下列条件之一：①"]
    {
        for lead in ["用语 示例：", "三级指标 C1 示例（1分）\n评分："] {
            compiles(format!("{lead}{}\n", unit.repeat(evalc::syntax::limits::SENTENCE_BYTES / unit.len())));
        }
    }
}

#[test]
fn places_and_codes_beyond_any_number() {
    compiles(format!("{SCHEME}数据 率：百分比\n三级指标 C1 示例（10分）\n评分：率排名第1名至第99999999999名依次得3、2、1分。\n"));
    compiles("一级指标 A18446744073709551615 示例（10分）\n一级指标 A1 示例（10分）\n");
}
