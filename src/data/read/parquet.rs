//! Parquet: columns by name, one table per file. Spec: §11.4.

use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;

use super::{Reader, Unreadable};
use crate::data::limits;
use crate::data::raw::{Raw, Sheet};
use crate::expr::Number;
use crate::finding::Words;

/// The one table of the file.
pub(super) fn read(reader: &mut Reader<'_>, bytes: Vec<u8>) -> Vec<Sheet> {
    table(reader, bytes).ok().into_iter().collect()
}

fn table(reader: &mut Reader<'_>, bytes: Vec<u8>) -> Result<Sheet, Unreadable> {
    let damaged = || Words::new("不是完整的Parquet文件", "this is no complete Parquet file");
    let Ok(file) = SerializedFileReader::new(bytes::Bytes::from(bytes)) else { return Err(reader.unreadable(damaged())) };
    let meta = file.metadata();
    let mut unpacked: u64 = 0;
    for group in meta.row_groups() {
        unpacked = unpacked.saturating_add(u64::try_from(group.total_byte_size()).unwrap_or(u64::MAX));
    }
    if unpacked > limits::UNPACKED_BYTES {
        let message = Words::new("解压后太大", "the file is too large once unpacked");
        return Err(reader.too_large(message, limits::UNPACKED_BYTES, "字节", "bytes"));
    }
    let mut sheet = Sheet::new(&reader.name, None);
    sheet.records = true;
    let pairs = meta.file_metadata().key_value_metadata();
    sheet.stamp = pairs.and_then(|all| all.iter().find(|p| p.key == "evalc")).and_then(|p| p.value.clone());
    for (column, field) in meta.file_metadata().schema().get_fields().iter().enumerate() {
        reader.put(&mut sheet, 0, column, Raw::text(field.name()))?;
    }
    let Ok(rows) = file.get_row_iter(None) else { return Err(reader.unreadable(damaged())) };
    for (n, row) in rows.enumerate() {
        let Ok(row) = row else { return Err(reader.unreadable(damaged())) };
        for (column, (_, field)) in row.get_column_iter().enumerate() {
            reader.put(&mut sheet, u32::try_from(n + 1).unwrap_or(u32::MAX), column, cell(field))?;
        }
    }
    Ok(sheet)
}

fn cell(field: &Field) -> Raw {
    let float = |value: Option<String>| value.map_or_else(|| Raw::Error("NaN".to_owned()), Raw::Number);
    match field {
        Field::Null => Raw::Empty,
        Field::Bool(b) => Raw::Fact(*b),
        Field::Byte(n) => Raw::Number(n.to_string()),
        Field::Short(n) => Raw::Number(n.to_string()),
        Field::Int(n) => Raw::Number(n.to_string()),
        Field::Long(n) => Raw::Number(n.to_string()),
        Field::UByte(n) => Raw::Number(n.to_string()),
        Field::UShort(n) => Raw::Number(n.to_string()),
        Field::UInt(n) => Raw::Number(n.to_string()),
        Field::ULong(n) => Raw::Number(n.to_string()),
        Field::Float(n) => float(n.is_finite().then(|| n.to_string())),
        Field::Double(n) => float(Raw::float(*n)),
        Field::Decimal(n) => decimal(n.data(), n.scale()),
        Field::Str(text) => Raw::text(text.as_str()),
        Field::Date(days) => day(i64::from(*days)),
        Field::TimestampMillis(t) if t.rem_euclid(86_400_000) == 0 => day(t.div_euclid(86_400_000)),
        Field::TimestampMicros(t) if t.rem_euclid(86_400_000_000) == 0 => day(t.div_euclid(86_400_000_000)),
        other => Raw::Error(other.to_string()),
    }
}

/// Big-endian units of so many places.
fn decimal(bytes: &[u8], scale: i32) -> Raw {
    let negative = bytes.first().is_some_and(|b| b & 0x80 != 0);
    let (Ok(places), true) = (u32::try_from(scale), bytes.len() <= 16 && scale <= 38) else { return Raw::Error("?".to_owned()) };
    let units = bytes.iter().fold(if negative { -1_i128 } else { 0 }, |n, b| (n << 8) | i128::from(*b));
    let whole: Number = units.to_string().parse().unwrap_or_default();
    Raw::Number((&whole * &Number::ulp(places)).to_string())
}

/// A day from the number of days since 1970-01-01.
fn day(since: i64) -> Raw {
    const EPOCH: i64 = 719_468;
    if (-EPOCH + 400..=2_932_896).contains(&since) {
        Raw::Day(crate::sentence::day_of(since + EPOCH))
    } else {
        Raw::Error(since.to_string())
    }
}
