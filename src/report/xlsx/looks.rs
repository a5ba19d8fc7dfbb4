//! The looks of cells.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// The looks of cells.
pub(super) struct Looks {
    pub title: Format,
    pub mark: Format,
    pub head: Format,
    pub name: Format,
    pub text: Format,
    pub center: Format,
    pub number: Format,
    pub bold: Format,
    /// A cell that lost points.
    pub lost: Format,
    /// A result that is not there.
    pub lacking: Format,
    pub sign: Format,
}

const SONG: &str = "宋体";
const HEI: &str = "黑体";
const LINES: Color = Color::RGB(0x00A6_A6A6);

impl Looks {
    pub(super) fn new() -> Self {
        let base = || Format::new().set_font_name(SONG).set_font_size(10);
        let boxed = || base().set_border(FormatBorder::Thin).set_border_color(LINES).set_align(FormatAlign::VerticalCenter);
        let text = || boxed().set_text_wrap().set_num_format("@");
        Looks {
            title: base()
                .set_font_name(HEI)
                .set_font_size(16)
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_text_wrap(),
            mark: base().set_font_color(Color::RGB(0x0059_5959)),
            head: boxed().set_font_name(HEI).set_text_wrap().set_align(FormatAlign::Center).set_background_color(Color::RGB(0x00E8_EDF2)),
            name: text().set_bold(),
            text: text(),
            center: text().set_align(FormatAlign::Center),
            number: boxed().set_align(FormatAlign::Right),
            bold: boxed().set_align(FormatAlign::Right).set_bold(),
            lost: Format::new().set_background_color(Color::RGB(0x00FB_E3C8)).set_font_color(Color::RGB(0x0087_3A0A)),
            lacking: Format::new().set_background_color(Color::RGB(0x00E3_E3E3)).set_font_color(Color::RGB(0x0059_5959)),
            sign: base().set_font_size(11),
        }
    }
}
