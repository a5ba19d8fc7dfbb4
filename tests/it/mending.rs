//! Slips an official makes, each mended by nothing but its message: the finding is alone, names the fix, and the fix is enough.

use std::path::Path;

use evalc::finding::{Finding, Severity};
use evalc::model::Mandate;
use evalc::source::{SourceFile, Sources};
use evalc::{Program, compile};
use tempfile::TempDir;

use crate::commands::{evalc, finish};

/// What is written wrong, and in which project.
struct Slip {
    project: Project,
    /// What stands there, once.
    find: &'static str,
    /// What is typed instead.
    put: &'static str,
    code: &'static str,
    /// What the help says.
    help: &'static str,
    /// What is typed instead of `put` by one who follows it.
    mend: &'static str,
}

#[derive(Clone, Copy)]
enum Project {
    /// The example city, which has no finding.
    City,
    /// What `evalc new` makes, which has the key points it does not cover.
    Fresh,
}

const fn city(find: &'static str, put: &'static str, code: &'static str, help: &'static str, mend: &'static str) -> Slip {
    Slip { project: Project::City, find, put, code, help, mend }
}

const fn fresh(find: &'static str, put: &'static str, code: &'static str, help: &'static str, mend: &'static str) -> Slip {
    Slip { project: Project::Fresh, find, put, code, help, mend }
}

include!("mending_table.rs");

type Texts = Vec<(String, String)>;

fn texts(folder: &Path) -> Texts {
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "eval"));
    paths.sort();
    paths.iter().map(|p| (p.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(p).unwrap())).collect()
}

fn fresh_project() -> Texts {
    let folder = TempDir::new().unwrap();
    let new = finish(evalc(folder.path()).args(["new", "长沙", "--mandate", "湖南2021", "--city", "长沙市"]));
    assert_eq!(new.code, 0, "{}", new.err);
    texts(&folder.path().join("长沙"))
}

fn mandate() -> Mandate {
    let text = std::fs::read_to_string("examples/hunan-2021/mandate.eval").unwrap();
    evalc::read_mandate("mandate.eval", &text).0
}

fn check(texts: &Texts, mandate: &Mandate) -> Program {
    let mut sources = Sources::default();
    for (name, text) in texts {
        sources.add(SourceFile::new(name.clone(), text.clone()));
    }
    compile(sources, Some(mandate))
}

/// Findings that are not of the untouched project.
fn new_findings(program: &Program, known: &[String]) -> Vec<Finding> {
    let weighty = program.findings.iter().filter(|f| f.severity > Severity::Info);
    weighty.filter(|f| !known.contains(&f.message.zh)).cloned().collect()
}

fn replaced(texts: &Texts, find: &str, put: &str) -> Texts {
    let holding = texts.iter().filter(|(_, t)| t.contains(find)).count();
    assert!(holding >= 1, "“{find}” stands nowhere");
    let mut done = false;
    let one = |t: &String| {
        let hit = !done && t.contains(find);
        done |= hit;
        if hit { t.replacen(find, put, 1) } else { t.clone() }
    };
    let mut one = one;
    texts.iter().map(|(n, t)| (n.clone(), one(t))).collect()
}

fn fixed(program: &Program, texts: &Texts, finding: &Finding) -> Option<Texts> {
    let fix = finding.fix.as_ref()?;
    let file = program.sources.get(fix.span.file)?.name().to_owned();
    let mut all = texts.clone();
    let (_, text) = all.iter_mut().find(|(name, _)| *name == file)?;
    text.replace_range(fix.span.start as usize..fix.span.end as usize, &fix.text);
    Some(all)
}

#[test]
fn every_slip_is_mended_by_following_its_message() {
    let mandate = mandate();
    let city = texts(Path::new("examples/hunan-2021/changsha"));
    let fresh = fresh_project();
    let known: Vec<String> = check(&fresh, &mandate).findings.iter().map(|f| f.message.zh.clone()).collect();
    assert!(new_findings(&check(&city, &mandate), &[]).is_empty());
    let mut wrong = Vec::new();
    for slip in SLIPS {
        let Slip { find, put, code, help, mend, .. } = slip;
        let (project, known) = match slip.project {
            Project::City => (&city, &[][..]),
            Project::Fresh => (&fresh, known.as_slice()),
        };
        let broken = replaced(project, find, put);
        let program = check(&broken, &mandate);
        let found = new_findings(&program, known);
        let told: Vec<String> = found.iter().map(|f| format!("{} {} → {:?}", f.code.id(), f.message.zh, f.help)).collect();
        let [finding] = found.as_slice() else {
            wrong.push(format!("“{put}” should have one finding: {told:#?}"));
            continue;
        };
        let advice = finding.help.as_ref().map_or("", |h| &h.zh);
        if finding.code.id() != *code || !advice.contains(help) {
            wrong.push(format!("“{put}” should be {code} with “{help}”: {told:#?}"));
        }
        assert!(finding.help.as_ref().is_some_and(|h| !h.en.is_empty()), "no English help for “{put}”");
        let mended = replaced(project, find, mend);
        let fixed = fixed(&program, &broken, finding).filter(|fixed| *fixed != mended);
        // The untouched project is known.
        for (by, after) in [("the mend", Some(mended)), ("the fix", fixed)] {
            let left = after.filter(|a| a != project).map_or(Vec::new(), |after| new_findings(&check(&after, &mandate), known));
            if !left.is_empty() {
                wrong.push(format!("{by} of “{put}” leaves {:#?}", left.iter().map(|f| &f.message.zh).collect::<Vec<_>>()));
            }
        }
    }
    println!("{} slips mended", SLIPS.len());
    assert!(wrong.is_empty(), "{} of {} slips:\n{}", wrong.len(), SLIPS.len(), wrong.join("\n"));
    assert!(SLIPS.len() >= 40);
}

