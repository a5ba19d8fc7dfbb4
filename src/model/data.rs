//! Data (数据), detail tables (明细表) and their columns (列). Spec: §5.

use super::from_syntax::{Builder, declarations};
use super::types::*;
use crate::expr::{ColumnId, DatumId, Expr, Number, TableId, Unit};
use crate::finding::{Code, Finding, Words};
use crate::sentence::{Signature, Symbol, Type};
use crate::source::Span;
use crate::syntax::tree::*;
use crate::syntax::{Keyword, limits};
use crate::words;

/// Words people write for a type that are none. Taken for a unit, each would count something of its own.
const NO_UNITS: &[(&str, &str, &str)] = &[
    ("数字", COUNT.0, COUNT.1),
    ("数值", COUNT.0, COUNT.1),
    ("数量", COUNT.0, COUNT.1),
    ("数目", COUNT.0, COUNT.1),
    ("数", COUNT.0, COUNT.1),
    ("整数", COUNT.0, COUNT.1),
    ("小数", "请写单位，小数位写在后面，如“万元，2位小数”", "write the unit and then the decimal places, as in `万元，2位小数`"),
    ("金额", MONEY.0, MONEY.1),
    ("资金", MONEY.0, MONEY.1),
    ("文字", TEXT.0, TEXT.1),
    ("字符", TEXT.0, TEXT.1),
    ("字符串", TEXT.0, TEXT.1),
    ("比例", "请写“百分比”", "write `百分比`"),
    ("比率", "请写“百分比”", "write `百分比`"),
    ("布尔", "请写“是否”", "write `是否`"),
    ("时间", "某一天写“日期”，长短写单位，如天、小时", "write `日期` for a day, or a unit such as 天, 小时"),
    ("等级", "请写出各个等级，如“等级（好、中、差）”", "name the levels, as in `等级（好、中、差）`"),
];
const COUNT: (&str, &str) = ("请写数的是什么，如次、人、个、所、起", "write what is counted, such as 次, 人, 个, 所");
const MONEY: (&str, &str) = ("请写单位“元”或“万元”", "write `元` or `万元`");
const TEXT: (&str, &str) = ("请写“文本”", "write `文本`");

