//! 访谈提纲: what principals, teachers and students are asked, indicator by indicator.

use super::Subject;
use super::shared::{day_field, ended, field, fields, head};
use crate::config::DocumentKind;
use crate::forms::page::{Align, Block, Cell, Document, Item, Paper, Section, Sheets, Table, TextSize, inert, title_lines};
use crate::model::Indicator;

const KIND: DocumentKind = DocumentKind::InterviewGuide;
/// Who is asked, the words an indicator's 访谈 names them by, and what is asked where it says nothing.
const ASKED: [(&str, &[&str], &str); 3] = [
    ("校长、园长", &["校长", "园长"], "请谈谈当地“{}”的落实情况：有哪些做法和成效，还有哪些困难和建议？"),
    ("教师", &["教师", "老师", "班主任"], "就您的了解，当地“{}”落实得怎么样？还有哪些问题需要解决？"),
    ("学生", &["学生"], ""),
];

/// Whether anybody is asked anything.
pub(super) fn any(subject: &Subject<'_>) -> bool {
    let asked = |(_, words, question): &(_, &[&str], &str)| subject.model.indicators.iter().any(|i| item(i, words, question).is_some());
    ASKED.iter().any(asked)
}

/// One with a section for each group of people; none if nobody is asked anything.
pub(super) fn documents(subject: &Subject<'_>) -> Vec<Document> {
    let title = subject.titled("访谈提纲");
    let mut sections = Vec::new();
    for (who, words, question) in &ASKED {
        let items: Vec<Item> = subject.model.indicators.iter().filter_map(|i| item(i, words, question)).collect();
        if items.is_empty() {
            continue;
        }
        let mut before = if sections.is_empty() { subject.annex(KIND) } else { Vec::new() };
        before.push(Block::Title(title_lines(&title, Paper::Portrait)));
        before.push(Block::Subtitle(format!("（{who}）")));
        before.extend(fields(Paper::Portrait, vec![field("县市区", 8), field("访谈人", 8), day_field("日期")]));
        let columns = [("指标", 40, Align::Left), ("问题", 58, Align::Left), ("回答记录", 58, Align::Left)];
        let table = Table::new(&columns, TextSize::Normal);
        let after = vec![Block::Note("注：访谈当面进行，不记被访人姓名，不要求准备书面材料，不占用上课时间。".to_owned())];
        let blocks = Sheets { paper: Paper::Portrait, table, sum: None, before, after }.blocks(&items);
        sections.push(Section { paper: Paper::Portrait, blocks });
    }
    if sections.is_empty() {
        return Vec::new();
    }
    vec![subject.document(KIND, None, &title, "评价人员访谈校长、教师和学生时使用", sections)]
}

fn item(indicator: &Indicator, words: &[&str], question: &str) -> Option<Item> {
    let told = indicator.texts.iter().find(|(word, _)| *word == "访谈").map(|(_, text)| inert(&text.text));
    let by_method = indicator.methods.iter().any(|method| method.text.contains("访谈"));
    let asked = match told {
        // One question for each group, with ； between them; what names nobody is asked of everybody grown up.
        Some(text) => {
            let named: Vec<&str> = text.split('；').filter(|part| names(part, words)).collect();
            let nobody: Vec<&str> = text.split('；').filter(|part| ASKED.iter().all(|(_, all, _)| !names(part, all))).collect();
            let own = if named.is_empty() && !question.is_empty() { nobody } else { named };
            own.iter().map(|part| part.split_once('：').map_or(*part, |(_, question)| question)).collect::<Vec<_>>().join("；")
        }
        None if by_method && !question.is_empty() => question.replace("{}", &inert(&indicator.title.text)),
        None => String::new(),
    };
    let cells = vec![Cell::new(head(indicator)), Cell::new(asked_ended(&asked)), Cell::blank(format!("{}的回答记录", head(indicator)))];
    (!asked.is_empty()).then_some(Item { groups: Vec::new(), cells, points: None, least: 24 })
}

/// Whether a part of 访谈 begins with one of the words, as in 校长、教师：…
fn names(part: &str, words: &[&str]) -> bool {
    part.split_once('：').is_some_and(|(who, _)| words.iter().any(|word| who.contains(word)))
}

fn asked_ended(words: &str) -> String {
    if words.ends_with('？') { words.to_owned() } else { ended(words) }
}
