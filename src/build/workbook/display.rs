//! Whether a cell shows its value (单元格的显示): number formats and colors that hide it or show another one. Spec: §14e.8.

use std::collections::BTreeMap;

use super::package::{Met, attribute, walk};

/// How a cell looks, as far as it can hide something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Look {
    /// The code of its number format; empty for the general one.
    pub format: String,
    /// Whether it is protected.
    pub locked: bool,
    ink: Option<String>,
    paper: Option<String>,
}

/// The looks cells and conditional formats refer to by number.
#[derive(Debug, Default)]
pub(super) struct Styles {
    cells: Vec<Look>,
    marks: Vec<Look>,
}

/// What a number format does to a number.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    percent: bool,
    thousandths: usize,
    places: usize,
    day: bool,
}

impl Look {
    fn plain() -> Look {
        Look { format: String::new(), locked: true, ink: None, paper: None }
    }

    /// Whether something written in it cannot be seen.
    pub fn hides(&self) -> bool {
        let white = || "FFFFFF".to_owned();
        let ink = self.ink.clone().unwrap_or_else(|| "000000".to_owned());
        sections(&self.format).iter().any(|s| !shows(s)) || ink == self.paper.clone().unwrap_or_else(white)
    }

    /// Whether it writes digits that are not those of the value.
    pub fn invents(&self) -> bool {
        sections(&self.format).iter().any(|s| literals(s).chars().any(char::is_numeric))
    }

    /// Whether numbers look the same in both.
    pub fn shows_as(&self, other: &Look) -> bool {
        Shown::of(&self.format) == Shown::of(&other.format)
    }
}

impl Styles {
    /// The looks of a workbook from its styles.
    pub fn read(text: &str) -> Option<Styles> {
        let mut out = Styles::default();
        let mut formats: BTreeMap<String, String> = BTreeMap::new();
        let (mut inks, mut papers): (Vec<Option<String>>, Vec<Option<String>>) = (Vec::new(), Vec::new());
        let mut open: Vec<String> = Vec::new();
        walk(text, &mut |met| match met {
            Met::Start(name, e) => {
                let inside = |wanted: &str| open.iter().any(|o| o == wanted);
                let get = |name: &str| attribute(e, name);
                match name {
                    "numFmt" if inside("dxf") => {
                        if let Some(mark) = out.marks.last_mut() {
                            mark.format = get("formatCode").unwrap_or_default();
                        }
                    }
                    "numFmt" => drop(formats.insert(get("numFmtId").unwrap_or_default(), get("formatCode").unwrap_or_default())),
                    "dxf" => out.marks.push(Look::plain()),
                    "font" if !inside("dxf") => inks.push(None),
                    "fill" if !inside("dxf") => papers.push(None),
                    "color" if inside("font") => {
                        let target = if inside("dxf") { out.marks.last_mut().map(|m| &mut m.ink) } else { inks.last_mut() };
                        if let Some(ink) = target {
                            *ink = color(&get);
                        }
                    }
                    // A solid fill of a cell is its foreground, that of a conditional format its background.
                    "fgColor" if inside("fill") && !inside("dxf") => {
                        if let Some(paper) = papers.last_mut() {
                            *paper = color(&get);
                        }
                    }
                    "bgColor" if inside("fill") && inside("dxf") => {
                        if let Some(mark) = out.marks.last_mut() {
                            mark.paper = color(&get);
                        }
                    }
                    "xf" if inside("cellXfs") => {
                        let at = |name: &str| get(name).and_then(|v| v.parse::<usize>().ok()).unwrap_or_default();
                        let id = get("numFmtId").unwrap_or_default();
                        out.cells.push(Look {
                            format: formats.get(&id).cloned().unwrap_or_else(|| built_in(&id)),
                            locked: true,
                            ink: inks.get(at("fontId")).cloned().flatten(),
                            paper: papers.get(at("fillId")).cloned().flatten(),
                        });
                    }
                    "protection" if inside("cellXfs") => {
                        if let Some(look) = out.cells.last_mut() {
                            look.locked = get("locked").is_none_or(|v| v == "1" || v == "true");
                        }
                    }
                    _ => {}
                }
                open.push(name.to_owned());
            }
            Met::End(_) => drop(open.pop()),
            Met::Text(_) => {}
        })?;
        Some(out)
    }

    /// The look of a cell by its number.
    pub fn cell(&self, at: usize) -> Look {
        self.cells.get(at).cloned().unwrap_or_else(Look::plain)
    }

    /// Whether a conditional format hides what it marks.
    pub fn mark_hides(&self, at: usize) -> bool {
        // What it leaves open, such as the ink on a new ground, stays as it was.
        self.marks.get(at).is_some_and(|m| sections(&m.format).iter().any(|s| !shows(s)) || (m.ink.is_some() && m.hides()))
    }
}

