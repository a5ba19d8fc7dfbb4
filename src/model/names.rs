//! The symbol table (名称表): what every name of the file stands for.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::expr::{ColumnId, DatumId, TableId};
use crate::finding::{Code, Finding, Sink};
use crate::sentence::{Scope, Signature, Symbol, Type};
use crate::source::Span;
use crate::syntax::tree::Condition;
use crate::words;

/// All names, with what rules need to know of them.
#[derive(Debug, Default)]
pub struct Names {
    symbols: IndexMap<String, (Symbol, Span)>,
    columns: BTreeMap<(TableId, String), ColumnId>,
    pub(super) data: Vec<Option<Signature>>,
    pub(super) datum_names: Vec<String>,
    pub(super) judged_points: BTreeMap<DatumId, DatumId>,
    pub(super) column_signatures: Vec<Option<Signature>>,
    pub(super) terms: BTreeMap<String, Condition>,
    pub(super) grades: Vec<String>,
    pub(super) year: u32,
    pub(super) counties: usize,
}

impl Names {
    /// Adds a name; a second declaration is reported and refused.
    pub(super) fn declare(&mut self, name: &str, symbol: Symbol, span: Span, sink: &mut Sink) -> bool {
        if let Some((first_symbol, first)) = self.symbols.get(name) {
            let is_code = matches!((first_symbol, &symbol), (Symbol::Indicator(_), Symbol::Indicator(_)));
            let finding = if is_code {
                Finding::new(Code::DuplicateCode, words! { zh: "编号“{name}”用了两次", en: "the code `{name}` is used twice" })
                    .help(words! { zh: "每个指标的编号只能用一次", en: "every indicator has a code of its own" })
            } else {
                Finding::new(Code::DuplicateName, words! { zh: "“{name}”声明了两次", en: "`{name}` is declared twice" })
                    .help(words! { zh: "请删去一处，或改名", en: "delete one, or rename it" })
            };
            sink.report(
                finding
                    .label(span, words! { zh: "第二次", en: "the second time" })
                    .label(*first, words! { zh: "第一次", en: "the first time" }),
            );
            return false;
        }
        self.symbols.insert(name.to_owned(), (symbol, span));
        true
    }

    pub(super) fn declare_column(&mut self, table: TableId, name: &str, id: ColumnId) -> bool {
        self.columns.insert((table, name.to_owned()), id).is_none()
    }

    /// 水平为好, where the levels of 水平 could not be read: that is reported, and this is not a name nobody declared.
    fn unread_level(&self, name: &str) -> Option<Symbol> {
        let of = |known: &String| name.strip_prefix(known.as_str()).is_some_and(|rest| rest.starts_with('为'));
        let unread = self.data.iter().zip(&self.datum_names).position(|(signature, known)| signature.is_none() && of(known));
        unread.map(|at| Symbol::Datum(DatumId(at as u32)))
    }

    /// Where a name is declared.
    pub fn declared_at(&self, name: &str) -> Option<Span> {
        self.symbols.get(name).map(|(_, span)| *span)
    }
}

impl Scope for Names {
    fn lookup(&self, name: &str, table: Option<TableId>) -> Option<Symbol> {
        let column = table.and_then(|t| self.columns.get(&(t, name.to_owned()))).map(|id| Symbol::Column(*id));
        column.or_else(|| self.symbols.get(name).map(|(symbol, _)| symbol.clone())).or_else(|| self.unread_level(name))
    }

    fn column(&self, table: TableId, name: &str) -> Option<ColumnId> {
        self.columns.get(&(table, name.to_owned())).copied()
    }

    fn datum(&self, id: DatumId) -> Option<&Signature> {
        self.data.get(id.index()).and_then(Option::as_ref)
    }

    fn column_signature(&self, id: ColumnId) -> Option<&Signature> {
        self.column_signatures.get(id.index()).and_then(Option::as_ref)
    }

    fn judged_points(&self, id: DatumId) -> Option<DatumId> {
        self.judged_points.get(&id).copied()
    }

    fn term(&self, name: &str) -> Option<&Condition> {
        self.terms.get(name)
    }

    fn grades(&self) -> &[String] {
        &self.grades
    }

    fn year(&self) -> u32 {
        self.year
    }

    fn counties(&self) -> usize {
        self.counties
    }

    fn nearest(&self, name: &str) -> Option<String> {
        // 不健全 is not meant where 健全 is declared: another name with it would say the opposite.
        let turns = |text: &str| text.chars().filter(|c| "不未无没非".contains(*c)).count();
        let length = name.chars().count();
        self.symbols
            .keys()
            .filter(|known| known.chars().count().abs_diff(length) <= 3 && turns(known) == turns(name))
            .map(|known| (strsim::damerau_levenshtein(known, name), known))
            .filter(|(distance, _)| *distance <= (length / 3).clamp(1, 3))
            .min()
            .map(|(_, known)| known.clone())
    }

    fn data_with_level(&self, level: &str) -> Vec<String> {
        let has = |known: &Option<Signature>| matches!(known, Some(Signature { ty: Type::Level(levels), .. }) if levels.iter().any(|own| own == level));
        let named = self.data.iter().zip(&self.datum_names).filter(|(known, _)| has(known));
        named.map(|(_, name)| name.clone()).collect()
    }

    fn declared_within(&self, text: &str) -> Option<String> {
        let within = |known: &&String| known.chars().count() > 1 && *known != text && text.contains(known.as_str());
        self.symbols.keys().filter(within).max_by_key(|known| (known.len(), *known)).cloned()
    }

    fn beginning_with(&self, text: &str) -> Option<String> {
        let mut longer = self.symbols.keys().filter(|known| known.len() > text.len() && known.starts_with(text));
        longer.next().filter(|_| longer.next().is_none() && text.chars().count() > 1).cloned()
    }

    fn datum_name(&self, id: DatumId) -> String {
        self.datum_names.get(id.index()).cloned().unwrap_or_default()
    }
}

/// Reports a name with characters of another script that look like ordinary ones, or with mixed scripts.
///
/// Names follow the highly restrictive profile of UTS 39. Spec: §2.3.
pub(super) fn confusable(name: &crate::syntax::tree::Name, sink: &mut Sink) {
    use unicode_security::{GeneralSecurityProfile as _, RestrictionLevel, RestrictionLevelDetection as _};
    let marks = |c: char| c.is_ascii_punctuation() || "（）《》〈〉“”‘’、，。；：？！·—…％‰+-×÷/=<>≥≤()%".contains(c);
    let bare: String = name.text.chars().filter(|c| !marks(*c) && *c != ' ').collect();
    let odd = bare.chars().find(|c| !c.identifier_allowed());
    let level = bare.as_str().detect_restriction_level();
    if odd.is_none() && level <= RestrictionLevel::HighlyRestrictive {
        return;
    }
    let stranger =
        odd.or_else(|| bare.chars().find(|c| !c.is_ascii() && !matches!(*c as u32, 0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)));
    let Some(stranger) = stranger else { return };
    let (text, hex) = (&name.text, format!("U+{:04X}", stranger as u32));
    sink.report(
        Finding::new(Code::ConfusableName, words! { zh: "“{text}”里的“{stranger}”（{hex}）不是常用汉字或字母", en: "`{stranger}` ({hex}) in `{text}` is no ordinary letter" })
            .label(name.span, words! { zh: "这个名称", en: "this name" })
            .help(words! { zh: "它看起来像另一个字，请重新输入", en: "it looks like another letter: type it again" }),
    );
}
