//! How a value is spread over lines.

/// Indentation of an attribute, in spaces.
pub(super) const ATTRIBUTE: &str = "  ";
/// Indentation of a line that continues the one above.
pub(super) const CONTINUED: &str = "    ";

/// A text with `\n` at the places where a line may or must end.
#[derive(Debug)]
pub(super) enum Laid {
    /// Every break is the author's.
    Fixed(String),
    /// All breaks, or none if the line is short: one item of a list per line.
    Items(String),
    /// As few breaks as possible.
    Filled(String),
}

/// Columns of a list that stays on one line.
const ITEMS_COLUMNS: usize = 72;
/// Columns of any other line that can be broken.
const FILLED_COLUMNS: usize = 100;

/// Prints `lead` and the value behind it.
pub(super) fn lay(lead: &str, value: &Laid) -> String {
    match value {
        Laid::Fixed(text) => hang(lead, text.lines()),
        Laid::Items(text) => {
            let line = without_breaks(text);
            if columns(lead) + columns(&line) <= ITEMS_COLUMNS { format!("{lead}{line}") } else { hang(lead, text.split('\n')) }
        }
        Laid::Filled(text) => {
            let mut lines: Vec<String> = Vec::new();
            let mut used = columns(lead);
            for piece in text.split('\n') {
                let width = columns(piece);
                match lines.last_mut() {
                    Some(line) if used + width <= FILLED_COLUMNS => line.push_str(piece),
                    None => lines.push(piece.to_owned()),
                    Some(_) => {
                        lines.push(piece.to_owned());
                        used = CONTINUED.len();
                    }
                }
                used += width;
            }
            hang(lead, lines.iter().map(String::as_str))
        }
    }
}

/// The text on one line.
pub(super) fn without_breaks(text: &str) -> String {
    text.replace('\n', "")
}

fn hang<'t>(lead: &str, lines: impl Iterator<Item = &'t str>) -> String {
    let mut out = lead.to_owned();
    for (i, line) in lines.enumerate() {
        if i > 0 {
            out.push('\n');
            if !line.is_empty() {
                out.push_str(CONTINUED);
            }
        }
        out.push_str(line);
    }
    out
}

/// Columns of a text in a font where a Chinese character is two wide.
fn columns(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}
