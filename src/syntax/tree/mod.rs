//! The syntax tree (语法树): what a file says, before any name is resolved. Spans take no part in equality.

mod condition;
mod data;
mod formula;
mod results;
mod scoring;

pub use condition::{
    Atom, AtomKind, Condition, Connective, Direction, EACH, JUST, Lack, Listing, Margin, Operand, Places, PopulationWord, Predicate,
    PredicateKind, RankOrder, Ranked, Reach, SmallMove, Subject, is_sign_of_growth,
};
pub use data::{DatumSpec, DatumType, DerivedSpec, Trait};
pub use formula::{Formula, FormulaKind, Operator};
pub use results::{CaseSpec, CaseValue, Expected, Given, GivenValue, GradeSpec};
pub use scoring::{
    Added, CapOf, ChecklistItem, Clause, ClauseKind, Front, NaHandling, Outcome, OutcomeKind, Partial, PartialStep, Points, RuleText,
    Sentence, Step, SubjectOutcome, semicolons_tell,
};

use super::keyword::Keyword;
pub use super::split::Comment;
use crate::expr::Number;
use crate::source::{FileId, Span};

/// A file: its declarations in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Which file.
    pub id: FileId,
    /// Its declarations.
    pub declarations: Vec<Declaration>,
    /// Its comments; they take no part in the meaning.
    pub comments: Vec<Comment>,
    /// Whether a line or the head of a declaration could not be read: something may be missing from the tree.
    pub unread: bool,
    /// Whether it was not read at all: nothing can be said about what it would declare.
    pub refused: bool,
    /// Codes of key points claimed (落实) where a declaration could not be read: they are not reported as uncovered besides.
    pub lost_claims: Vec<String>,
}

/// A declaration (声明).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// Its keyword.
    pub keyword: Keyword,
    /// Where the keyword stands.
    pub word: Span,
    /// What stands before the colon.
    pub head: Head,
    /// What stands behind the colon.
    pub body: Body,
    /// The lines below it.
    pub attributes: Vec<Attribute>,
    /// From the keyword to the end of the last attribute.
    pub span: Span,
}

/// The head of a declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Head {
    /// Nothing.
    None,
    /// A name.
    Name(Name),
    /// A code and a title.
    Code(Code, Text),
    /// An indicator.
    Indicator(Code, Text, Worth),
    /// A bonus or penalty item with its most points.
    Item(Text, Option<Number>),
    /// Free text.
    Text(Text),
    /// Could not be read; reported.
    Broken,
}

/// What an indicator is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Worth {
    /// So many points.
    Points(Number),
    /// Met or not met (达标), no points.
    Pass,
}

/// The body of a declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Nothing.
    None,
    /// Free text.
    Text(Text),
    /// A list.
    List(Vec<Text>),
    /// Names.
    Names(Vec<Name>),
    /// A datum that is asked for.
    Datum(DatumSpec),
    /// A datum that is computed.
    Derived(DerivedSpec),
    /// A grade.
    Grade(GradeSpec),
    /// The grade a veto sets.
    Veto(Name),
    /// How many grades down.
    Downgrade(u32),
    /// A condition.
    Condition(Condition),
    /// A test case.
    Case(CaseSpec),
    /// A period.
    Period(Period, Span),
    /// A share.
    Fraction(Number),
    /// Could not be read; reported.
    Broken,
}

/// An attribute (属性).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its word.
    pub word: &'static str,
    /// Where the word stands.
    pub word_span: Span,
    /// Its value.
    pub value: Value,
    /// Where the value stands.
    pub span: Span,
}

/// The value of an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Free text.
    Text(Text),
    /// A list.
    List(Vec<Text>),
    /// A number: points, a year, a percentage.
    Number(Number),
    /// A date.
    Date(Date),
    /// A period.
    Period(Period),
    /// Names.
    Names(Vec<Name>),
    /// Focus areas and key points.
    Claims(Vec<Claim>),
    /// Scoring sentences.
    Rule(RuleText),
    /// A formula.
    Formula(Formula),
    /// A condition.
    Condition(Condition),
    /// Could not be read; reported.
    Broken,
}

/// A name (名称) without its 「」.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The name, folded.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A code (编号), such as `C21`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The code, folded.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// Text that is printed as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The text as written, blanks at line ends dropped.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A day (日期); without a year it is in the year of the file.
#[derive(Debug, Clone, PartialEq, Eq, Copy)]
pub struct Date {
    /// The year, if written.
    pub year: Option<u32>,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
}

/// From a day to a day, both included; one end may be open.
#[derive(Debug, Clone, PartialEq, Eq, Copy)]
pub struct Period {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

/// A focus area or key point an indicator carries (落实).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Whether it names a key point (要点), not a whole focus area (重点).
    pub is_point: bool,
    /// Its code.
    pub code: Code,
}

/// A number with its unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// The number.
    pub number: Number,
    /// The unit as written; empty if none.
    pub unit: String,
    /// Where both stand.
    pub span: Span,
}
