//! The text of a file as it comes (文本流): its mark dropped, every line ended alike, GB18030 decoded.

use std::io::Read;

use encoding_rs::DecoderResult;

use super::Stop;

/// A text that is read piece by piece.
pub(super) struct Text<R> {
    input: R,
    /// For GB18030, else the bytes are UTF-8 that nobody looked at yet.
    decoder: Option<Box<encoding_rs::Decoder>>,
    raw: Vec<u8>,
    started: bool,
    /// Whether the last piece ended in a carriage return.
    after_return: bool,
}

impl<R: Read> Text<R> {
    pub fn new(input: R, gb18030: bool) -> Self {
        let decoder = gb18030.then(|| Box::new(encoding_rs::GB18030.new_decoder_without_bom_handling()));
        Text { input, decoder, raw: Vec::new(), started: false, after_return: false }
    }

    /// Adds at most so many bytes of the file to a text; `false` at its end.
    pub fn read(&mut self, most: usize, out: &mut Vec<u8>) -> Result<bool, Stop> {
        let from = out.len();
        let mut got = 0;
        if !self.started {
            got = self.begin(out)?;
        }
        let count = match &mut self.decoder {
            None => (&mut self.input).take(most as u64).read_to_end(out).map_err(Stop::Read)? + got,
            Some(_) => {
                self.raw.clear();
                self.raw.extend(out.drain(from..));
                (&mut self.input).take(most as u64).read_to_end(&mut self.raw).map_err(Stop::Read)?;
                self.decode(out)?;
                self.raw.len()
            }
        };
        self.line_ends(out, from);
        Ok(count > 0)
    }

    /// The mark of a file is no text.
    fn begin(&mut self, out: &mut Vec<u8>) -> Result<usize, Stop> {
        self.started = true;
        let from = out.len();
        (&mut self.input).take(3).read_to_end(out).map_err(Stop::Read)?;
        match out.get(from..) {
            Some([0xEF, 0xBB, 0xBF]) => out.truncate(from),
            Some([0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]) => return Err(Stop::Utf16),
            _ => {}
        }
        Ok(out.len() - from)
    }

    fn decode(&mut self, out: &mut Vec<u8>) -> Result<(), Stop> {
        let Some(decoder) = &mut self.decoder else { return Ok(()) };
        let last = self.raw.is_empty();
        let mut text =
            String::with_capacity(decoder.max_utf8_buffer_length_without_replacement(self.raw.len()).unwrap_or(self.raw.len() * 3 + 16));
        match decoder.decode_to_string_without_replacement(&self.raw, &mut text, last) {
            (DecoderResult::InputEmpty, _) => {}
            (DecoderResult::OutputFull | DecoderResult::Malformed(..), _) => return Err(Stop::NotText),
        }
        if text.contains('\0') {
            return Err(Stop::Binary);
        }
        if text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return Err(Stop::NotText);
        }
        out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    /// Every line ends in `\n`.
    fn line_ends(&mut self, out: &mut Vec<u8>, from: usize) {
        let fresh = out.get(from..).unwrap_or_default();
        if !self.after_return && memchr::memchr(b'\r', fresh).is_none() {
            return;
        }
        let (mut after_return, mut kept) = (self.after_return, from);
        for at in from..out.len() {
            let byte = out.get(at).copied().unwrap_or_default();
            let dropped = byte == b'\n' && after_return;
            after_return = byte == b'\r';
            if !dropped && let Some(place) = out.get_mut(kept) {
                *place = if byte == b'\r' { b'\n' } else { byte };
                kept += 1;
            }
        }
        self.after_return = after_return;
        out.truncate(kept);
    }
}
