//! The fonts inside the program (内置字体): characters of GB 2312 from Noto Serif CJK SC and Noto Sans CJK SC, under the SIL Open Font
//! License (`OFL.txt`); `make.py` makes the parts.

use std::io::Read as _;

use flate2::read::DeflateDecoder;
use typst::foundations::Bytes;
use typst::text::{Font, FontInfo};

const SERIF: [&[u8]; 2] = [include_bytes!("serif.0.bin"), include_bytes!("serif.1.bin")];
const SANS: [&[u8]; 2] = [include_bytes!("sans.0.bin"), include_bytes!("sans.1.bin")];

/// Both fonts.
pub(super) fn fonts() -> impl Iterator<Item = (Font, FontInfo)> {
    [SERIF, SANS].into_iter().filter_map(|[first, second]| {
        let mut font = Vec::new();
        DeflateDecoder::new(first.chain(second)).read_to_end(&mut font).ok()?;
        let font = Font::new(Bytes::new(font), 0)?;
        let about = font.info().clone();
        Some((font, about))
    })
}
