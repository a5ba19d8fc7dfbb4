//! From syntax trees to the model: first all names, then everything that uses them.

use super::names::Names;
use super::types::*;
use crate::expr::{Expr, GroupId, Number};
use crate::finding::{Code as FindingCode, Finding, Sink};
use crate::sentence::{Lowering, Symbol};
use crate::source::Span;
use crate::syntax::tree::*;
use crate::syntax::{Keyword, limits};
use crate::words;

/// Words of figures about which a 通则 may say whether they include theirs (本数). Spec: §4, D2.
const BOUNDARY_WORDS: [&str; 11] = ["以上", "以下", "以内", "高于", "超过", "大于", "多于", "低于", "不足", "少于", "小于"];

/// The language version this compiler reads.
pub const LANGUAGE_VERSION: u32 = 1;

/// Builds the model of a program. Everything that can be resolved is; the rest is reported.
pub fn resolve(files: &[File], sink: &mut Sink) -> (Model, Names) {
    let mut builder = Builder { model: Model::default(), names: Names::default(), sink };
    builder.model.unread = files.iter().any(|f| f.unread);
    builder.model.lost_claims = files.iter().flat_map(|f| f.lost_claims.clone()).collect();
    builder.header(files);
    builder.declare_all(files);
    builder.define_data(files);
    builder.define_indicators(files);
    builder.define_results(files);
    builder.break_cycles();
    builder.close();
    (builder.model, builder.names)
}

/// What resolving holds while it runs.
pub(super) struct Builder<'s> {
    pub model: Model,
    pub names: Names,
    pub sink: &'s mut Sink,
}

pub(super) fn declarations(files: &[File]) -> impl Iterator<Item = &Declaration> {
    files.iter().flat_map(|f| &f.declarations)
}

impl Declaration {
    /// The value of an attribute.
    pub(super) fn value(&self, word: &str) -> Option<(&Value, Span)> {
        self.attributes.iter().find(|a| a.word == word).map(|a| (&a.value, a.span))
    }

    pub(super) fn text(&self, word: &str) -> Option<Text> {
        match self.value(word) {
            Some((Value::Text(text), _)) => Some(text.clone()),
            _ => None,
        }
    }

    pub(super) fn list(&self, word: &str) -> Vec<Text> {
        match self.value(word) {
            Some((Value::List(list), _)) => list.clone(),
            _ => Vec::new(),
        }
    }

    pub(super) fn number(&self, word: &str) -> Option<(Number, Span)> {
        match self.value(word) {
            Some((Value::Number(n), span)) => Some((n.clone(), span)),
            _ => None,
        }
    }

    /// Attributes that are there and could not be read: what needs them stays silent.
    pub(super) fn unread(&self) -> Vec<&'static str> {
        self.attributes.iter().filter(|a| matches!(a.value, Value::Broken)).map(|a| a.word).collect()
    }

    pub(super) fn head_span(&self) -> Span {
        let end = match &self.head {
            Head::Name(name) => name.span,
            Head::Code(_, text) | Head::Indicator(_, text, _) | Head::Item(text, _) | Head::Text(text) => text.span,
            Head::None | Head::Broken => self.word,
        };
        self.word.to(end)
    }
}

/// E0112: a version this compiler does not read.
pub(super) fn language_version(header: &Declaration, sink: &mut Sink) {
    let Some((version, span)) = header.number("语言版本") else { return };
    if version == Number::from(i64::from(LANGUAGE_VERSION)) {
        return;
    }
    let known = LANGUAGE_VERSION;
    sink.report(
        Finding::new(
            FindingCode::LanguageVersion,
            words! { zh: "语言版本{version}不受支持", en: "language version {version} is not supported" },
        )
        .label(span, words! { zh: "本编译器读第{known}版", en: "this compiler reads version {known}" })
        .help(words! { zh: "请改为{known}，或换用较新的编译器", en: "write {known}, or take a newer compiler" })
        .fix(span, known.to_string()),
    );
}

