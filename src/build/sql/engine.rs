//! The three database engines (数据库引擎) and how each writes types, texts and names.

use std::fmt::Write as _;

use dashu::integer::IBig;

use crate::ir::Range;

/// A database engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Engine {
    /// DuckDB 2.0 and later.
    DuckDb,
    /// PostgreSQL 13 and later.
    Postgres,
    /// Spark SQL 4.0 and later.
    Spark,
}

/// How much a value takes in a database (数的宽度).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Width {
    /// A truth value of the language.
    Truth,
    /// 64 bits.
    Narrow,
    /// The widest number of a fixed size: 38 digits.
    Wide,
    /// A whole number of any size.
    Any,
}

/// The width of a whole number.
pub(super) fn width(range: &Range) -> Width {
    match () {
        () if range.fits(64) => Width::Narrow,
        // 2^126 is below 10^38, and DuckDB's 128 bits hold it with room for one addition.
        () if range.fits(127) => Width::Wide,
        () => Width::Any,
    }
}

impl Engine {
    /// Every engine, in the order they are described.
    pub const ALL: &'static [Engine] = &[Engine::DuckDb, Engine::Postgres, Engine::Spark];

    /// Its name on the command line, and of its folder.
    pub fn name(self) -> &'static str {
        match self {
            Engine::DuckDb => "duckdb",
            Engine::Postgres => "postgres",
            Engine::Spark => "spark",
        }
    }

    /// The type of a column.
    pub(super) fn type_of(self, width: Width) -> &'static str {
        match (self, width) {
            (_, Width::Truth) => "BOOLEAN",
            (_, Width::Narrow) => "BIGINT",
            (Engine::DuckDb, Width::Wide) => "HUGEINT",
            (Engine::DuckDb, Width::Any) => "BIGNUM",
            (Engine::Postgres, Width::Wide | Width::Any) => "NUMERIC",
            (Engine::Spark, Width::Wide) => "DECIMAL(38,0)",
            (Engine::Spark, Width::Any) => "STRING",
        }
    }

    /// The type of texts.
    pub(super) fn text_type(self) -> &'static str {
        match self {
            Engine::DuckDb => "VARCHAR",
            Engine::Postgres => "TEXT",
            Engine::Spark => "STRING",
        }
    }

    /// A whole number of this width.
    pub(super) fn number(self, value: &IBig, width: Width) -> String {
        match (self, width) {
            (Engine::Spark, Width::Narrow) if *value > IBig::from(i64::MIN) => {
                if *value < IBig::ZERO {
                    format!("({value}L)")
                } else {
                    format!("{value}L")
                }
            }
            (Engine::Spark, Width::Wide) => format!("CAST('{value}' AS DECIMAL(38,0))"),
            (Engine::Spark, Width::Any) => format!("'{value}'"),
            (_, width) => format!("CAST('{value}' AS {})", self.type_of(width)),
        }
    }

    /// A text as a literal: nothing in it can end it or hide.
    pub(super) fn quoted(self, text: &str) -> String {
        if self != Engine::Spark {
            // A text cannot hold the character 0 in PostgreSQL.
            return format!("'{}'", text.replace('\'', "''").replace('\0', ""));
        }
        let mut out = String::from("'");
        for c in text.chars() {
            match c {
                '\'' | '\\' => out.extend(['\\', c]),
                // A dollar sign would start a variable.
                c if c == '$' || c.is_control() => {
                    let _ = write!(out, "\\u{:04x}", u32::from(c));
                }
                c => out.push(c),
            }
        }
        out.push('\'');
        out
    }
}

/// Text of the rules in a comment: one line, without what turns the direction of writing.
pub(super) fn comment(text: &str) -> String {
    let plain =
        |c: char| c == ' ' || c.is_alphanumeric() || c.is_ascii_graphic() || "，。、；：？！（）《》「」“”‘’—…％×÷≥≤≠＝＋－·".contains(c);
    text.chars().map(|c| if plain(c) && c != '$' { c } else { ' ' }).collect::<String>().trim().to_owned()
}
