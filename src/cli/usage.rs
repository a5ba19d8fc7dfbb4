//! Help and usage errors in the language of the user; clap itself speaks English.

use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::finding::Lang;

/// The language before the arguments are parsed: `--lang`, then the locale; English only if the locale says so.
pub(super) fn language(raw: &[OsString], variable: impl Fn(&str) -> Option<String>) -> Lang {
    let mut words = raw.iter().filter_map(|w| w.to_str());
    while let Some(word) = words.next() {
        let given = match word.strip_prefix("--lang") {
            Some("") => words.next(),
            Some(rest) => rest.strip_prefix('='),
            None => None,
        };
        match given {
            Some("en") => return Lang::En,
            Some("zh") => return Lang::Zh,
            _ => {}
        }
    }
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(variable).find(|value| !value.is_empty());
    if locale.is_some_and(|value| value.starts_with("en")) { Lang::En } else { Lang::Zh }
}

/// What each text of the help is in English, by command and argument; the Chinese stands at the declarations.
const ENGLISH: &[(&str, &str, &str)] = &[
    ("evalc", "", "The compiler for *.eval files: checks indicator systems and rules, makes scoring programs and forms"),
    ("evalc", "lang", "Language of the output, zh or en (by default that of the locale: English if it says so, else Chinese)"),
    ("evalc", "color", "When to use color: auto, always, never"),
    ("check", "", "Check rule files"),
    ("check", "paths", "Rule files, city folders, or folders of city folders"),
    ("check", "format", "Form of the report: human, or for programs, on standard output: json, sarif, github, junit"),
    ("check", "deny_warnings", "Fail on warnings too"),
    ("check", "defaults", "Also list where the file is silent and a default is applied"),
    ("check", "mandate", "The mandate (its id or file) instead of the one in eval.toml"),
    ("check", "update_lock", "Write eval.lock anew with the mandate as it is now"),
    ("fmt", "", "Write files in canonical form"),
    ("fmt", "check", "Change nothing; list the files that would change"),
    ("fmt", "paths", "Rule files or folders"),
    ("new", "", "Start a project that lists every key point of the mandate"),
    ("new", "dir", "The folder to make; it must be empty or not exist"),
    ("new", "mandate", "The mandate: the id of one inside the program, or a file"),
    ("new", "city", "The city"),
    ("test", "", "Run the test cases (用例) of rule files"),
    ("test", "paths", "Rule files, city folders, or folders of city folders"),
    ("test", "filter", "Run only the cases with this text in their name"),
    ("test", "format", "Form of the report: human, or for programs: json, junit"),
    ("test", "coverage", "Tell which rules, branches and boundaries the cases reach"),
    ("test", "suggest", "Write cases for the branches and boundaries they do not reach"),
    ("template", "", "Make the empty data table to fill in"),
    ("template", "path", "A rule file or the folder of one city"),
    ("template", "output", "Where to: .xlsx for a workbook, .csv for a file per table"),
    ("score", "", "Score, rank and grade the counties"),
    ("score", "path", "A rule file or the folder of one city"),
    ("score", "data", "Data files or folders; by default the folder data of the project"),
    ("score", "output", "Where to, by its ending: .json, .csv, .xlsx, .html; may be given several times"),
    ("score", "county", "Explain the scores of this county"),
    ("score", "indicator", "Explain this indicator only"),
    ("score", "strict", "Write nothing if data are missing"),
    ("score", "mandate", "The mandate (its id or file) instead of the one in eval.toml"),
    ("explain", "", "Explain the code of a finding, or the rules of a city"),
    ("explain", "wanted", "The code of a finding, such as E0603, or its English name; or a rule file or the folder of a city"),
    ("explain", "indicator", "Explain this indicator only"),
    ("explain", "list", "List every code"),
    ("fonts", "", "List the fonts printed documents want, which are there and what stands in for the others"),
    ("fonts", "path", "A rule file or the folder of one city: the fonts of its eval.toml"),
    ("fonts", "font_path", "Look for fonts in these folders too"),
    ("fonts", "all", "Then list every family that was found"),
    ("completions", "", "Print a completion script for a shell"),
    ("completions", "shell", "The shell: bash, zsh, fish, powershell, elvish"),
    ("man", "", "Print the manual page"),
    ("man", "command", "The command; without one, the page of evalc"),
];

/// Gives the whole command line its help in one language.
pub(super) fn localize(command: clap::Command, lang: Lang) -> clap::Command {
    let name = command.get_name().to_owned();
    let command = named(command, &name, lang);
    command.mut_subcommands(|sub| {
        let path = format!("{name} {}", sub.get_name());
        named(sub, &path, lang)
    })
}

