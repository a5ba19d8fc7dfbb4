//! The mandate (省级实施方案): focus areas, key points and what the province demands, in the same language. Spec: §9.

use super::from_syntax::{declarations, language_version, whole_year};
use super::suggestion::Suggestion;
use crate::expr::Number;
use crate::finding::{Quote, Sink};
use crate::syntax::Keyword;
use crate::syntax::tree::*;

/// A mandate.
#[derive(Debug, Clone, Default)]
pub struct Mandate {
    /// Its title.
    pub title: String,
    /// 标识, such as 湖南2021
    pub id: String,
    /// 文号
    pub number: String,
    /// 年度
    pub year: u32,
    /// 印发日期
    pub issued: Option<Date>,
    /// 对象 with their focus areas.
    pub objects: Vec<Object>,
    /// 等次, best first.
    pub grades: Vec<Requirement<()>>,
    /// 名额
    pub quotas: Vec<Requirement<Number>>,
    /// 期限
    pub deadlines: Vec<Deadline>,
    /// 禁止
    pub prohibitions: Vec<Prohibition>,
    /// 方式
    pub methods: Vec<MethodKind>,
    /// 方式结合
    pub mixes: Vec<Requirement<Vec<String>>>,
    /// 评价总结
    pub summary: Option<Requirement<Vec<String>>>,
    /// 述职报告
    pub duty_report: Option<Requirement<String>>,
    /// 主要依据
    pub main_basis: Option<Requirement<String>>,
    /// 抽查
    pub inspections: Vec<Inspection>,
    /// 问责情形 with what follows (处理).
    pub triggers: Vec<Requirement<String>>,
    /// 发布次序
    pub publication: Option<Requirement<Vec<String>>>,
    /// 工作要求
    pub demands: Vec<Demand>,
    /// 适用单位
    pub cities: Vec<String>,
    /// 建议
    pub suggestions: Vec<Suggestion>,
}

/// A demand with the document's words.
#[derive(Debug, Clone)]
pub struct Requirement<T> {
    /// Its name.
    pub name: String,
    /// What it demands.
    pub value: T,
    /// The words.
    pub quote: Quote,
}

/// 对象
#[derive(Debug, Clone)]
pub struct Object {
    /// 县级人民政府, 县级党政主要领导干部
    pub name: String,
    /// Whether these are leaders: 领导 lists their posts.
    pub leaders: Vec<String>,
    /// Focus areas.
    pub areas: Vec<Area>,
}

/// 重点
#[derive(Debug, Clone)]
pub struct Area {
    /// Its code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// The words.
    pub quote: Quote,
    /// Key points.
    pub points: Vec<Point>,
}

/// 要点
#[derive(Debug, Clone)]
pub struct Point {
    /// Its code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// The words.
    pub quote: Quote,
    /// Words an indicator that carries it may use besides its own.
    pub keywords: Vec<String>,
}

/// 期限
#[derive(Debug, Clone)]
pub struct Deadline {
    /// What is due.
    pub name: String,
    /// When.
    pub period: Period,
    /// The words.
    pub quote: Quote,
}

/// 禁止
#[derive(Debug, Clone)]
pub struct Prohibition {
    /// What is forbidden.
    pub name: String,
    /// Whom it must not be asked of.
    pub objects: Vec<String>,
    /// What must not be asked.
    pub actions: Vec<String>,
    /// The words.
    pub quote: Quote,
}

/// 抽查
#[derive(Debug, Clone)]
pub struct Inspection {
    /// Its name.
    pub name: String,
    /// At least this share of all counties.
    pub share: Number,
    /// 核查内容
    pub contents: Vec<String>,
    /// 核查方式
    pub methods: Vec<String>,
    /// The words.
    pub quote: Quote,
}

/// 工作要求: a demand that is printed.
#[derive(Debug, Clone)]
pub struct Demand {
    /// Its name.
    pub name: String,
    /// What is demanded.
    pub text: String,
    /// 类别: the chapter of a document it belongs to.
    pub kind: String,
    /// The words.
    pub quote: Quote,
}

/// 方式
#[derive(Debug, Clone)]
pub struct MethodKind {
    /// Its name.
    pub name: String,
    /// Its kinds: 定性, 定量, 明查 …
    pub kinds: Vec<String>,
}

impl Mandate {
    /// A focus area by its code.
    pub fn area(&self, code: &str) -> Option<&Area> {
        self.objects.iter().flat_map(|o| &o.areas).find(|a| a.code == code)
    }

    /// A key point by its code.
    pub fn point(&self, code: &str) -> Option<&Point> {
        self.objects.iter().flat_map(|o| &o.areas).flat_map(|a| &a.points).find(|p| p.code == code)
    }

    /// The right side of the suggestion with this left side.
    pub fn suggested(&self, left: &str) -> Option<&str> {
        self.suggestions.iter().find(|s| s.left == left).map(|s| s.right.as_str())
    }

