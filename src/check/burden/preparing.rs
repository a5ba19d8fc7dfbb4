//! Whether a clause makes somebody prepare or hand in something: 各学校报送…, 要求学校准备…, 学校自查报告.
//!
//! Who does it stands right before what is done, so 县教育局汇总的学校台账 and 学校名单 ask nothing of a school.

/// What is done to prepare or hand in material.
pub(super) const VERBS: [&str; 18] = [
    "准备", "整理", "报送", "上报", "提供", "提交", "填报", "填写", "撰写", "制作", "归档", "装订", "打印", "复印", "上传", "递交", "自查",
    "自评",
];
/// What schools do anyway: that it is done for the evaluation is not certain.
const USUAL: [&str; 3] = ["归档", "自查", "自评"];
/// Words before the doer that make the doer do it.
const CAUSING: [&str; 7] = ["要求", "由", "请", "让", "组织", "安排", "责成"];
/// Papers an office issues.
const PAPERS: [&str; 8] = ["通知", "方案", "办法", "意见", "批复", "规定", "计划", "制度"];
/// Words before the doer that make it the receiver.
const FOR: [&str; 12] = ["为", "向", "给", "对", "替", "帮", "帮助", "服务", "支持", "联系", "从", "关于"];
/// What may stand between those words and the doer.
const WHICH: [&str; 26] = [
    "每年",
    "每月",
    "每学期",
    "同时",
    "各",
    "各个",
    "各级",
    "各类",
    "所有",
    "全部",
    "有关",
    "相关",
    "全县",
    "全区",
    "全市",
    "县域内",
    "辖区内",
    "所属",
    "下属",
    "每所",
    "该",
    "中小",
    "公办",
    "民办",
    "城区",
    "农村",
];
/// What may stand between the doer and what is done.
const HOW: [&str; 24] = [
    "应当",
    "应",
    "必须",
    "须",
    "需要",
    "需",
    "要",
    "自行",
    "负责",
    "统一",
    "按要求",
    "按规定",
    "按月",
    "按季度",
    "按年度",
    "每月",
    "每年",
    "每学期",
    "定期",
    "及时",
    "分别",
    "逐级",
    "如实",
    "等",
];
/// What is provided to people is no material: 学校提供课后服务, 学校提供营养餐.
const NO_MATERIAL: [&str; 16] =
    ["服务", "餐", "学位", "岗位", "场所", "场地", "住宿", "资助", "补贴", "帮助", "保障", "支持", "培训", "条件", "饮用水", "奖"];
/// What is filled in by those asked in a survey.
const SURVEYS: [&str; 4] = ["问卷", "满意度", "测评", "评教"];

/// What somebody is made to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Asked<'t> {
    /// Whether it is certainly done for the evaluation.
    pub certain: bool,
    /// Who, as the mandate names them.
    pub object: &'t str,
    /// What.
    pub verb: &'static str,
}

/// What a clause (marks half width) makes these people do, whatever they are called.
pub(super) fn asked<'t>(clause: &str, object: &'t str, forms: &[String]) -> Option<Asked<'t>> {
    forms.iter().flat_map(|form| clause.match_indices(form.as_str()).map(|(at, form)| (at, at + form.len()))).find_map(|(start, end)| {
        let before = without_last(clause.get(..start)?, &WHICH);
        if FOR.iter().any(|word| before.ends_with(word)) {
            return None;
        }
        let after = without_first(clause.get(end..)?, &HOW);
        let (verb, rest) = done(after)?;
        if !is_material(verb, rest) {
            return None;
        }
        let caused = causes(before, rest);
        // 学校报送的台账 and 县教育局汇总学校报送台账 name what is there; 要求学校报送的台账 has it made.
        let certain = caused || before.is_empty() && !rest.contains('的') && !USUAL.contains(&verb);
        Some(Asked { certain, object, verb })
    })
}

/// Whether somebody else makes the doer do it. A paper that says so is a paper of that office: 县教育局组织学校自查的通知.
fn causes(before: &str, rest: &str) -> bool {
    let who = CAUSING.iter().find_map(|word| before.strip_suffix(word));
    who.is_some_and(|who| who.is_empty() || !PAPERS.iter().any(|word| rest.ends_with(word)))
}

/// What the doer does, and what follows. 自查 and 自评 say by themselves who does it: 学校安全自查报告.
fn done(after: &str) -> Option<(&'static str, &str)> {
    let own = |verb: &str, at: usize| {
        let between = after.get(..at).unwrap_or_default();
        verb.starts_with('自') && between.chars().count() <= 4 && !between.contains(['和', '与', '及', '、', '的'])
    };
    VERBS.into_iter().find_map(|verb| {
        let at = after.find(verb)?;
        (at == 0 || own(verb, at)).then_some((verb, after.get(at + verb.len()..)?))
    })
}

/// How such people are otherwise called where they do something: 各校, 各园, 中小学.
pub(super) fn forms(object: &str) -> Vec<String> {
    let mut forms = vec![object.to_owned()];
    if let Some(last @ ('校' | '园')) = object.chars().last() {
        forms.push(format!("各{last}"));
    }
    if object == "学校" {
        forms.extend(["小学", "中学"].map(String::from));
    }
    forms
}

fn is_material(verb: &str, rest: &str) -> bool {
    let holds = |words: &[&str]| words.iter().any(|word| rest.contains(word));
    match verb {
        "准备" => !rest.starts_with('金') && !rest.starts_with('室'),
        "提供" => !holds(&NO_MATERIAL),
        "填写" | "填报" | "提交" | "自评" => !holds(&SURVEYS),
        _ => true,
    }
}

/// The text without these words at its end.
fn without_last<'t>(text: &'t str, words: &[&str]) -> &'t str {
    let mut text = text;
    while let Some(shorter) = words.iter().find_map(|word| text.strip_suffix(word)) {
        text = shorter;
    }
    text
}

/// The text without these words at its start.
fn without_first<'t>(text: &'t str, words: &[&str]) -> &'t str {
    let mut text = text;
    while let Some(shorter) = words.iter().find_map(|word| text.strip_prefix(word)) {
        text = shorter;
    }
    text
}
