//! The report as JSON (机器可读结果): the structure as it is. Schema: `spec/schemas/results.schema.json`.

use super::Report;

/// The report as indented JSON, with a line end.
pub fn write(report: &Report) -> String {
    let mut text = serde_json::to_string_pretty(report).unwrap_or_default();
    text.push('\n');
    text
}
