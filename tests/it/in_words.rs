//! Formulas in plain words, as printed documents tell them: officials read no function and no path. Spec: §15.4.

use evalc::finding::Sink;
use evalc::format::{formula_in_words, operand_in_words};
use evalc::source::{FileId, SourceFile};
use evalc::syntax::parse;
use evalc::syntax::tree::{Body, Formula};

/// The formula of a computed datum.
fn formula(text: &str) -> Formula {
    let mut sink = Sink::default();
    let file = parse(FileId(0), &SourceFile::new("示例.eval", format!("数据 值＝{text}\n")), &mut sink);
    match file.declarations.into_iter().map(|declaration| declaration.body).next() {
        Some(Body::Derived(spec)) => spec.formula,
        other => panic!("{text}: {other:?}"),
    }
}

/// Calls and their words.
const TOLD: &[(&str, &str)] = &[
    ("最大（甲，乙）", "甲、乙中较大的"),
    ("最小（甲，乙，丙）", "甲、乙、丙中最小的"),
    ("最大（0，甲）", "甲，小于0的按0计"),
    ("最小（甲，1）", "甲，大于1的按1计"),
    ("绝对值（甲－乙）", "（甲－乙）的绝对值"),
    ("向上取整（学生数÷500）", "学生数÷500，向上取整"),
    ("四舍五入（甲，2）", "甲，四舍五入保留2位小数"),
    ("四舍五入（甲，0）", "甲，四舍五入取整数"),
    ("若（甲＞3，1，0）", "甲高于3的为1，否则为0"),
    ("不适用时（甲，0）", "甲，不适用的按0计"),
    ("缺报时（甲，0）", "甲，缺报的按0计"),
    ("上年（教育支出）", "教育支出（上年）"),
    ("往年（教育支出，2）", "教育支出（前2年）"),
    ("最差（甲，乙）", "甲、乙中较差的"),
    ("得分（C1）＋得分率（C2）", "C1得分＋C2得分率"),
    ("全市平均（甲）", "甲的全市平均数"),
    ("其他县平均（甲）", "甲的其他县平均数"),
    ("名次（甲）", "甲从高到低的名次"),
    ("逆序名次（甲）", "甲从低到高的名次"),
    ("县数（甲≥3）", "甲不低于3的县数"),
    ("县数（）", "全部县数"),
    ("计数（学校）", "学校数"),
    ("计数（学校，学段＝小学）", "学段为小学的学校数"),
    ("计数（问题清单，非（整改到位））", "问题清单中整改到位为否的条数"),
    ("占比（学校，非（村小且学生数低于200人），校医数不低于2名）", "不是“村小且学生数低于200人”的学校中校医数不低于2名的比例"),
    ("合计（学校.学生数，学段≠初中）", "学段不是初中的各学校学生数合计"),
    ("平均（学校.学生数）", "各学校学生数的平均数"),
    ("加权平均（学校.师生比，学校.学生数）", "各学校按学生数加权的师生比平均数"),
    ("最大值（学校.学生数）", "各学校学生数的最高值"),
    ("去重计数（学校.乡镇）", "各学校中不同乡镇的个数"),
    ("就高合计（表彰.分值，表彰.事项）", "各表彰分值之和（事项相同的只计最高值）"),
    ("差异系数（学校.生均设备值，学校.学生数，学段＝小学）", "学段为小学的各学校之间按学生数加权的生均设备值差异系数"),
    ("差异系数（学校.生均设备值）", "各学校之间的生均设备值差异系数"),
];

#[test]
fn every_function_is_told_in_words() {
    for (written, told) in TOLD {
        assert_eq!(formula_in_words(&formula(written)), *told, "{written}");
        // Nothing is called, no path is left.
        let calls = TOLD.iter().filter_map(|(written, _)| written.split_once('（')).filter(|(function, _)| !function.is_empty());
        for (function, _) in calls.filter(|(function, _)| !matches!(*function, "上年" | "往年")) {
            assert!(!told.contains(&format!("{function}（")), "{told}");
        }
        assert!(!told.contains('.'), "{told}");
    }
}

#[test]
fn what_holds_remarks_stands_in_brackets_inside_more() {
    for (written, told) in [
        ("2×最小（1，培训次数）", "2×（培训次数，大于1的按1计）"),
        ("最大（0，3＋最小（0，向下取整（增幅×100）））", "3＋（增幅×100，向下取整，大于0的按0计），小于0的按0计"),
        ("（甲＋乙）÷2", "（甲＋乙）÷2"),
        (
            "若（类型＝村小，0，若（学生数＜300，2，向上取整（学生数÷500）））",
            "类型为村小的为0，否则学生数低于300的为2，否则为（学生数÷500，向上取整）",
        ),
    ] {
        assert_eq!(formula_in_words(&formula(written)), told, "{written}");
    }
    // In a sentence the comma would seem to part clauses.
    assert_eq!(operand_in_words(&formula("最小（1，培训次数）")), "（培训次数，大于1的按1计）");
}
