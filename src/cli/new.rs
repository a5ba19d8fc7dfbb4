//! `evalc new`: a project that lists every key point (要点) of its mandate, ready to be filled in.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::arguments::{CommandError, Context, Outcome};
use super::discover::{LOCK, SETTINGS};
use super::files::reason;
use super::mandate::{LoadedMandate, Mandates, nearest};
use super::skeleton;
use crate::config::{self, Lock};
use crate::finding::{Finding, Severity, Words};
use crate::source::FileId;
use crate::words;

/// The name of a mandate that was copied into the project.
const COPY: &str = "省级实施方案.eval";

/// Arguments of `evalc new`.
#[derive(Debug, clap::Args)]
pub(super) struct New {
    /// 要建立的目录；已有内容的目录不动
    #[arg(value_name = "目录")]
    dir: PathBuf,
    /// 省级实施方案：随程序提供的标识，或文件
    #[arg(long, value_name = "方案")]
    mandate: String,
    /// 市州的名称
    #[arg(long, value_name = "市州")]
    city: String,
}

impl New {
    pub(super) fn run(&self, context: Context) -> Result<Outcome, CommandError> {
        let loaded = Mandates::default().find(Path::new(""), &self.mandate).map_err(|f| refused(&f))?;
        if let Some(error) = loaded.findings.iter().find(|f| f.severity == Severity::Error) {
            return Err(refused(error));
        }
        self.check_city(&loaded)?;
        let files = self.files(&loaded);
        place(&self.dir, &files).map_err(|error| {
            let (name, (zh, en)) = (self.dir.display(), reason(&error));
            CommandError::new(words! { zh: "建立不了 {name}：{zh}", en: "cannot make {name}: {en}" })
        })?;
        let dir = self.dir.display();
        let points: usize = loaded.mandate.objects.iter().flat_map(|o| &o.areas).map(|a| a.points.len()).sum();
        let done = words! {
            zh: "已建立 {dir}，省定要点{points}个全部列在其中。下一步：evalc check {dir}",
            en: "made {dir}, which lists all {points} key points. Next: evalc check {dir}"
        };
        let _ = writeln!(io::stderr().lock(), "{}", done.get(context.lang));
        Ok(Outcome::Clean)
    }

    /// A city the mandate is for; where it names none, a name and nothing else.
    fn check_city(&self, loaded: &LoadedMandate) -> Result<(), CommandError> {
        let (city, cities) = (&self.city, &loaded.mandate.cities);
        if cities.contains(city) {
            return Ok(());
        }
        if cities.is_empty() {
            let is_name = !city.is_empty() && city.chars().all(char::is_alphanumeric);
            let words = || words! { zh: "“{city}”不是市州的名称", en: "`{city}` is not the name of a city" };
            return if is_name { Ok(()) } else { Err(CommandError::new(words())) };
        }
        let all = cities.join("、");
        Err(CommandError::new(match nearest(cities, city) {
            Some(near) => {
                words! { zh: "“{city}”不在方案的适用单位里，是不是“{near}”？", en: "the mandate is not for `{city}`; perhaps `{near}`?" }
            }
            None => words! { zh: "“{city}”不在方案的适用单位里；适用单位有：{all}", en: "the mandate is not for `{city}` but for: {all}" },
        }))
    }

    fn files(&self, loaded: &LoadedMandate) -> Vec<(String, String)> {
        let text = loaded.sources.get(FileId(0)).map_or("", |f| f.text());
        // A file may move or change: the project keeps its own copy.
        let mandate = if loaded.path.is_some() { COPY } else { self.mandate.as_str() };
        let mut files = skeleton::files(&loaded.mandate, &self.city);
        if loaded.path.is_some() {
            files.push((COPY.to_owned(), text.to_owned()));
        }
        files.push((SETTINGS.to_owned(), skeleton::settings(&self.city, loaded.mandate.year, mandate)));
        files.push((LOCK.to_owned(), Lock::new(mandate, &config::content_hash(text)).to_text()));
        files
    }
}

fn refused(finding: &Finding) -> CommandError {
    let help = finding.help.clone().unwrap_or_else(|| Words::new("", ""));
    let with = |message: &str, mark: &str, help: &str| if help.is_empty() { message.to_owned() } else { format!("{message}{mark}{help}") };
    CommandError::new(Words::new(with(&finding.message.zh, "；", &help.zh), with(&finding.message.en, "; ", &help.en)))
}

/// Puts the files into a folder that is new or empty, all of them or none.
fn place(dir: &Path, files: &[(String, String)]) -> io::Result<()> {
    match fs::read_dir(dir) {
        Ok(mut entries) => {
            if entries.next().is_some() {
                return Err(io::Error::from(io::ErrorKind::DirectoryNotEmpty));
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let existed = dir.is_dir();
    fs::create_dir_all(dir)?;
    let written = files.iter().try_for_each(|(name, text)| fs::write(dir.join(name), text));
    if written.is_err() {
        for (name, _) in files {
            let _ = fs::remove_file(dir.join(name));
        }
        if !existed {
            let _ = fs::remove_dir(dir);
        }
    }
    written
}
