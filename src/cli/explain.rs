//! `evalc explain`: the page of a finding, or the rules of a city, in one language.

use std::io::Write as _;
use std::path::Path;

use super::arguments::{CommandError, Context, Outcome};
use crate::finding::{Code, Lang};
use crate::words;

/// Arguments of `evalc explain`.
#[derive(Debug, clap::Args)]
pub(super) struct Explain {
    /// 检查意见的编号，如 E0603，或它的英文名；也可以是规则文件或一个市的目录
    #[arg(value_name = "编号或路径", required_unless_present = "list")]
    wanted: Option<String>,
    /// 只说明这个指标
    #[arg(long, value_name = "指标编号", requires = "wanted")]
    indicator: Option<String>,
    /// 列出全部编号
    #[arg(long)]
    list: bool,
}

impl Explain {
    pub(super) fn run(&self, context: Context) -> Result<Outcome, CommandError> {
        let text = match (&self.wanted, Code::find(self.wanted.as_deref().unwrap_or_default().trim())) {
            (Some(_), Some(code)) if self.indicator.is_none() => page(code, context.lang),
            (Some(wanted), _) if Path::new(wanted).exists() => {
                super::explain_rules::text(Path::new(wanted), self.indicator.as_deref(), context.lang)?
            }
            (Some(wanted), _) if self.indicator.is_some() => return Err(missing(wanted)),
            (Some(wanted), _) => return Err(unknown(wanted)),
            (None, _) => list(context.lang),
        };
        // A reader that has seen enough is no failure.
        let _ = std::io::stdout().lock().write_all(text.as_bytes());
        Ok(Outcome::Clean)
    }
}

fn list(lang: Lang) -> String {
    let line = |code: &Code| {
        let severity = code.severity().words();
        format!("{}  {}  {}\n", code.id(), severity.get(lang), code.title().get(lang))
    };
    Code::ALL.iter().map(line).collect()
}

fn missing(path: &str) -> CommandError {
    CommandError::new(words! { zh: "读不到 {path}：没有这个文件或目录", en: "cannot read {path}: there is no such file or folder" })
}

fn unknown(wanted: &str) -> CommandError {
    let upper = wanted.trim().to_ascii_uppercase();
    let near = Code::ALL
        .iter()
        .map(|code| (strsim::osa_distance(code.id(), &upper).min(strsim::osa_distance(code.slug(), wanted)), code))
        .min()
        .map_or(("", ""), |(_, code)| (code.id(), code.slug()));
    let (id, slug) = near;
    CommandError::new(words! {
        zh: "没有“{wanted}”这个编号，最接近的是 {id}（{slug}）；写 --list 看全部编号",
        en: "there is no code `{wanted}`; the nearest is {id} ({slug}); --list shows all"
    })
}

/// The page of a code in one language, as plain text.
///
/// A page says everything in Chinese, then everything in English: the English part begins at the first paragraph with
/// more Latin letters than Han characters. Examples stand in the Chinese part; the English reader gets them too.
pub(super) fn page(code: Code, lang: Lang) -> String {
    let title = code.title();
    let severity = code.severity().words();
    let mut out = format!("{} {}（{}）\n", code.id(), title.get(lang), severity.get(lang));
    if lang == Lang::En {
        out = format!("{}: {} ({})\n", code.id(), title.get(lang), severity.get(lang));
    }
    let blocks = blocks(code.page());
    let english_from = blocks.iter().position(|b| matches!(b, Block::Prose(text) if is_english(text))).unwrap_or(blocks.len());
    let (chinese, english) = blocks.split_at(english_from.min(blocks.len()));
    let has_examples = english.iter().any(|b| matches!(b, Block::Example { .. }));
    let examples = chinese.iter().filter(|b| matches!(b, Block::Example { .. }));
    match lang {
        Lang::Zh => chinese.iter().for_each(|b| b.write(lang, &mut out)),
        Lang::En => {
            english.iter().for_each(|b| b.write(lang, &mut out));
            if !has_examples {
                examples.for_each(|b| b.write(lang, &mut out));
            }
        }
    }
    out
}

/// A part of a page.
enum Block {
    /// A paragraph, a list, a heading.
    Prose(String),
    /// A fenced example and what it promises.
    Example { promise: String, text: String },
}

impl Block {
    fn write(&self, lang: Lang, out: &mut String) {
        out.push('\n');
        match self {
            Block::Prose(text) => {
                out.push_str(text.trim_start_matches(['#', ' ']));
                out.push('\n');
            }
            Block::Example { promise, text } => {
                let fails = promise.split_whitespace().find_map(|word| word.strip_prefix("fails="));
                let lead = match (fails, promise.starts_with("eval"), lang) {
                    (Some(code), _, Lang::Zh) => format!("这样写报{code}：\n"),
                    (Some(code), _, Lang::En) => format!("This is {code}:\n"),
                    (None, true, Lang::Zh) => "这样写可以：\n".to_owned(),
                    (None, true, Lang::En) => "This is fine:\n".to_owned(),
                    (None, false, _) => String::new(),
                };
                out.push_str(&lead);
                for line in text.lines() {
                    out.push_str(format!("    {line}").trim_end());
                    out.push('\n');
                }
            }
        }
    }
}

/// The blocks of a page below its title.
fn blocks(page: &str) -> Vec<Block> {
    let (mut out, mut prose) = (Vec::new(), String::new());
    let mut example: Option<(String, String)> = None;
    let flush = |prose: &mut String, out: &mut Vec<Block>| {
        let text = std::mem::take(prose).trim().to_owned();
        if !text.is_empty() {
            out.push(Block::Prose(text));
        }
    };
    for line in page.lines().filter(|line| !line.starts_with("# ")) {
        match (&mut example, line.strip_prefix("```")) {
            (None, Some(promise)) => {
                flush(&mut prose, &mut out);
                example = Some((promise.to_owned(), String::new()));
            }
            (Some(_), Some(_)) => out.extend(example.take().map(|(promise, text)| Block::Example { promise, text })),
            (Some((_, text)), None) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) if line.trim().is_empty() => flush(&mut prose, &mut out),
            (None, None) => {
                prose.push_str(line);
                prose.push('\n');
            }
        }
    }
    flush(&mut prose, &mut out);
    out
}

fn is_english(text: &str) -> bool {
    let latin = text.chars().filter(char::is_ascii_alphabetic).count();
    let han = text.chars().filter(|c| ('\u{4E00}'..='\u{9FFF}').contains(c)).count();
    latin > 4 * han
}