    /// The deadline of a thing.
    pub fn deadline(&self, name: &str) -> Option<&Deadline> {
        self.deadlines.iter().find(|d| d.name == name)
    }
}

/// Builds a mandate from its file. Names need no resolving: codes are checked for doubles only.
pub fn resolve_mandate(file: &File, sink: &mut Sink) -> Mandate {
    let mut mandate = Mandate::default();
    for declaration in declarations(std::slice::from_ref(file)) {
        if declaration.keyword == Keyword::Mandate {
            language_version(declaration, sink);
            whole_year(declaration, sink);
        }
        add(&mut mandate, declaration);
    }
    mandate.suggestions = super::suggestion::read(file, &mandate, sink);
    mandate
}

fn add(mandate: &mut Mandate, d: &Declaration) {
    let name = match &d.head {
        Head::Name(name) => name.text.clone(),
        Head::Code(_, title) => title.text.clone(),
        _ => String::new(),
    };
    let quote = quote(mandate, d, &name);
    let list = || match &d.body {
        Body::List(items) => texts(items),
        _ => Vec::new(),
    };
    let text = || if let Body::Text(text) = &d.body { text.text.clone() } else { String::new() };
    match (d.keyword, &d.body) {
        (Keyword::Mandate, _) => {
            mandate.title = text();
            mandate.id = plain(d, "标识");
            mandate.number = plain(d, "文号");
            mandate.year = d.number("年度").and_then(|(n, _)| n.to_i64()).unwrap_or(0).clamp(0, 9999) as u32;
            mandate.issued = match d.value("印发日期") {
                Some((Value::Date(date), _)) => Some(*date),
                _ => None,
            };
            mandate.cities = texts(&d.list("适用单位"));
        }
        (Keyword::Object, _) => mandate.objects.push(Object { name, leaders: texts(&d.list("领导")), areas: Vec::new() }),
        (Keyword::Area, _) => {
            let Head::Code(code, _) = &d.head else { return };
            if let Some(object) = mandate.objects.last_mut() {
                object.areas.push(Area { code: code.text.clone(), title: name, quote, points: Vec::new() });
            }
        }
        (Keyword::Point, _) => {
            let Head::Code(code, _) = &d.head else { return };
            let keywords = texts(&d.list("关键词"));
            if let Some(area) = mandate.objects.last_mut().and_then(|o| o.areas.last_mut()) {
                area.points.push(Point { code: code.text.clone(), title: name, quote, keywords });
            }
        }
        (Keyword::Grade, _) => mandate.grades.push(Requirement { name, value: (), quote }),
        (Keyword::Quota, Body::Fraction(share)) => mandate.quotas.push(Requirement { name, value: share.clone(), quote }),
        (Keyword::Deadline, Body::Period(period, _)) => mandate.deadlines.push(Deadline { name, period: *period, quote }),
        (Keyword::Prohibition, _) => {
            mandate.prohibitions.push(Prohibition { name, objects: texts(&d.list("对象")), actions: texts(&d.list("行为")), quote })
        }
        (Keyword::Method, _) => mandate.methods.push(MethodKind { name, kinds: list() }),
        (Keyword::MethodMix, _) => mandate.mixes.push(Requirement { name, value: list(), quote }),
        (Keyword::Summary, _) => mandate.summary = Some(Requirement { name: "评价总结".to_owned(), value: list(), quote }),
        (Keyword::DutyReport, _) => mandate.duty_report = Some(Requirement { name: "述职报告".to_owned(), value: text(), quote }),
        (Keyword::MainBasis, _) => mandate.main_basis = Some(Requirement { name: "主要依据".to_owned(), value: text(), quote }),
        (Keyword::Inspection, Body::Fraction(share)) => mandate.inspections.push(Inspection {
            name,
            share: share.clone(),
            contents: texts(&d.list("核查内容")),
            methods: texts(&d.list("核查方式")),
            quote,
        }),
        (Keyword::Demand, _) => mandate.demands.push(Demand { name, text: text(), kind: plain(d, "类别"), quote }),
        (Keyword::Trigger, _) => {
            mandate.triggers.push(Requirement { name, value: plain(d, "处理"), quote });
        }
        (Keyword::Publication, _) => mandate.publication = Some(Requirement { name: "发布次序".to_owned(), value: list(), quote }),
        _ => {}
    }
}

fn texts(items: &[Text]) -> Vec<String> {
    items.iter().map(|t| t.text.clone()).collect()
}

fn plain(d: &Declaration, word: &str) -> String {
    d.text(word).map(|t| t.text).unwrap_or_default()
}

fn quote(mandate: &Mandate, d: &Declaration, name: &str) -> Quote {
    let original = plain(d, "原文");
    let section = plain(d, "出处");
    Quote {
        text: if original.is_empty() { name.to_owned() } else { original },
        source: format!("{} {section}", mandate.number).trim().to_owned(),
    }
}