/// One command; `path` is what a user types before its arguments.
fn named(command: clap::Command, path: &str, lang: Lang) -> clap::Command {
    let owner = command.get_name().to_owned();
    let english = |id: &str| ENGLISH.iter().find(|(o, i, _)| *o == owner && *i == id).map(|(.., text)| *text).filter(|_| lang == Lang::En);
    let (help, version) = if lang == Lang::En { ("Print help", "Print version") } else { ("显示帮助", "显示版本") };
    let flag = |id: &'static str, short, text, action| clap::Arg::new(id).short(short).long(id).help(text).action(action);
    let mut command = command.disable_help_flag(true).disable_version_flag(true).disable_help_subcommand(true).mut_args(|arg| {
        let text = english(arg.get_id().as_str());
        let takes_values = arg.get_action().takes_values();
        let arg = if takes_values { arg.hide_possible_values(true).hide_default_value(true) } else { arg };
        match text {
            Some(text) => arg.help(text),
            None => arg,
        }
    });
    if let Some(about) = english("") {
        command = command.about(about);
    }
    command = command.arg(flag("help", 'h', help, clap::ArgAction::Help));
    if command.has_subcommands() {
        let word = if lang == Lang::En { "COMMAND" } else { "命令" };
        command = command.arg(flag("version", 'V', version, clap::ArgAction::Version)).subcommand_value_name(word);
    }
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").trim_start_matches(owner.as_str()).trim();
    let usage = if lang == Lang::En { format!("{path} {usage}") } else { format!("{path} {}", usage.replace("[OPTIONS]", "[选项]")) };
    let template = template(&command, lang);
    command.override_usage(usage).help_template(template)
}

/// The parts of the help a command has, each below its heading.
fn template(command: &clap::Command, lang: Lang) -> String {
    let parts = [
        (command.get_positionals().next().is_some(), "参数：", "Arguments:", "{positionals}"),
        (command.has_subcommands(), "命令：", "Commands:", "{subcommands}"),
        (true, "选项：", "Options:", "{options}"),
    ];
    let mut out = if lang == Lang::En { "{about}\n\nUsage: {usage}".to_owned() } else { "{about}\n\n用法：{usage}".to_owned() };
    for (_, zh, en, part) in parts.iter().filter(|(shown, ..)| *shown) {
        let heading = if lang == Lang::En { en } else { zh };
        out.push_str(&format!("\n\n{heading}\n{part}"));
    }
    out
}

/// Prints help, version or what is wrong with the arguments.
pub(super) fn report(error: &clap::Error, lang: Lang) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = error.print();
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            ExitCode::from(2)
        }
        _ => {
            match (lang, chinese(error)) {
                (Lang::Zh, Some(text)) => {
                    let _ = writeln!(std::io::stderr().lock(), "错误：{text}\n\n写 --help 看用法");
                }
                _ => {
                    let _ = error.print();
                }
            }
            ExitCode::from(2)
        }
    }
}

/// A usage error as an official would be told it; `None` for kinds clap words itself.
fn chinese(error: &clap::Error) -> Option<String> {
    let value = |kind| match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(all) if !all.is_empty() => Some(all.join("、")),
        _ => None,
    };
    let suggestion = |kind| value(kind).map(|near| format!("，是不是“{near}”？")).unwrap_or_default();
    let argument = value(ContextKind::InvalidArg).unwrap_or_default();
    Some(match error.kind() {
        ErrorKind::UnknownArgument => format!("不认识“{argument}”{}", suggestion(ContextKind::SuggestedArg)),
        ErrorKind::InvalidSubcommand => {
            let given = value(ContextKind::InvalidSubcommand).unwrap_or_default();
            format!("没有“{given}”这个命令{}", suggestion(ContextKind::SuggestedSubcommand))
        }
        ErrorKind::MissingRequiredArgument => format!("缺少{argument}"),
        ErrorKind::MissingSubcommand => "没有写命令".to_owned(),
        ErrorKind::ArgumentConflict => format!("“{argument}”不能与{}同用", value(ContextKind::PriorArg).unwrap_or_default()),
        ErrorKind::InvalidValue => {
            let given = value(ContextKind::InvalidValue).unwrap_or_default();
            let choices = value(ContextKind::ValidValue).map(|all| format!("，可以写：{all}")).unwrap_or_default();
            if given.is_empty() {
                format!("“{argument}”后面缺少内容{choices}")
            } else {
                format!("“{argument}”不能写“{given}”{choices}")
            }
        }
        _ => return None,
    })
}
