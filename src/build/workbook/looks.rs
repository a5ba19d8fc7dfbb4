//! The looks of cells (单元格样式).

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

const SONG: &str = "宋体";
const HEI: &str = "黑体";
const LINES: Color = Color::RGB(0x00B7_BEC7);
const DEEP: Color = Color::RGB(0x001F_3864);

/// The looks of cells.
pub(super) struct Looks {
    pub title: Format,
    pub mark: Format,
    pub note: Format,
    pub head: Format,
    pub verified_head: Format,
    pub section: Format,
    pub name: Format,
    pub text: Format,
    pub center: Format,
    pub number: Format,
    pub bold: Format,
    /// A cell to fill in.
    pub entry: Format,
    pub entry_text: Format,
    /// A cell for a verified value.
    pub verified: Format,
    pub link: Format,
    pub sign: Format,
    /// A required cell without a value.
    pub missing: Format,
    /// A value that does not fit.
    pub wrong: Format,
    /// Points that were lost.
    pub lost: Format,
    /// A result that is not there.
    pub lacking: Format,
    /// The best grade.
    pub best: Format,
}

impl Looks {
    pub fn new() -> Looks {
        let base = || Format::new().set_font_name(SONG).set_font_size(10);
        let boxed = || base().set_border(FormatBorder::Thin).set_border_color(LINES).set_align(FormatAlign::VerticalCenter);
        let text = || boxed().set_text_wrap();
        let head =
            |color: u32| boxed().set_font_name(HEI).set_text_wrap().set_align(FormatAlign::Center).set_background_color(Color::RGB(color));
        let fill = |back: u32, fore: u32| Format::new().set_background_color(Color::RGB(back)).set_font_color(Color::RGB(fore));
        let entry = || boxed().set_unlocked().set_background_color(Color::RGB(0x00FF_FDF2)).set_align(FormatAlign::Right);
        Looks {
            title: base().set_font_name(HEI).set_font_size(16).set_font_color(DEEP).set_align(FormatAlign::VerticalCenter),
            mark: base().set_font_color(Color::RGB(0x0070_7070)),
            note: base().set_font_color(Color::RGB(0x0059_5959)).set_text_wrap().set_align(FormatAlign::Top),
            head: head(0x00DD_E6F1),
            verified_head: head(0x00E4_EFDC),
            section: head(0x00C5_D3E6).set_align(FormatAlign::Left).set_indent(1),
            name: text().set_bold().set_indent(1),
            text: text(),
            center: text().set_align(FormatAlign::Center),
            number: boxed().set_align(FormatAlign::Right),
            bold: boxed().set_align(FormatAlign::Right).set_bold(),
            entry: entry(),
            entry_text: entry().set_align(FormatAlign::Left).set_text_wrap().set_num_format("@"),
            verified: entry().set_background_color(Color::RGB(0x00F3_F9EF)),
            link: text().set_font_color(Color::RGB(0x0005_63C1)).set_underline(rust_xlsxwriter::FormatUnderline::Single),
            sign: base().set_font_size(11),
            missing: fill(0x00FF_E699, 0x007F_6000),
            wrong: fill(0x00F8_CBAD, 0x009C_0006),
            lost: fill(0x00FB_E3C8, 0x0087_3A0A),
            lacking: fill(0x00E3_E3E3, 0x0059_5959),
            best: fill(0x00D5_E8D0, 0x0037_5623),
        }
    }
}
