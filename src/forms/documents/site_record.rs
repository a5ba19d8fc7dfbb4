//! 实地核查记录表: one for each method, with the indicators it serves and the data to be verified.

use super::Subject;
use super::shared::{day_field, ended, field, fields, head, list, worth};
use crate::config::DocumentKind;
use crate::data::used_by;
use crate::forms::page::{Align, Block, Cell, Document, Item, Paper, Section, Sheets, Table, TextSize, inert, title_lines};
use crate::model::Indicator;

/// Room for an issuing body, in characters: 40 mm in the small type of this table.
const ISSUER: u8 = 13;
const KIND: DocumentKind = DocumentKind::SiteRecord;

/// Whether any indicator names a method.
pub(super) fn any(subject: &Subject<'_>) -> bool {
    subject.model.indicators.iter().any(|indicator| indicator.is_leaf() && !indicator.methods.is_empty())
}

/// One for each method that some indicator names, in the order of the mandate, else of the file.
pub(super) fn documents(subject: &Subject<'_>) -> Vec<Document> {
    let mut methods: Vec<String> = subject.mandate.into_iter().flat_map(|m| &m.methods).map(|m| m.name.clone()).collect();
    for method in subject.model.indicators.iter().flat_map(|i| &i.methods) {
        if !methods.contains(&method.text) {
            methods.push(method.text.clone());
        }
    }
    methods.iter().filter_map(|method| document(subject, method)).collect()
}

fn document(subject: &Subject<'_>, method: &str) -> Option<Document> {
    let own: Vec<&Indicator> =
        subject.model.indicators.iter().filter(|i| i.is_leaf() && i.methods.iter().any(|m| m.text == *method)).collect();
    if own.is_empty() {
        return None;
    }
    let method = inert(method);
    let title = subject.titled(&format!("实地核查记录表（{method}）"));
    let kinds: Vec<&str> = subject
        .mandate
        .into_iter()
        .flat_map(|m| &m.methods)
        .filter(|m| m.name == method)
        .flat_map(|m| &m.kinds)
        .map(String::as_str)
        .collect();
    let mut before = subject.annex(KIND);
    before.push(Block::Title(title_lines(&title, Paper::Landscape)));
    before.extend(fields(Paper::Landscape, vec![field("县市区", 8), field("核查地点", 12), day_field("核查日期")]));
    let columns = [
        ("评价指标", 34, Align::Left),
        ("分值", 11, Align::Center),
        ("查看内容", 68, Align::Left),
        ("核查数据", 34, Align::Left),
        ("核查结果", 46, Align::Left),
        ("情况记录", 32, Align::Left),
    ];
    let items: Vec<Item> = own.iter().flat_map(|indicator| items(subject, indicator)).collect();
    let mut signs = vec![field("核查人员签字", 18)];
    // Who is visited unannounced signs nothing.
    if !kinds.contains(&"暗访") {
        signs.push(field("被核查单位签字（盖章）", 14));
    }
    let mut after = fields(Paper::Landscape, signs);
    if let Some(rule) = subject.mandate.map(|m| &m.prohibitions).filter(|all| !all.is_empty()) {
        let words: Vec<String> = rule.iter().map(|p| inert(&p.quote.text)).collect();
        after.push(Block::Note(format!("注：{}", ended(&words.join("，")))));
    }
    let table = Table::new(&columns, TextSize::Small);
    let blocks = Sheets { paper: Paper::Landscape, table, sum: None, before, after }.blocks(&items);
    let sections = vec![Section { paper: Paper::Landscape, blocks }];
    Some(subject.document(KIND, Some(&method), &title, &format!("评价人员采用{method}方式核查时记录"), sections))
}

/// A line for each datum the rule rests on.
fn items(subject: &Subject<'_>, indicator: &Indicator) -> Vec<Item> {
    let rests = used_by(subject.model, indicator);
    let evidence = if indicator.evidence.is_empty() { String::new() } else { format!("\n佐证：{}。", list(&indicator.evidence)) };
    let groups = vec![head(indicator), worth(indicator), format!("{}{evidence}", subject.sentence(indicator))];
    let line = |cells: Vec<Cell>| Item { groups: groups.clone(), cells, points: None, least: 9 };
    let note = |name: &str| Cell::blank(format!("{}：{name}的记录", head(indicator)));
    let mut out = Vec::new();
    for (id, back) in &rests.data {
        let Some(datum) = subject.model.datum(*id) else { continue };
        let when = match back {
            0 => String::new(),
            1 => "（上年）".to_owned(),
            back => format!("（前{back}年）"),
        };
        let unit = crate::data::Declared::from(datum).unit_word();
        let unit = if unit.is_empty() { String::new() } else { format!("（{unit}）") };
        let name = format!("{}{when}{unit}", inert(&datum.name));
        out.push(line(vec![Cell::new(name.clone()), super::data_collection::answer(datum, "核查", ISSUER), note(&name)]));
    }
    let tables: std::collections::BTreeSet<_> =
        rests.columns.iter().filter_map(|id| subject.model.column(*id)).map(|column| column.table).collect();
    for table in tables.iter().filter_map(|id| subject.model.table(*id)) {
        let name = format!("{}明细表与原始统计核对", inert(&table.name));
        out.push(line(vec![Cell::new(name.clone()), Cell::blank(name.clone()), note(&name)]));
    }
    if out.is_empty() {
        out.push(line(vec![Cell::new(""), Cell::blank(head(indicator)), note(&head(indicator))]));
    }
    out
}
