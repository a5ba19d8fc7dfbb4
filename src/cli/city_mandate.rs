//! The mandate a city answers to: found, meant for this city, and the one its `eval.lock` names.

use std::path::Path;
use std::sync::Arc;

use super::city::Options;
use super::city_settings::{Extra, Settings, settings};
use super::discover::{Input, LOCK};
use super::files::{Unread, read_text, reason, write_whole};
use super::mandate::{LoadedMandate, Mandates, nearest};
use crate::config::Lock;
use crate::finding::{Code, Finding, Severity, Words};
use crate::source::Span;
use crate::words;

/// The mandate a city answers to, if it can be found; what is wrong with it is for the check to say.
pub(super) fn mandate_of(input: &Input, wanted: Option<&str>, mandates: &Mandates) -> Option<Arc<LoadedMandate>> {
    let mut extra = Extra { first: 0, files: Vec::new(), findings: Vec::new() };
    let project = settings(input, &mut extra);
    let options = Options { mandate: wanted, deny_warnings: false, update_lock: false };
    mandate(input, project.as_ref(), options, mandates, true, &mut extra)
}

/// The mandate of a city; says so if there is none, if it is broken, or if it is not the one in `eval.lock`.
pub(super) fn mandate(
    input: &Input,
    project: Option<&Settings>,
    options: Options<'_>,
    mandates: &Mandates,
    readable: bool,
    extra: &mut Extra,
) -> Option<Arc<LoadedMandate>> {
    let folder = input.settings.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
    let found = match (options.mandate, project) {
        (Some(wanted), _) => mandates.find(Path::new(""), wanted),
        (None, Some(project)) => mandates.find(folder, &project.value.mandate),
        // Settings that cannot be read are reported already.
        (None, None) if input.settings.is_some() => return None,
        (None, None) if readable => {
            let mut finding = Finding::new(
                Code::MandateMissing,
                words! { zh: "没有指定省级实施方案，要点、名额和期限都没有核对", en: "no mandate is given: key points, quota and deadlines are not checked" },
            )
            .help(words! { zh: "请加 --mandate 标识，或用 evalc new 建立项目", en: "add --mandate ID, or make a project with evalc new" });
            finding.severity = Severity::Warning;
            extra.findings.push(finding);
            return None;
        }
        (None, None) => return None,
    };
    let loaded = match found {
        Ok(loaded) => loaded,
        Err(finding) => {
            let place = project.filter(|_| options.mandate.is_none()).map(|p| p.place("mandate"));
            extra.findings.push(match place {
                Some(place) => finding.label(place, words! { zh: "在这里指定", en: "given here" }),
                None => *finding,
            });
            return None;
        }
    };
    if let Some(project) = project {
        city(project, &loaded, extra);
        if options.mandate.is_none() {
            lock(&folder.join(LOCK), project, &loaded, options, extra);
        }
    }
    Some(loaded)
}

/// The city must be one the mandate is for.
fn city(project: &Settings, loaded: &LoadedMandate, extra: &mut Extra) {
    let (cities, city) = (&loaded.mandate.cities, &project.value.city);
    if cities.is_empty() || cities.contains(city) {
        return;
    }
    let finding = Finding::new(
        Code::BadConfig,
        words! { zh: "“{city}”不在省级实施方案的适用单位里", en: "`{city}` is not a city the mandate is for" },
    )
    .label(project.place("city"), words! { zh: "在这里写的", en: "given here" });
    let all = cities.join("、");
    extra.findings.push(match nearest(cities, city) {
        Some(near) => finding.help(words! { zh: "是不是“{near}”？", en: "perhaps `{near}`?" }),
        None => finding.help(words! { zh: "适用单位有：{all}", en: "the mandate is for: {all}" }),
    });
}

/// The mandate must be the one the project was written for.
fn lock(path: &Path, project: &Settings, loaded: &LoadedMandate, options: Options<'_>, extra: &mut Extra) {
    let wanted = &project.value.mandate;
    if options.update_lock {
        if let Err(error) = write_whole(path, Lock::new(wanted, &loaded.hash).to_text().as_bytes()) {
            let (name, (zh, en)) = (path.display(), reason(&error));
            extra.findings.push(
                Finding::new(Code::BadConfig, words! { zh: "写不了 {name}：{zh}", en: "cannot write {name}: {en}" })
                    .help(words! { zh: "请检查目录的权限和磁盘", en: "check permissions and disk" }),
            );
        }
        return;
    }
    let text = match read_text(path) {
        Ok(text) => text,
        Err(Unread::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => {
            let mut note = Finding::new(
                Code::AlteredMandate,
                words! { zh: "没有 {LOCK}，没有核对省级实施方案是否被改动", en: "there is no {LOCK}: whether the mandate was altered is not checked" },
            )
            .help(words! { zh: "用 evalc check --update-lock 写入", en: "write it with evalc check --update-lock" });
            note.severity = Severity::Info;
            extra.findings.push(note);
            return;
        }
        Err(unread) => {
            let (mut finding, source) = unread.into_finding(path, extra.next());
            finding.code = if source.is_some() { finding.code } else { Code::BadConfig };
            extra.files.extend(source);
            extra.findings.push(finding);
            return;
        }
    };
    let file = extra.add(path, &text);
    let renew = || words! { zh: "核实无误后，用 evalc check --update-lock 重新写入", en: "once you are sure, renew it with evalc check --update-lock" };
    let Some(lock) = Lock::parse(&text) else {
        extra.findings.push(
            Finding::new(Code::BadConfig, words! { zh: "{LOCK} 读不懂", en: "cannot read {LOCK}" })
                .label(Span { file, start: 0, end: 0 }, words! { zh: "这个文件由程序写入", en: "this file is written by the program" })
                .help(renew()),
        );
        return;
    };
    if lock.id() == wanted && lock.sha256() == loaded.hash {
        return;
    }
    let start = text.find(lock.sha256()).unwrap_or(0) as u32;
    let place = Span { file, start, end: start + lock.sha256().len() as u32 };
    let message = if lock.id() == wanted {
        words! { zh: "省级实施方案“{wanted}”被改动过", en: "the mandate `{wanted}` was altered" }
    } else {
        let old = lock.id();
        words! { zh: "省级实施方案由“{old}”换成了“{wanted}”", en: "the mandate `{old}` was replaced by `{wanted}`" }
    };
    let hash = &loaded.hash;
    extra.findings.push(
        Finding::new(Code::AlteredMandate, message)
            .label(place, words! { zh: "建立项目时的校验值", en: "the hash when the project was made" })
            .help(Words::new(format!("现在是 {hash}；{}", renew().zh), format!("now it is {hash}; {}", renew().en))),
    );
}