/// A file saved in another encoding, a part of a project alone, its settings, a folder without any file.
#[test]
fn files_that_cannot_be_checked_say_what_to_do() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    let say = |arguments: &[&str]| finish(evalc(at).args(arguments));
    say(&["new", "长沙", "--mandate", "湖南2021", "--city", "长沙市"]);
    let alone = say(&["check", "长沙/03-指标.eval"]);
    assert_eq!(alone.code, 1);
    assert!(alone.err.contains("请检查整个目录：evalc check 长沙"), "{}", alone.err);
    assert_eq!(alone.err.matches("错误 E").count(), 1, "{}", alone.err);
    assert_eq!(say(&["check", "长沙/eval.toml"]).err, say(&["check", "长沙"]).err, "the settings stand for the project");
    // What the data would declare is missing everywhere; that they cannot be read is all there is to say.
    let data = std::fs::read_to_string(at.join("长沙/02-数据.eval")).unwrap();
    let document = format!("PK\u{3}\u{4}{}", "\0\u{1}\u{2}abc\n".repeat(300));
    for (wrong, said) in [
        (String::new(), "长沙/02-数据.eval 是空的"),
        (" \n\n".to_owned(), "长沙/02-数据.eval 是空的"),
        (data.replace('\n', "\r"), "长沙/02-数据.eval 的换行不是通常的换行"),
        (data.replace('\n', "\u{2028}"), "长沙/02-数据.eval 的换行不是通常的换行"),
        (document, "长沙/02-数据.eval 不是文本文件"),
    ] {
        std::fs::write(at.join("长沙/02-数据.eval"), &wrong).unwrap();
        let refused = say(&["check", "长沙"]);
        assert!(refused.err.contains("E0113") && refused.err.contains(said), "{}", refused.err);
        assert_eq!(refused.err.matches("错误 E").count(), 1, "{}", refused.err);
        assert_ne!(say(&["fmt", "长沙"]).code, 0, "{said}");
        assert_eq!(std::fs::read_to_string(at.join("长沙/02-数据.eval")).unwrap(), wrong, "never written over");
    }
    std::fs::write(at.join("长沙/02-数据.eval"), data.replace('\n', "\r\n")).unwrap();
    assert!(!say(&["check", "长沙"]).err.contains("E0113"), "the line ends of Windows are usual");
    // 长沙 in GB18030.
    std::fs::write(at.join("长沙/02-数据.eval"), [0xB3, 0xA4, 0xC9, 0xB3]).unwrap();
    let coded = say(&["check", "长沙"]);
    assert!(coded.err.contains("E0111") && coded.err.contains("编码选UTF-8"), "{}", coded.err);
    assert_eq!(coded.err.matches("错误 E").count(), 1, "{}", coded.err);
    let format = say(&["fmt", "长沙"]);
    assert_eq!(
        (format.code, format.err.as_str()),
        (2, "错误：长沙/02-数据.eval 不是UTF-8编码，请用记事本或WPS打开，另存为，编码选UTF-8\n")
    );
    assert_eq!(say(&["fmt", "没有"]).err, "错误：读写不了 没有：没有这个文件或目录\n");
}

/// A mandate that suggests nothing leaves 待填写, and its key points stand ready as comments.
#[test]
fn what_a_mandate_does_not_suggest_is_left_to_fill_in() {
    let folder = TempDir::new().unwrap();
    let text = std::fs::read_to_string("examples/hunan-2021/mandate.eval").unwrap();
    let silent: String = text.lines().filter(|l| !l.starts_with("建议 ")).map(|l| format!("{l}\n")).collect();
    std::fs::write(folder.path().join("方案.eval"), silent).unwrap();
    let new = finish(evalc(folder.path()).args(["new", "长沙", "--mandate", "方案.eval", "--city", "长沙市"]));
    assert_eq!(new.code, 0, "{}", new.err);
    let all = texts(&folder.path().join("长沙"));
    let scheme = &all[0].1;
    for line in ["  满分：待填写", "等次 合格：待填写", "  政府结果权重：待填写"] {
        assert!(scheme.lines().any(|l| l == line), "{line}\n{scheme}");
    }
    assert!(!scheme.lines().any(|l| l.starts_with("流程 公布")), "{scheme}");
    assert!(all[2].1.lines().all(|l| l.is_empty() || l.starts_with('#')), "{}", all[2].1);
}

/// A suggestion no scheme can take up is an error of the mandate.
#[test]
fn suggestions_are_checked_where_they_are_made() {
    let text = std::fs::read_to_string("examples/hunan-2021/mandate.eval").unwrap();
    for (line, code, help) in [
        ("建议 满分值：100分", "E0209", "可以建议"),
        ("建议 等次 优良：总分90分以上", "E0209", "本方案的等次：优秀、合格、基本合格、不合格"),
        ("建议 等次 优秀：总分90分以上，，", "E0101", ""),
        ("建议 满分：100", "E0101", "请写成“100分”这样"),
        ("建议 流程 公布：明年", "E0101", ""),
        ("建议 政府结果权重：60%", "E0202", "请只留一个"),
    ] {
        let (_, findings, sources) = evalc::read_mandate("mandate.eval", &format!("{text}{line}\n"));
        let [finding] = findings.as_slice() else { panic!("{line}: {findings:#?}") };
        assert_eq!(finding.code.id(), code, "{line}: {finding:#?}");
        assert!(finding.help.as_ref().is_some_and(|h| h.zh.contains(help)), "{line}: {finding:#?}");
        assert!(line.contains(sources.slice(finding.span().unwrap())), "{line}");
    }
}