/// A color as six digits, where it can be told without the theme of the file.
fn color(get: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    if let Some(rgb) = get("rgb") {
        let at = rgb.len().checked_sub(6)?;
        return rgb.get(at..).map(str::to_ascii_uppercase);
    }
    match (get("theme").as_deref(), get("indexed").as_deref()) {
        (Some("0"), _) if get("tint").is_none() => Some("FFFFFF".to_owned()),
        (_, Some("1" | "9" | "65")) => Some("FFFFFF".to_owned()),
        _ => None,
    }
}

/// The formats every program knows by number.
fn built_in(id: &str) -> String {
    match id {
        "1" => "0",
        "2" => "0.00",
        "3" => "#,##0",
        "4" => "#,##0.00",
        "9" => "0%",
        "10" => "0.00%",
        "14" | "15" | "16" | "17" | "22" => "yyyy-mm-dd",
        "49" => "@",
        _ => "",
    }
    .to_owned()
}

/// The sections of a format: of positive, negative, zero and text.
fn sections(format: &str) -> Vec<String> {
    if format.is_empty() {
        return vec!["General".to_owned()];
    }
    let mut out = vec![String::new()];
    let (mut quoted, mut escaped) = (false, false);
    for c in format.chars() {
        if c == ';' && !quoted && !escaped {
            out.push(String::new());
            continue;
        }
        quoted ^= c == '"' && !escaped;
        escaped = c == '\\' && !escaped && !quoted;
        if let Some(last) = out.last_mut() {
            last.push(c);
        }
    }
    out
}

/// A section without its literal text, and that text.
fn split(section: &str) -> (String, String) {
    let (mut plain, mut literal) = (String::new(), String::new());
    let mut chars = section.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => literal.extend(chars.by_ref().take_while(|c| *c != '"')),
            '\\' => literal.extend(chars.next()),
            // A blank as wide as a character, a character that fills the cell.
            '_' | '*' => drop(chars.next()),
            '[' => chars.by_ref().take_while(|c| *c != ']').for_each(drop),
            c => plain.push(c),
        }
    }
    (plain, literal)
}

fn literals(section: &str) -> String {
    split(section).1
}

/// Whether a section shows the value.
fn shows(section: &str) -> bool {
    let lower = split(section).0.to_lowercase();
    lower.chars().any(|c| matches!(c, '0' | '#' | '?' | '@' | 'y' | 'm' | 'd' | 'h' | 's' | 'e'))
}

impl Shown {
    fn of(format: &str) -> Shown {
        let first = sections(format).into_iter().next().unwrap_or_default();
        let (plain, _) = split(&first);
        let placeholder = |c: char| matches!(c, '0' | '#' | '?');
        let places = plain.split_once('.').map_or(0, |(_, tail)| tail.chars().take_while(|c| placeholder(*c)).count());
        let last = plain.rfind(placeholder).map_or(plain.len(), |at| at + 1);
        let tail = plain.get(last..).unwrap_or_default();
        Shown {
            percent: plain.contains('%'),
            thousandths: tail.chars().take_while(|c| *c == ',').count(),
            places,
            day: plain.to_lowercase().contains(['y', 'd']),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Look;

    fn look(format: &str) -> Look {
        Look { format: format.to_owned(), ..Look::plain() }
    }

    #[test]
    fn formats_that_hide_a_value_are_told_from_those_that_show_it() {
        for format in [";;;", "0;;", "0;-0;;@", "\"\"", "\"优秀\"", "0;0;0;", "[White]\"\""] {
            assert!(look(format).hides(), "{format}");
        }
        for format in ["", "General", "0", "0.00##", "yyyy\\-mm\\-dd", "@", "#,##0.00_);[Red](#,##0.00)", "0\"分\""] {
            assert!(!look(format).hides(), "{format}");
        }
    }

    #[test]
    fn formats_that_show_another_number_are_told() {
        assert!(look("\"9\"0").invents() && look("0\\9").invents());
        assert!(!look("0\"分\"").invents());
        for (a, b, same) in
            [("0.00", "0.0#", true), ("0.00", "0", false), ("0.00", "0.00%", false), ("0", "0,", false), ("0", "#,##0", true)]
        {
            assert_eq!(look(a).shows_as(&look(b)), same, "{a} {b}");
        }
    }

    #[test]
    fn ink_on_ground_of_its_own_color_hides() {
        let white = Look { ink: Some("FFFFFF".to_owned()), ..Look::plain() };
        assert!(white.hides());
        assert!(!Look { paper: Some("1F3864".to_owned()), ..white }.hides());
    }
}
