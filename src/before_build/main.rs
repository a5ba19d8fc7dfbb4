//! What Cargo runs before it builds (`build` in Cargo.toml); no module names it.

#![expect(clippy::print_stdout, reason = "Cargo reads what this prints")]

mod first;
mod grammar;
mod link;
mod nodes;
mod tables;

use std::error::Error;
use std::path::PathBuf;

#[expect(clippy::disallowed_methods, reason = "Cargo reads the tables only once this has ended")]
fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=src/before_build");
    println!("cargo::rerun-if-changed=grammar");
    link::at_a_fixed_address();
    let out = std::env::var_os("OUT_DIR").ok_or("Cargo tells no folder to write to")?;
    std::fs::write(PathBuf::from(out).join("grammar.rs"), grammar::as_tables()?)?;
    Ok(())
}
