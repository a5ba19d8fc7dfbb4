//! The grammar (`grammar/*.pest`) as tables, which `syntax/matcher.rs` follows.

use std::error::Error;

use super::first::sets;
use super::nodes::Nodes;
use super::tables::print;

/// The tables as Rust.
///
/// # Errors
///
/// A grammar that pest does not take, or that says what no table can hold.
#[expect(clippy::disallowed_methods, reason = "the files of the grammar are our own, and are put in order")]
pub fn as_tables() -> Result<String, Box<dyn Error>> {
    let mut files: Vec<_> = std::fs::read_dir("grammar")?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "pest"));
    files.sort();
    let texts = files.iter().map(std::fs::read_to_string).collect::<Result<Vec<_>, _>>()?;
    let (_, rules) = pest_meta::parse_and_optimize(&texts.join("\n"))
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
    let nodes = Nodes::of(rules)?;
    let (alphabet, starts) = sets(&nodes);
    Ok(print(&nodes, &alphabet, &starts)?)
}
