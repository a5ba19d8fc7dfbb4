//! The records of an XLS file, looked through before it is read: how far its cells reach, and which show percentages.

use std::collections::{BTreeMap, BTreeSet};

/// What a scan tells of the sheets, in their order.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// One entry per sheet.
    pub sheets: Vec<SheetScan>,
}

/// What a scan tells of one sheet.
#[derive(Debug, Default)]
pub(super) struct SheetScan {
    /// Cells that show percentages, by row and column from 0.
    pub percent: BTreeSet<(u16, u16)>,
    /// Rows times columns that reading it takes.
    pub area: u64,
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2).map(|b| b.iter().rev().fold(0, |n, b| n << 8 | u16::from(*b)))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4).map(|b| b.iter().rev().fold(0, |n, b| n << 8 | u32::from(*b)))
}

/// Looks through a file; `None` if it has no workbook or is cut short.
pub(super) fn scan(file: &[u8]) -> Option<Scan> {
    let stream = workbook(file)?;
    let mut formats: BTreeMap<u16, bool> = BTreeMap::new();
    let (mut styles, mut starts) = (Vec::new(), Vec::new());
    for (kind, data) in records(&stream, 0) {
        match kind {
            0x0085 => starts.push(u32_at(data, 0)? as usize),
            0x041E => {
                formats.insert(u16_at(data, 0)?, data.contains(&b'%'));
            }
            0x00E0 => styles.push(u16_at(data, 2)?),
            0x000A => break,
            _ => {}
        }
    }
    let percent: Vec<bool> = styles.iter().map(|format| formats.get(format).copied().unwrap_or(matches!(format, 9 | 10))).collect();
    let mut out = Scan::default();
    for start in starts {
        if start >= stream.len() {
            return None;
        }
        out.sheets.push(sheet(&stream, start, &percent)?);
    }
    Some(out)
}

fn sheet(stream: &[u8], start: usize, percent: &[bool]) -> Option<SheetScan> {
    let mut out = SheetScan::default();
    let (mut last_row, mut last_column, mut depth) = (0_u64, 0_u64, 0_usize);
    for (kind, data) in records(stream, start) {
        match kind {
            0x0809 => depth += 1,
            0x000A if depth <= 1 => break,
            0x000A => depth -= 1,
            0x0200 => {
                // The declared size is believed by readers, so it counts.
                let (first, end) = (u32_at(data, 0)?, u32_at(data, 4)?);
                let (left, right) = (u16_at(data, 8)?, u16_at(data, 10)?);
                let rows = u64::from(end.checked_sub(first)?);
                out.area = out.area.max((rows + 1) * (u64::from(right.checked_sub(left)?) + 1));
            }
            0x0203 | 0x0204 | 0x0205 | 0x00D6 | 0x027E | 0x00FD | 0x0006 | 0x00BD => {
                let (row, column) = (u16_at(data, 0)?, u16_at(data, 2)?);
                last_row = last_row.max(u64::from(row));
                let width = if kind == 0x00BD { (data.len().checked_sub(6)? / 6) as u16 } else { 1 };
                last_column = last_column.max(u64::from(column) + u64::from(width));
                for n in 0..width {
                    let style = u16_at(data, 4 + usize::from(n) * 6)?;
                    if percent.get(usize::from(style)) == Some(&true) {
                        out.percent.insert((row, column.checked_add(n)?));
                    }
                }
            }
            _ => {}
        }
    }
    out.area = out.area.max((last_row + 1) * (last_column + 1));
    Some(out)
}

/// Records from a place on: kind and data.
fn records(stream: &[u8], start: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut at = start;
    std::iter::from_fn(move || {
        let (kind, size) = (u16_at(stream, at)?, usize::from(u16_at(stream, at + 2)?));
        let data = stream.get(at + 4..at + 4 + size)?;
        at += 4 + size;
        Some((kind, data))
    })
}

const END: u32 = 0xFFFF_FFFA;

/// The stream of the workbook inside the compound file.
fn workbook(file: &[u8]) -> Option<Vec<u8>> {
    let sector = 1_usize.checked_shl(u32::from(u16_at(file, 30)?)).filter(|s| (128..=4096).contains(s))?;
    let mini = 1_usize.checked_shl(u32::from(u16_at(file, 32)?)).filter(|s| (8..=sector).contains(s))?;
    let sector_at = |id: u32| {
        let start = (id as usize).checked_add(1)?.checked_mul(sector)?;
        file.get(start..file.len().min(start.checked_add(sector)?)).filter(|s| !s.is_empty())
    };
    let most = file.len() / sector + 1;
    // The list of the sectors that hold the table of sectors.
    let mut tables: Vec<u32> = (0..109).filter_map(|n| u32_at(file, 76 + 4 * n)).filter(|id| *id < END).collect();
    let mut next = u32_at(file, 68)?;
    for _ in 0..most {
        if next >= END {
            break;
        }
        let list = sector_at(next)?;
        tables.extend((0..sector / 4 - 1).filter_map(|n| u32_at(list, 4 * n)).filter(|id| *id < END));
        next = u32_at(list, sector - 4)?;
    }
    let mut chain_of: Vec<u32> = Vec::new();
    for id in tables.iter().take(most) {
        let table = sector_at(*id)?;
        chain_of.extend((0..sector / 4).filter_map(|n| u32_at(table, 4 * n)));
    }
    let stream = |first: u32| -> Option<Vec<u8>> {
        let (mut out, mut id) = (Vec::new(), first);
        for _ in 0..most {
            if id >= END {
                return Some(out);
            }
            out.extend_from_slice(sector_at(id)?);
            id = *chain_of.get(id as usize)?;
        }
        None
    };
    let entries = stream(u32_at(file, 48)?)?;
    let find = |wanted: &[&str]| {
        entries.chunks_exact(128).find(|entry| {
            let units: Vec<u16> = (0..32).filter_map(|n| u16_at(entry, 2 * n)).take_while(|u| *u != 0).collect();
            let name = String::from_utf16_lossy(&units);
            wanted.iter().any(|w| name.eq_ignore_ascii_case(w))
        })
    };
    let book = find(&["Workbook"]).or_else(|| find(&["Book"]))?;
    let (first, size) = (u32_at(book, 116)?, u32_at(book, 120)? as usize);
    if size >= u32_at(file, 56)? as usize {
        let mut out = stream(first)?;
        out.truncate(size);
        return Some(out);
    }
    // A small stream lies inside the stream of small ones.
    let container = stream(u32_at(entries.get(..128)?, 116)?)?;
    let table = stream(u32_at(file, 60)?)?;
    let (mut out, mut id) = (Vec::new(), first);
    for _ in 0..=container.len() / mini {
        if id >= END {
            break;
        }
        let start = (id as usize).checked_mul(mini)?;
        out.extend_from_slice(container.get(start..start + mini)?);
        id = u32_at(&table, 4 * id as usize)?;
    }
    out.truncate(size);
    Some(out)
}