/// E0109: a year that is no year.
pub(super) fn whole_year(header: &Declaration, sink: &mut Sink) {
    let Some((year, span)) = header.number("年度") else { return };
    if year.to_i64().is_some_and(|y| (1000..=9999).contains(&y)) {
        return;
    }
    sink.report(
        Finding::new(FindingCode::BadNumber, words! { zh: "年度写成了{year}", en: "{year} is no year" })
            .label(span, words! { zh: "这个年度", en: "this year" })
            .help(words! { zh: "请写四位数的年份，如“年度：2021”", en: "a year has four digits, as in `年度：2021`" }),
    );
}

impl Builder<'_> {
    /// A lowering with the file's boundary rule.
    pub(super) fn lower<T>(&mut self, run: impl FnOnce(&mut Lowering<'_>) -> T) -> (T, Vec<crate::sentence::AppliedDefault>) {
        let mut lowering = Lowering::new(&self.names, self.sink);
        lowering.boundaries = self.model.boundaries;
        let value = run(&mut lowering);
        let (defaults, judged, used) = (lowering.defaults, lowering.judged, lowering.used);
        self.model.judged.extend(judged);
        self.model.used.extend(used);
        (value, defaults)
    }

    /// Lowers a condition and keeps its defaults.
    pub(super) fn condition(&mut self, condition: &Condition) -> Option<Expr> {
        let (expr, defaults) = self.lower(|l| l.condition(condition));
        self.model.defaults.extend(defaults);
        expr
    }

    fn header(&mut self, files: &[File]) {
        let mut headers = declarations(files).filter(|d| d.keyword == Keyword::Scheme);
        let Some(first) = headers.next() else {
            if self.model.unread && !files.iter().any(|f| f.declarations.is_empty()) {
                return;
            }
            let start = files.first().map_or(Span::default(), |f| Span { file: f.id, start: 0, end: 0 });
            self.sink.report(
                Finding::new(FindingCode::MissingHeader, words! { zh: "没有“评价方案：…”", en: "there is no `评价方案：…`" })
                    .label(start, words! { zh: "请写在文件开头", en: "it goes first" })
                    .help(words! { zh: "评价方案：某市某年度县级人民政府履行教育职责评价，下面写依据、年度、满分、语言版本", en: "with 依据, 年度, 满分 and 语言版本 below it" }),
            );
            return;
        };
        for again in headers {
            self.sink.report(
                Finding::new(FindingCode::RepeatedHeader, words! { zh: "“评价方案”写了两次", en: "a second `评价方案`" })
                    .label(again.word, words! { zh: "第二次", en: "the second one" })
                    .label(first.word, words! { zh: "第一次", en: "the first one" })
                    .help(words! { zh: "一个目录里的文件合成一个方案，只写一次", en: "the files of a folder are one scheme: declare it once" }),
            );
        }
        let Body::Text(title) = &first.body else { return };
        let small = |word: &str| first.number(word).and_then(|(n, span)| n.to_i64().map(|n| (n.clamp(0, 9999) as u32, span)));
        let (year, year_span) = small("年度").unwrap_or((0, first.word));
        let (version, version_span) = small("语言版本").unwrap_or((LANGUAGE_VERSION, first.word));
        language_version(first, self.sink);
        whole_year(first, self.sink);
        let (full, full_span) = first.number("满分").unwrap_or((Number::from(100), first.word));
        self.names.year = year;
        self.model.header = Some(Header {
            title: title.clone(),
            span: first.word,
            basis: first.text("依据"),
            year,
            year_span,
            full,
            full_span,
            version,
            version_span,
            issuer: first.text("制定单位"),
            submitted: match first.value("报送日期") {
                Some((Value::Date(date), span)) => Some((*date, span)),
                _ => None,
            },
            total: None,
            bonus_cap: first.number("加分上限").map(|(n, _)| n),
            total_cap: first.number("总分上限").map(|(n, _)| n),
            score_places: self.places(first, "得分小数位"),
            total_places: self.places(first, "总分小数位"),
            parted_by: first.text("分别评价"),
            summary: first.value("总结内容").map(|(_, span)| (first.list("总结内容"), span)),
            unread: first.unread(),
            texts: ["目的", "评价范围", "说明"].into_iter().filter_map(|w| first.text(w).map(|t| (w, t))).collect(),
        });
    }

    /// Decimal places the header declares; the default if it says nothing or too many (E0109).
    fn places(&mut self, header: &Declaration, word: &str) -> u32 {
        let Some((places, span)) = header.number(word) else { return DEFAULT_PLACES };
        let most = limits::SCORE_PLACES;
        if let Some(places) = places.to_i64().and_then(|n| u32::try_from(n).ok()).filter(|n| *n <= most) {
            return places;
        }
        self.sink.report(
            Finding::new(FindingCode::BadNumber, words! { zh: "{word}写成了{places}", en: "{places} decimal places" })
                .label(span, words! { zh: "这个位数", en: "this number" })
                .help(words! { zh: "请写0至{most}的整数", en: "write a whole number from 0 to {most}" }),
        );
        DEFAULT_PLACES
    }

    /// Names of everything, before anything is lowered.
    fn declare_all(&mut self, files: &[File]) {
        for declaration in declarations(files) {
            match (declaration.keyword, &declaration.head, &declaration.body) {
                (Keyword::General, _, Body::Text(text)) => self.general(text),
                (Keyword::Term, Head::Name(name), Body::Condition(condition)) => {
                    self.long_name(name);
                    if self.names.declare(&name.text, Symbol::Term, name.span, self.sink) {
                        self.names.terms.insert(name.text.clone(), condition.clone());
                        self.model.terms.push((name.text.clone(), name.span));
                    }
                }
                (Keyword::Group, Head::Name(name), Body::Names(counties)) => self.group(name, counties),
                (Keyword::Group, Head::Name(name), Body::Broken) => {
                    // Its counties are missing, its name is there.
                    self.model.unread = true;
                    self.group(name, &[]);
                }
                (Keyword::Grade, Head::Name(name), body) => self.grade_name(name, body),
                _ => {}
            }
        }
        self.names.counties = self.model.counties.len();
        self.declare_data(files);
        self.declare_indicators(files);
    }

    pub(super) fn long_name(&mut self, name: &Name) {
        let max = limits::NAME_CHARS;
        if name.text.chars().count() > max {
            self.sink.report(
                Finding::new(FindingCode::LimitExceeded, words! { zh: "名称超过{max}个字", en: "a name of more than {max} characters" })
                    .label(name.span, words! { zh: "这个名称", en: "this name" })
                    .help(words! { zh: "请改用短一些的名称，解释写在“口径”或“说明”里", en: "take a shorter name and explain it in 口径 or 说明" }),
            );
        }
        super::names::confusable(name, self.sink);
    }

    /// 通则 that change the meaning of words; any other one is printed.
    fn general(&mut self, text: &Text) {
        let folded: String = text.text.chars().map(crate::source::fold_char).filter(|c| !matches!(c, ' ' | '“' | '”' | '"')).collect();
        for sentence in folded.split(['。', ';']) {
            let mut named: Vec<&str> = Vec::new();
            for phrase in sentence.split([',', '、']) {
                named.extend(BOUNDARY_WORDS.iter().copied().filter(|word| phrase.contains(word)));
                let says = ["含本数", "包括本数", "包含本数"].iter().any(|word| phrase.contains(word)) || phrase.ends_with("不含");
                if says {
                    let included = !phrase.contains("不含") && !phrase.contains("不包");
                    std::mem::take(&mut named).into_iter().for_each(|word| self.boundary(word, included, text));
                }
            }
        }
        self.model.generals.push(text.clone());
    }

    /// A word of a figure that a 通则 says includes it, or not.
    fn boundary(&mut self, word: &str, included: bool, text: &Text) {
        let boundaries = &mut self.model.boundaries;
        match word {
            "以下" => boundaries.below_included = included,
            "以上" => boundaries.above_excluded = !included,
            "高于" | "超过" | "大于" | "多于" => boundaries.over_included = included,
            // As they are anyway.
            "以内" if included => {}
            "低于" | "不足" | "少于" | "小于" if !included => {}
            _ => {
                let (zh, en) = if included { ("含", "includes") } else { ("不含", "excludes") };
                self.sink.report(
                    Finding::new(FindingCode::UnexpectedText, words! { zh: "“{word}”不能定为{zh}本数", en: "`{word}` cannot be one that {en} its figure" })
                        .label(text.span, words! { zh: "这条通则", en: "this rule" })
                        .help(words! {
                            zh: "“以内”总含本数，“不足”“低于”“少于”“小于”总不含；请改用“以上”“以下”，或在数后写（含）、（不含）",
                            en: "以内 always includes its figure, 不足, 低于, 少于, 小于 never do: take 以上 or 以下, or write （含） or （不含）"
                        }),
                );
                return;
            }
        }
        boundaries.stated = true;
    }

    fn group(&mut self, name: &Name, counties: &[Name]) {
        self.long_name(name);
        let id = GroupId(self.model.groups.len() as u32);
        if !self.names.declare(&name.text, Symbol::Group(id), name.span, self.sink) {
            return;
        }
        self.model.groups.push(Group { name: name.text.clone(), span: name.span });
        for (i, county) in counties.iter().enumerate() {
            let twice = counties.iter().take(i).find(|c| c.text == county.text);
            let known = self.model.counties.iter_mut().find(|c| c.name == county.text);
            match (twice, known) {
                (None, Some(known)) if known.groups.is_empty() => known.groups.push(id),
                (None, None) => self.model.counties.push(County { name: county.text.clone(), groups: vec![id], span: county.span }),
                (first, known) => {
                    let (text, first) = (&county.text, first.map_or(known.map_or(county.span, |k| k.span), |f| f.span));
                    self.sink.report(
                        Finding::new(FindingCode::DuplicateCounty, words! { zh: "“{text}”列了两次", en: "`{text}` is listed twice" })
                            .label(county.span, words! { zh: "第二次", en: "the second time" })
                            .label(first, words! { zh: "第一次", en: "the first time" })
                            .help(words! { zh: "一个县只属于一个分组", en: "a county belongs to one group" }),
                    );
                }
            }
        }
    }

    fn grade_name(&mut self, name: &Name, body: &Body) {
        if self.names.grades.contains(&name.text) {
            let (text, first) = (&name.text, self.model.grades.iter().find(|g| g.name == name.text).map_or(name.span, |g| g.span));
            self.sink.report(
                Finding::new(
                    FindingCode::DuplicateName,
                    words! { zh: "等次“{text}”声明了两次", en: "the grade `{text}` is declared twice" },
                )
                .label(name.span, words! { zh: "第二次", en: "the second time" })
                .help(words! { zh: "请删去一处", en: "delete one of them" })
                .label(first, words! { zh: "第一次", en: "the first time" }),
            );
            return;
        }
        self.names.grades.push(name.text.clone());
        let (quota, condition_span) = match body {
            Body::Grade(spec) => (spec.quota.clone(), spec.condition.span),
            _ => (None, name.span),
        };
        self.model.grades.push(Grade {
            name: name.text.clone(),
            span: name.span,
            condition: None,
            condition_span,
            quota,
            ties: Vec::new(),
        });
    }

    fn close(&mut self) {
        // A file for several cities leaves the counties to the data; a group without any could not be read.
        let open = self.model.header.as_ref().is_none_or(|h| h.parted_by.is_some());
        if self.model.counties.is_empty() && self.model.groups.is_empty() && !open {
            let span = self.model.header.as_ref().map_or(Span::default(), |h| h.span);
            self.sink.report(
                Finding::new(FindingCode::EmptyRoster, words! { zh: "没有写评价哪些县", en: "no county to evaluate" })
                    .label(span, words! { zh: "这个方案", en: "this scheme" })
                    .help(words! { zh: "请写“分组 名称：甲县、乙县、…”，把全部县市区列上", en: "list them: `分组 名称：甲县、乙县、…`" }),
            );
        }
    }
}