impl Builder<'_> {
    pub(super) fn declare_data(&mut self, files: &[File]) {
        let mut table = None;
        for declaration in declarations(files) {
            let Head::Name(name) = &declaration.head else { continue };
            match declaration.keyword {
                Keyword::Datum => self.declare_datum(name, declaration),
                Keyword::Table => {
                    self.long_name(name);
                    let id = TableId(self.model.tables.len() as u32);
                    table = self.names.declare(&name.text, Symbol::Table(id), name.span, self.sink).then_some(id);
                    if table.is_some() {
                        self.model.tables.push(Table {
                            name: name.text.clone(),
                            span: name.span,
                            filter: Expr::Bool(true),
                            columns: Vec::new(),
                            owners: declaration.list("责任单位"),
                            source: declaration.text("来源"),
                            unread: declaration.unread(),
                            note: if let Body::Text(text) = &declaration.body { Some(text.clone()) } else { None },
                        });
                    }
                }
                Keyword::Column => self.declare_column(name, declaration, table),
                _ => {}
            }
        }
    }

    fn declare_datum(&mut self, name: &Name, declaration: &Declaration) {
        self.long_name(name);
        let id = DatumId(self.model.data.len() as u32);
        if !self.names.declare(&name.text, Symbol::Datum(id), name.span, self.sink) {
            return;
        }
        let (asked, spec_span, word) = self.asked(&declaration.body, name);
        let traits: &[Trait] = if let Body::Datum(spec) = &declaration.body { &spec.traits } else { &[] };
        let mut datum = Datum {
            name: name.text.clone(),
            span: name.span,
            signature: asked.clone().unwrap_or_else(unknown),
            spec_span,
            // The formula follows when the names it needs are known.
            kind: if matches!(declaration.body, Body::Derived(_)) { DatumKind::Derived(Expr::NotApplicable) } else { DatumKind::Asked },
            type_word: word,
            rounded: None,
            judged_points: None,
            quantum: None,
            raters: None,
            combine: None,
            stages: Vec::new(),
            when_missing: self.when_missing(declaration),
            owners: declaration.list("责任单位"),
            source: declaration.text("来源"),
            scope: declaration.text("口径"),
            provider: declaration.text("提供"),
            unread: declaration.unread(),
        };
        for given in traits {
            match given {
                Trait::Quantum(n) => datum.quantum = Some(n.clone()),
                Trait::Raters(n) => datum.raters = Some(*n),
                Trait::Combine(word) => datum.combine = Some(word.clone()),
                Trait::Stages(names) => datum.stages = names.iter().map(|n| n.text.clone()).collect(),
                _ => {}
            }
        }
        let leveled = matches!(&declaration.body, Body::Datum(DatumSpec { kind: DatumType::Judgement(levels), .. }) if !levels.is_empty());
        self.names.data.push(asked);
        self.names.datum_names.push(name.text.clone());
        if leveled {
            datum.judged_points = Some(DatumId(id.0 + 1));
            let points = Datum {
                name: format!("{}（评分）", name.text),
                signature: Signature { ty: Type::Judgement, places: Some(1), ..unknown() },
                kind: DatumKind::JudgedPoints(id),
                type_word: TypeWord::Judgement,
                judged_points: None,
                ..datum.clone()
            };
            self.model.data.push(datum);
            self.names.judged_points.insert(id, DatumId(id.0 + 1));
            self.names.data.push(Some(points.signature.clone()));
            self.names.datum_names.push(points.name.clone());
            self.model.data.push(points);
        } else {
            self.model.data.push(datum);
        }
    }

    /// The signature of a datum that is asked for; `None` for a computed or broken one.
    fn asked(&mut self, body: &Body, name: &Name) -> (Option<Signature>, Span, TypeWord) {
        let Body::Datum(spec) = body else {
            return (None, name.span, TypeWord::Number);
        };
        let names = |levels: &[Name]| levels.iter().map(|n| n.text.clone()).collect::<Vec<_>>();
        let (ty, word) = match &spec.kind {
            DatumType::Percentage => (Type::Number(Unit::percent()), TypeWord::Number),
            DatumType::Number(unit) => (Type::Number(Unit::parse(unit)), TypeWord::Number),
            DatumType::Fact => (Type::Bool, TypeWord::Fact),
            DatumType::Document => (Type::Bool, TypeWord::Document),
            DatumType::List => (Type::Bool, TypeWord::List),
            DatumType::Levels(levels) => (Type::Level(names(levels)), TypeWord::Levels),
            DatumType::Judgement(levels) if levels.is_empty() => (Type::Judgement, TypeWord::Judgement),
            DatumType::Judgement(levels) => (Type::Level(names(levels)), TypeWord::Levels),
            DatumType::Date => (Type::Date, TypeWord::Date),
            DatumType::Text => (Type::Text, TypeWord::Text),
        };
        if self.unknown_type(spec) {
            // What uses it is not to blame.
            return (None, spec.span, word);
        }
        let mut signature = Signature { ty, places: Some(0), ..unknown() };
        for given in &spec.traits {
            match given {
                Trait::Places(places) => {
                    signature.places = Some(self.within(*places, limits::PLACES, "位小数", "decimal places", spec.span))
                }
                Trait::History(years) => {
                    signature.history = self.within(u32::from(*years), limits::YEARS, "年", "years", spec.span) as u8;
                }
                Trait::Optional => signature.optional = true,
                Trait::Unreported => signature.unreported = true,
                Trait::Direction(up) => signature.direction = Some(*up),
                Trait::Range(low, high) => signature.range = self.range(&signature.ty, low, high),
                _ => {}
            }
        }
        (Some(signature), spec.span, word)
    }

    /// A count of places or years inside the limit of the language.
    pub(super) fn within(&mut self, given: u32, most: u32, zh: &str, en: &str, span: Span) -> u32 {
        if given > most {
            self.sink.report(
                Finding::new(Code::LimitExceeded, words! { zh: "最多{most}{zh}", en: "at most {most} {en}" })
                    .label(span, words! { zh: "写得太多", en: "too many" })
                    .help(words! { zh: "请写{most}以内的数", en: "write {most} or less" }),
            );
        }
        given.min(most)
    }

    /// A type word that is near to a known one but is none would count things of its own: report it.
    fn unknown_type(&mut self, spec: &DatumSpec) -> bool {
        let DatumType::Number(unit) = &spec.kind else { return false };
        // The type comes first; full-width signs are as long as written only in words without any sign.
        let as_written = unit.chars().all(|c| !c.is_ascii());
        let end = if as_written { spec.span.end.min(spec.span.start + unit.len() as u32) } else { spec.span.end };
        let place = Span { end, ..spec.span };
        if let Some((_, zh, en)) = NO_UNITS.iter().find(|(word, ..)| word == unit) {
            self.sink.report(
                Finding::new(Code::UnknownType, words! { zh: "“{unit}”不是类型，也不是单位", en: "`{unit}` is neither a type nor a unit" })
                    .label(place, words! { zh: "这里写类型或单位", en: "a type or unit goes here" })
                    .help(Words::new(*zh, *en)),
            );
            return true;
        }
        let known = ["百分比", "是否", "有无", "等级", "评议", "日期", "文件", "名单", "文本"];
        let near = known.iter().find(|k| unit.chars().count() > 1 && strsim::damerau_levenshtein(k, unit) == 1 && **k != unit);
        let long = unit.chars().count() > 8;
        if near.is_none() && !long {
            return false;
        }
        let finding = Finding::new(Code::UnknownType, words! { zh: "不认识类型“{unit}”", en: "`{unit}` is no type" })
            .label(place, words! { zh: "这里写类型或单位", en: "a type or unit goes here" });
        self.sink.report(match near {
            Some(near) => finding.help(words! { zh: "是不是“{near}”？", en: "did you mean `{near}`?" }),
            None => finding.help(words! { zh: "写百分比、是否、等级（…）、日期、文件、名单、评议，或一个单位（如人、万元、元/生）", en: "a type, or a unit such as 人, 万元, 元/生" }),
        });
        true
    }

    pub(super) fn range(&mut self, ty: &Type, low: &Quantity, high: &Quantity) -> Option<(Number, Number)> {
        let unit = match ty {
            Type::Number(unit) => unit.clone(),
            Type::Judgement => Unit::points(),
            _ => {
                let span = low.span.to(high.span);
                self.sink.report(
                    Finding::new(Code::TypeMismatch, words! { zh: "这一类数据没有取值范围", en: "this type has no range" })
                        .label(span, words! { zh: "这个范围", en: "this range" })
                        .help(words! { zh: "请删去取值范围，或改数据的类型", en: "delete the range, or change the type" }),
                );
                return None;
            }
        };
        let mut ends = Vec::new();
        for quantity in [low, high] {
            let given = if quantity.unit.is_empty() { unit.clone() } else { Unit::parse(&quantity.unit) };
            match given.factor_to(&unit) {
                Some(factor) => ends.push(&quantity.number * &factor),
                None => {
                    self.sink.report(
                        Finding::new(Code::UnitMismatch, words! { zh: "取值范围的单位是{given}，数据的单位是{unit}", en: "the range is in {given}, the datum in {unit}" })
                            .label(quantity.span, words! { zh: "这里", en: "here" })
                            .help(words! { zh: "请写成同一种单位", en: "use one unit for both" }),
                    );
                    return None;
                }
            }
        }
        let (high_end, low_end) = (ends.pop()?, ends.pop()?);
        if low_end > high_end {
            self.sink.report(
                Finding::new(
                    Code::EmptyRange,
                    words! { zh: "取值范围是空的：{low_end}大于{high_end}", en: "the range is empty: {low_end} is above {high_end}" },
                )
                .label(low.span.to(high.span), words! { zh: "小的写在前面", en: "the smaller goes first" })
                .help(words! { zh: "请把小的数写在“至”的前面", en: "write the smaller number first" }),
            );
            return None;
        }
        Some((low_end, high_end))
    }

    /// `缺报：按0计算`
    fn when_missing(&mut self, declaration: &Declaration) -> Option<Number> {
        let text = declaration.text("缺报")?;
        self.treated_as(&text).flatten()
    }

    /// `按…计算` or `不适用`; the outer `None` is reported.
    pub(super) fn treated_as(&mut self, text: &Text) -> Option<Option<Number>> {
        let folded: String = text.text.chars().map(crate::source::fold_char).filter(|c| *c != ' ').collect();
        if folded.contains("不适用") {
            return Some(None);
        }
        let digits: String = folded.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | '-')).collect();
        match digits.parse() {
            Ok(number) if folded.starts_with('按') => Some(Some(number)),
            _ => {
                self.sink.report(
                    Finding::new(Code::UnexpectedText, words! { zh: "不认识这种处理", en: "an unknown treatment" })
                        .label(text.span, words! { zh: "这里", en: "here" })
                        .help(
                            words! { zh: "写“按不适用处理”，或“按0计算”这样的数值", en: "write 按不适用处理 or a value such as 按0计算" },
                        ),
                );
                None
            }
        }
    }

    fn declare_column(&mut self, name: &Name, declaration: &Declaration, table: Option<TableId>) {
        self.long_name(name);
        let Some(table) = table else {
            let finding = Finding::new(Code::OrphanIndicator, words! { zh: "“列”前面没有明细表", en: "a column without a table above it" });
            // Its neighbors lack the same table, and what counts its rows too.
            self.model.unread = true;
            if !self.sink.has_said(&finding) {
                self.sink.report(finding.label(declaration.head_span(), words! { zh: "它属于哪个明细表？", en: "which table?" }).help(
                    words! { zh: "请在它上面补一行“明细表 名称”，或把它移到那里", en: "write `明细表 名称` above it, or move it there" },
                ));
            }
            return;
        };
        let id = ColumnId(self.model.columns.len() as u32);
        if !self.names.declare_column(table, &name.text, id) {
            let text = &name.text;
            self.sink.report(
                Finding::new(Code::DuplicateName, words! { zh: "列“{text}”声明了两次", en: "the column `{text}` is declared twice" })
                    .label(name.span, words! { zh: "第二次", en: "the second time" })
                    .help(words! { zh: "请删去一处，或改名", en: "delete one, or rename it" }),
            );
            return;
        }
        if let Some(first) = self.names.declared_at(&name.text) {
            let text = &name.text;
            self.sink.report(
                Finding::new(
                    Code::ShadowedName,
                    words! { zh: "列“{text}”与一项数据同名", en: "the column `{text}` has the name of a datum" },
                )
                .label(name.span, words! { zh: "在本表的公式里指这一列", en: "means this column inside the table's formulas" })
                .label(first, words! { zh: "同名的数据", en: "the datum" })
                .help(words! { zh: "请给其中一个改名，免得看错", en: "rename one of them" }),
            );
        }
        let (signature, _, type_word) = self.asked(&declaration.body, name);
        self.names.column_signatures.push(signature.clone());
        if let Some(owner) = self.model.tables.get_mut(table.index()) {
            owner.columns.push(id);
        }
        let when_missing = self.when_missing(declaration);
        self.model.columns.push(Column {
            name: name.text.clone(),
            table,
            span: name.span,
            signature: signature.unwrap_or_else(unknown),
            type_word,
            formula: None,
            rounded: None,
            when_missing,
        });
    }
}

fn unknown() -> Signature {
    Signature { ty: Type::Number(Unit::none()), range: None, places: None, history: 0, direction: None, optional: false, unreported: false }
}
