//! Limits of data files: what keeps any file from exhausting time or memory. Spec: §11.6.

/// Bytes of one file.
pub const FILE_BYTES: usize = 256 << 20;
/// Bytes of a packed file once unpacked.
pub const UNPACKED_BYTES: u64 = 1 << 30;
/// Parts of a packed file.
pub const PARTS: usize = 10_000;
/// Sheets of a workbook.
pub const SHEETS: usize = 256;
/// Rows of one table.
pub const ROWS: usize = 4_000_000;
/// Columns of one table.
pub const COLUMNS: usize = 16_384;
/// Cells of one file.
pub const CELLS: usize = 64_000_000;
/// Bytes of one cell.
pub const CELL_BYTES: usize = 64 << 10;
/// Rows above the header.
pub const ROWS_ABOVE_HEADER: usize = 10;
/// Problems of one reading; more are counted, not listed.
pub const PROBLEMS: usize = 1_000;
