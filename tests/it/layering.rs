//! A module names only modules of a lower rank (src/ARCHITECTURE.md).

use std::path::{Path, PathBuf};

/// The ranks, lowest first.
const RANKS: &[(&str, u8)] = &[
    ("source", 0),
    ("expr", 1),
    ("finding", 1),
    ("side_by_side", 1),
    ("web", 1),
    ("syntax", 2),
    ("sentence", 3),
    ("format", 4),
    ("model", 4),
    ("check", 5),
    ("reading", 5),
    ("ir", 6),
    ("data", 7),
    ("score", 8),
    ("oracle", 8),
    ("config", 9),
    ("report", 9),
    ("coverage", 10),
    ("build", 11),
    ("forms", 11),
    ("stream", 11),
    ("cli", 12),
];

fn rank(module: &str) -> Option<u8> {
    RANKS.iter().find(|(name, _)| *name == module).map(|(_, rank)| *rank)
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

/// The modules a text names as `crate::module` or `crate::{module…`.
fn named(text: &str) -> Vec<String> {
    text.match_indices("crate::")
        .map(|(at, _)| text[at + 7..].chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect())
        .filter(|name: &String| !name.is_empty())
        .collect()
}

#[test]
fn no_module_names_one_of_its_own_rank_or_above() {
    let mut all = Vec::new();
    files(Path::new("src"), &mut all);
    let mut wrong = Vec::new();
    let mut looked_at = 0;
    for path in all {
        let own = path.components().nth(1).unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned();
        let Some(own_rank) = rank(&own) else {
            assert!(["lib", "main", "before_build"].contains(&own.as_str()), "{} has no rank: add it to the table", path.display());
            continue;
        };
        looked_at += 1;
        for other in named(&std::fs::read_to_string(&path).unwrap()) {
            let Some(other_rank) = rank(&other) else { continue };
            // The façade in lib.rs is above everything but the command line.
            if other != own && other_rank >= own_rank {
                wrong.push(format!("{} names crate::{other} (rank {other_rank}, own rank {own_rank})", path.display()));
            }
        }
    }
    assert!(looked_at > 40, "only {looked_at} files were looked at");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
