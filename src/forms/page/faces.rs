//! Font families (字体): the customary ones of official documents, and what stands in for them where they are not installed.

use serde::Serialize;

use super::inert;
use crate::config::FontSettings;

/// A part of a document that has a font of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Face {
    /// Titles.
    Title,
    /// Headings of the first level, heads of tables.
    Heading,
    /// Headings of the second level.
    Subheading,
    /// Text.
    Body,
    /// Tables, page numbers.
    Table,
}

impl Face {
    /// Every face.
    pub const ALL: [Face; 5] = [Face::Title, Face::Heading, Face::Subheading, Face::Body, Face::Table];
}

/// The families of each face, the first that is installed counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Faces {
    /// 小标宋
    pub title: Vec<String>,
    /// 黑体
    pub heading: Vec<String>,
    /// 楷体
    pub subheading: Vec<String>,
    /// 仿宋
    pub body: Vec<String>,
    /// 宋体
    pub table: Vec<String>,
}

const SONG: &[&str] = &["SimSun", "宋体", "Songti SC", "STSong", "Noto Serif CJK SC", "Source Han Serif SC", "FandolSong"];
const XIAO_BIAO_SONG: &[&str] = &["FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "Noto Serif CJK SC", "Source Han Serif SC", "SimSun"];
const HEI: &[&str] = &["SimHei", "Heiti SC", "STHeiti", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "FandolHei"];
const KAI: &[&str] = &["KaiTi_GB2312", "楷体", "KaiTi", "STKaiti", "Kaiti SC", "FandolKai", "Noto Serif CJK SC", "SimSun"];
const FANG: &[&str] = &["FangSong_GB2312", "仿宋", "FangSong", "STFangsong", "FandolFang R", "Noto Serif CJK SC", "SimSun"];

impl Faces {
    /// The customary families, or those of the settings before them.
    pub fn new(settings: &FontSettings) -> Faces {
        let families = |chosen: &Option<String>, customary: &str, others: &[&str]| {
            let first = chosen.as_deref().map(inert).unwrap_or_else(|| customary.to_owned());
            let rest = std::iter::once(customary).chain(others.iter().copied()).filter(|family| *family != first).map(str::to_owned);
            std::iter::once(first.clone()).chain(rest).collect()
        };
        Faces {
            title: families(&settings.title, "方正小标宋简体", XIAO_BIAO_SONG),
            heading: families(&settings.heading, "黑体", HEI),
            subheading: families(&settings.subheading, "楷体_GB2312", KAI),
            body: families(&settings.body, "仿宋_GB2312", FANG),
            table: families(&settings.table, "宋体", SONG),
        }
    }

    /// The families of a face.
    pub fn of(&self, face: Face) -> &[String] {
        match face {
            Face::Title => &self.title,
            Face::Heading => &self.heading,
            Face::Subheading => &self.subheading,
            Face::Body => &self.body,
            Face::Table => &self.table,
        }
    }

    /// The family a document names.
    pub fn first(&self, face: Face) -> &str {
        self.of(face).first().map_or("", String::as_str)
    }
}
