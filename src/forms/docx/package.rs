//! The package (文件包): parts in a fixed order, with a fixed time, so that the same parts give the same bytes.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::forms::FormError;

/// The parts as a file.
///
/// # Errors
/// What the package writer refused.
pub(super) fn pack(parts: &[(&str, String)]) -> Result<Vec<u8>, FormError> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default());
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, options).map_err(FormError::new)?;
        writer.write_all(text.as_bytes()).map_err(FormError::new)?;
    }
    Ok(writer.finish().map_err(FormError::new)?.into_inner())
}
