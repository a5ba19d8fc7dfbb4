//! Paper and sizes (纸张和字号), as GB/T 9704 has them. Lengths are twentieths of a point, of which a millimeter has 1440/25.4.

use serde::Serialize;

/// Which way the paper lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// A4 upright.
    Portrait,
    /// A4 across.
    Landscape,
}

/// Millimeters as twentieths of a point.
pub(in crate::forms) fn twips(millimeters: u32) -> u32 {
    (millimeters * 14400 + 127) / 254
}

/// Distance of lines of text: 22 lines fill a page.
pub const LINE_PITCH: u32 = 579;

impl Paper {
    /// Width and height in millimeters.
    pub fn size(self) -> (u32, u32) {
        match self {
            Paper::Portrait => (210, 297),
            Paper::Landscape => (297, 210),
        }
    }

    /// Margins at the top, right, bottom and left, in millimeters: what lies across is a page turned on its left side.
    pub fn margins(self) -> [u32; 4] {
        match self {
            Paper::Portrait => [37, 26, 35, 28],
            Paper::Landscape => [28, 37, 26, 35],
        }
    }

    /// Width in millimeters between the margins.
    pub fn width(self) -> u32 {
        match self {
            Paper::Portrait => 156,
            Paper::Landscape => 225,
        }
    }

    /// Width and height between the margins.
    pub fn room(self) -> (u32, u32) {
        match self {
            Paper::Portrait => (twips(156), twips(225)),
            Paper::Landscape => (twips(225), twips(156)),
        }
    }
}

/// Size of text in a table (字号).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TextSize {
    /// 小四: 12 points.
    Large,
    /// 五号: 10.5 points.
    Normal,
    /// 小五: 9 points.
    Small,
}

impl TextSize {
    /// In half points.
    pub fn half_points(self) -> u32 {
        match self {
            TextSize::Large => 24,
            TextSize::Normal => 21,
            TextSize::Small => 18,
        }
    }

    /// Distance of lines.
    pub fn pitch(self) -> u32 {
        match self {
            TextSize::Large => 360,
            TextSize::Normal => 310,
            TextSize::Small => 270,
        }
    }
}

/// Room between the text of a cell and its border, at the sides.
pub const CELL_SIDE: u32 = 85;
/// Room between the text of a cell and its border, above and below.
pub const CELL_TOP: u32 = 45;
