//! The commands through the real binary: what they print, where, and with which exit code.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

/// A province of one focus area, small enough to meet in full.
pub const MANDATE: &str = "\
评价重点：示例实施方案
  标识：示例2021
  文号：示例〔2021〕1号
  年度：2021
  语言版本：1
对象 县级人民政府
重点 1 学前教育
要点 1.1 普惠性幼儿园
  关键词：幼儿园
";

/// A city that meets it.
pub const CITY: &str = "\
评价方案：示例市2021年度评价
  依据：示例〔2021〕1号
  年度：2021
  满分：2分
  语言版本：1
分组 全市各县：甲县、乙县、丙县
等次 合格：总分1分以上
等次 不合格：总分不足1分
数据 普惠性幼儿园覆盖率：百分比，2位小数，0%至100%
  来源：教育事业统计年报
  责任单位：县教育局
一级指标 A1 学前教育（2分）
  落实：重点1
二级指标 B1 学前教育（2分）
三级指标 C1 普惠性幼儿园覆盖率（2分）
  落实：要点1.1
  评分：普惠性幼儿园覆盖率85%以上得2分，80%以上不足85%得1分，其余不得分。
";

/// Settings of a city beside the mandate.
pub fn settings(city: &str) -> String {
    format!("city = \"{city}\"\nyear = 2021\nmandate = \"../mandate.eval\"\n")
}

/// The binary in a folder, deaf to the machine's locale and terminal.
pub fn evalc(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("evalc").unwrap();
    command.current_dir(folder);
    for name in ["LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        command.env_remove(name);
    }
    command
}

/// A folder with these files.
pub fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// A province with these cities, each as `(name, settings, source)`.
pub fn province(cities: &[(&str, &str, &str)]) -> TempDir {
    let folder = folder(&[("mandate.eval", MANDATE)]);
    for (name, settings, source) in cities {
        fs::create_dir(folder.path().join(name)).unwrap();
        fs::write(folder.path().join(name).join("eval.toml"), settings).unwrap();
        fs::write(folder.path().join(name).join("city.eval"), source).unwrap();
    }
    folder
}

/// What a run gave.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

pub fn run(folder: &Path, arguments: &[&str]) -> Run {
    finish(evalc(folder).args(arguments))
}

pub fn finish(command: &mut Command) -> Run {
    let output = command.output().unwrap();
    Run {
        code: output.status.code().expect("the process ends by itself"),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The codes a run reported, in order, with their words: `错误 E0501`.
fn codes(run: &Run) -> Vec<&str> {
    run.err.lines().filter(|l| ["错误 E", "警告 E", "提示 E"].iter().any(|lead| l.starts_with(lead))).collect()
}

/// Every file below a folder, with its bytes.
fn content(folder: &Path) -> BTreeMap<std::path::PathBuf, Vec<u8>> {
    let mut out = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            out.extend(content(&path));
        } else {
            out.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    out
}

#[test]
fn a_clean_city_passes_in_silence() {
    let folder = province(&[("甲市", &settings("甲市"), CITY)]);
    let run = run(folder.path(), &["check", "甲市"]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "", "1个城市：1个通过\n"));
}

#[test]
fn a_finding_is_drawn_in_its_text_and_the_last_line_sums_up() {
    let folder = province(&[("甲市", &settings("甲市"), &CITY.replace("C1 普惠性幼儿园覆盖率（2分）", "C1 普惠性幼儿园覆盖率（3分）"))]);
    let run = run(folder.path(), &["check", "甲市"]);
    assert_eq!(run.code, 1);
    assert_eq!(run.out, "");
    assert!(run.err.contains("错误 E0401"), "{}", run.err);
    assert!(run.err.contains("[甲市/city.eval:14:1]"), "{}", run.err);
    assert_eq!(run.err.lines().last().unwrap(), "1个城市：1个有2处错误");
}

#[test]
fn no_city_hides_another_and_all_stand_in_the_order_of_their_paths() {
    let bad_toml = settings("丁市").replace("year", "yaer");
    let gone = settings("丙市").replace("../mandate.eval", "../nowhere.eval");
    let folder =
        province(&[("丙市", &gone, CITY), ("乙市", &settings("乙市"), CITY), ("戊市", &settings("戊市"), CITY), ("丁市", &bad_toml, CITY)]);
    fs::write(folder.path().join("戊市/附件.eval"), b"\xc6\xc0\xbc\xdb").unwrap();
    fs::create_dir(folder.path().join("己市")).unwrap();
    fs::write(folder.path().join("己市/eval.toml"), settings("己市")).unwrap();
    let run = run(folder.path(), &["check", "."]);
    assert_eq!(run.code, 1);
    assert_eq!(run.err.lines().last().unwrap(), "1份省级实施方案、5个城市：2个通过，4个有5处错误");
    // 丁 丙 乙 己 戊, as paths sort.
    assert_eq!(codes(&run), ["错误 E1102", "错误 E1102", "错误 E1103", "错误 E1104", "错误 E0111"]);
    assert!(run.err.contains("没有 yaer 这个设置") && run.err.contains("是不是 year？"), "{}", run.err);
    assert!(run.err.contains("eval.toml 缺少 year"), "{}", run.err);
    assert!(run.err.contains("像是GBK（ANSI）编码"), "{}", run.err);
    // The rest of a city that could not be read whole is not blamed for what is missing.
    assert!(!run.err.contains("E0407"), "{}", run.err);
}

#[test]
fn settings_are_checked_key_by_key() {
    let cases = [
        ("city = 3\nyear = 2021\nmandate = \"../mandate.eval\"\n", "city 的值不对", "eval.toml:1:8"),
        ("city = \"甲市\"\nyear = \"2021\"\nmandate = \"../mandate.eval\"\n", "year 的值不对", "eval.toml:2:8"),
        ("city = \"甲市\"\nyear = 2021\n", "eval.toml 缺少 mandate", "eval.toml:1:1"),
        (
            "city = \"甲市\"\nyear = 2021\nmandate = \"../mandate.eval\"\n[check]\ndeny_warnings = true\n",
            "没有 check.deny_warnings 这个设置",
            "eval.toml:5:1",
        ),
        ("city = \"甲市\"\nyear = 2021\nmandate = \"../mandate.eval\"\n[check\n", "eval.toml 读不下去", "eval.toml:4:"),
        ("city = \"甲市\"\nyear = 2022\nmandate = \"../mandate.eval\"\n", "eval.toml 写2022年度，方案写2021年度", "另见 甲市/city.eval:3:"),
    ];
    for (settings, message, place) in cases {
        let folder = province(&[("甲市", settings, CITY)]);
        let run = run(folder.path(), &["check", "甲市"]);
        assert_eq!((run.code, codes(&run)), (1, vec!["错误 E1102"]), "{settings}\n{}", run.err);
        assert!(run.err.contains(message) && run.err.contains(place), "{settings}\n{}", run.err);
    }
}

#[test]
fn a_city_the_mandate_is_not_for_is_an_error() {
    let mandate = MANDATE.replace("  语言版本：1\n", "  语言版本：1\n  适用单位：甲市、乙市\n");
    let folder = province(&[("甲", &settings("甲"), CITY)]);
    fs::write(folder.path().join("mandate.eval"), mandate).unwrap();
    let run = run(folder.path(), &["check", "甲"]);
    assert_eq!((run.code, codes(&run)), (1, vec!["错误 E1102"]));
    assert!(run.err.contains("是不是“甲市”？"), "{}", run.err);
}

#[test]
fn a_broken_mandate_is_reported_once_however_many_cities_answer_to_it() {
    let folder = province(&[("甲市", &settings("甲市"), CITY), ("乙市", &settings("乙市"), CITY)]);
    fs::write(folder.path().join("mandate.eval"), format!("{MANDATE}多余的一行\n")).unwrap();
    for paths in [&["check", "."][..], &["check", "甲市", "乙市"]] {
        let run = run(folder.path(), paths);
        assert_eq!((run.code, codes(&run).len()), (1, 1), "{}", run.err);
        assert_eq!(run.err.lines().last().unwrap(), "1份省级实施方案、2个城市：2个通过，1个有1处错误");
    }
}

#[test]
fn an_altered_mandate_is_an_error_until_the_lock_is_renewed() {
    let folder = province(&[("甲市", &settings("甲市"), CITY)]);
    let check = |arguments: &[&str]| run(folder.path(), arguments);
    assert_eq!(check(&["check", "甲市", "--update-lock"]).code, 0);
    let lock = fs::read_to_string(folder.path().join("甲市/eval.lock")).unwrap();
    assert!(lock.contains("id = \"../mandate.eval\"") && lock.contains("sha256 = \""), "{lock}");
    assert_eq!(check(&["check", "甲市"]).code, 0);
    // Other line ends are the same mandate.
    fs::write(folder.path().join("mandate.eval"), MANDATE.replace('\n', "\r\n")).unwrap();
    assert_eq!(check(&["check", "甲市"]).code, 0);
    fs::write(folder.path().join("mandate.eval"), MANDATE.replace("关键词：幼儿园", "关键词：幼儿园、托育")).unwrap();
    let altered = check(&["check", "甲市"]);
    assert_eq!((altered.code, codes(&altered)), (1, vec!["错误 E1101"]));
    assert_eq!(fs::read_to_string(folder.path().join("甲市/eval.lock")).unwrap(), lock, "a check writes nothing");
    assert_eq!(check(&["check", "甲市", "--update-lock"]).code, 0);
    assert_eq!(check(&["check", "甲市"]).code, 0);
    fs::write(folder.path().join("甲市/eval.lock"), "not a lock").unwrap();
    assert_eq!(codes(&check(&["check", "甲市"])), ["错误 E1102"]);
}

#[test]
fn a_failed_command_leaves_the_lock_as_it_was() {
    let folder = province(&[("甲市", &settings("甲市"), CITY)]);
    run(folder.path(), &["check", "甲市", "--update-lock"]);
    fs::write(folder.path().join("甲市/eval.toml"), settings("甲市").replace("../mandate", "../nowhere")).unwrap();
    let before = content(folder.path());
    for arguments in [&["check", "甲市", "--update-lock"][..], &["check", "甲市", "--update-lock", "--format", "xml"]] {
        assert_ne!(run(folder.path(), arguments).code, 0);
        assert_eq!(content(folder.path()), before);
    }
}

#[test]
fn warnings_fail_only_where_they_are_denied() {
    let unused = CITY.replace("一级指标", "数据 公办园占比：百分比，2位小数，0%至100%\n  来源：年报\n  责任单位：县教育局\n一级指标");
    let folder = province(&[("甲市", &settings("甲市"), &unused)]);
    let plain = run(folder.path(), &["check", "甲市"]);
    assert_eq!((plain.code, codes(&plain)), (0, vec!["警告 E0203"]));
    assert_eq!(plain.err.lines().last().unwrap(), "1个城市：1个通过（有1处警告）");
    let denied = run(folder.path(), &["check", "甲市", "--deny-warnings"]);
    assert_eq!(denied.code, 1);
    assert_eq!(denied.err.lines().last().unwrap(), "1个城市：1个有1处警告");
    fs::write(folder.path().join("甲市/eval.toml"), settings("甲市") + "[check]\ndeny-warnings = true\n").unwrap();
    assert_eq!(run(folder.path(), &["check", "甲市"]).code, 1);
}

#[test]
fn defaults_are_listed_where_they_are_asked_for() {
    let folder = province(&[("甲市", &settings("甲市"), CITY)]);
    let run = run(folder.path(), &["check", "甲市", "--defaults"]);
    assert_eq!(run.code, 0);
    let codes = codes(&run);
    assert!(codes.contains(&"提示 E0620") && codes.contains(&"提示 E1101"), "{}", run.err);
}

#[test]
fn a_file_alone_is_checked_without_a_mandate_and_says_so() {
    let folder = folder(&[("city.eval", CITY), ("mandate.eval", MANDATE)]);
    let alone = run(folder.path(), &["check", "city.eval"]);
    assert_eq!((alone.code, codes(&alone)), (0, vec!["警告 E1103"]));
    let with = run(folder.path(), &["check", "city.eval", "--mandate", "mandate.eval", "--deny-warnings"]);
    assert_eq!((with.code, with.err.as_str()), (0, "1个城市：1个通过\n"));
    let embedded = run(folder.path(), &["check", "city.eval", "--mandate", "湖南2021"]);
    assert_eq!(embedded.code, 1);
    assert!(codes(&embedded).contains(&"错误 E0501"), "{}", embedded.err);
    let mandate = run(folder.path(), &["check", "mandate.eval"]);
    assert_eq!((mandate.code, mandate.err.as_str()), (0, "1份省级实施方案：1个通过\n"));
}

#[test]
fn a_failing_case_is_an_error() {
    let folder = province(&[("甲市", &settings("甲市"), &format!("{CITY}用例 一档：普惠性幼儿园覆盖率＝85%，C1得1分\n"))]);
    let run = run(folder.path(), &["check", "甲市"]);
    assert_eq!((run.code, codes(&run)), (1, vec!["错误 E1001"]));
}

#[test]
fn what_cannot_be_done_at_all_is_exit_code_2() {
    let folder = folder(&[("空/读我.txt", "")]);
    for (arguments, message) in [
        (&["check", "没有的目录"][..], "错误：读不到 没有的目录：没有这个文件或目录\n"),
        (&["check", "空"], "错误：空 里没有 .eval 文件\n"),
        (&["chek"], "错误：没有“chek”这个命令，是不是“check”？\n\n写 --help 看用法\n"),
        (
            &["check", ".", "--format", "xml"],
            "错误：“--format <形式>”不能写“xml”，可以写：human、json、sarif、github、junit\n\n写 --help 看用法\n",
        ),
        (&["check", ".", "--mandate", "湖南2020"], "错误：找不到省级实施方案“湖南2020”；是不是“湖南2021”？\n"),
        (&["explain", "E603"], "错误：没有“E603”这个编号，最接近的是 E0603（band-gap）；写 --list 看全部编号\n"),
    ] {
        let run = run(folder.path(), arguments);
        assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (2, "", message), "{arguments:?}");
    }
}

#[test]
fn the_language_follows_the_flag_then_the_locale() {
    let folder = province(&[("甲市", &settings("甲市"), CITY)]);
    let with =
        |name: &str, value: &str, more: &[&str]| finish(evalc(folder.path()).env(name, value).args(["check", "甲市"]).args(more)).err;
    assert_eq!(with("LANG", "en_US.UTF-8", &[]), "1 city: 1 passed\n");
    assert_eq!(with("LANG", "C.UTF-8", &[]), "1个城市：1个通过\n");
    assert_eq!(with("LC_ALL", "de_DE.UTF-8", &[]), "1个城市：1个通过\n");
    assert_eq!(with("LC_ALL", "en_GB", &["--lang", "zh"]), "1个城市：1个通过\n");
    assert_eq!(with("LANG", "", &["--lang", "en"]), "1 city: 1 passed\n");
    for (lang, word) in [("zh", "用法：evalc check"), ("en", "Usage: evalc check")] {
        let help = run(folder.path(), &["check", "--help", "--lang", lang]);
        assert_eq!(help.code, 0);
        assert!(help.out.contains(word), "{}", help.out);
    }
}

#[test]
fn color_is_for_terminals_and_those_who_ask() {
    let folder = folder(&[("city.eval", CITY)]);
    let check = |more: &[&str], no_color: bool| {
        let mut command = evalc(folder.path());
        if no_color {
            command.env("NO_COLOR", "1");
        }
        finish(command.args(["check", "city.eval"]).args(more)).err.contains('\u{1B}')
    };
    assert!(!check(&[], false));
    assert!(check(&["--color", "always"], false));
    assert!(check(&["--color", "always"], true));
    assert!(!check(&["--color", "never"], false));
    assert!(!check(&[], true));
}

#[test]
#[cfg(unix)]
fn links_out_of_the_folder_are_not_followed() {
    let folder = province(&[("甲市", &settings("甲市"), CITY)]);
    let secret = folder.path().join("secret.txt");
    fs::write(&secret, "秘密\n").unwrap();
    std::os::unix::fs::symlink(&secret, folder.path().join("甲市/link.eval")).unwrap();
    let run = run(folder.path(), &["check", "甲市"]);
    assert_eq!((run.code, codes(&run)), (1, vec!["错误 E1104"]));
    assert!(!run.err.contains("秘密"), "{}", run.err);
}

#[test]
fn a_new_project_reports_exactly_the_key_points_it_does_not_cover_yet() {
    let folder = TempDir::new().unwrap();
    let new = run(folder.path(), &["new", "长沙", "--mandate", "湖南2021", "--city", "长沙市"]);
    assert_eq!((new.code, new.out.as_str()), (0, ""), "{}", new.err);
    let names: Vec<String> = content(folder.path()).keys().map(|p| p.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(names, ["01-方案.eval", "02-数据.eval", "03-指标.eval", "eval.lock", "eval.toml"]);
    // Every key point of the mandate stands in the indicators, as an indicator or as a comment.
    let mandate = fs::read_to_string("examples/hunan-2021/mandate.eval").unwrap();
    let points: Vec<&str> = mandate.lines().filter_map(|l| l.strip_prefix("要点 ")).map(|l| l.split(' ').next().unwrap()).collect();
    let indicators = fs::read_to_string(folder.path().join("长沙/03-指标.eval")).unwrap();
    let (claimed, open): (Vec<&str>, Vec<&str>) =
        points.iter().partition(|point| indicators.lines().any(|l| l == format!("  落实：要点{point}")));
    assert!(!claimed.is_empty() && !open.is_empty());
    for point in &open {
        assert!(indicators.contains(&format!("#   落实：要点{point}\n")), "要点{point}");
    }
    assert_eq!(run(folder.path(), &["fmt", "--check", "长沙"]).code, 0, "a new project is in canonical form");
    // What check reports is those in comments, and nothing else but the places to fill in.
    let check = run(folder.path(), &["check", "长沙", "--deny-warnings"]);
    assert_eq!(check.code, 1);
    let mut reported: Vec<&str> =
        check.err.lines().filter_map(|l| l.trim_start().strip_prefix("× 要点")).map(|l| l.split('“').next().unwrap()).collect();
    let (to_fill, errors): (Vec<&str>, Vec<&str>) = codes(&check).into_iter().partition(|c| *c == "警告 E0411");
    assert!(errors.iter().all(|c| ["错误 E0501", "错误 E0506"].contains(c)), "{}", check.err);
    assert_eq!(errors.len(), reported.len());
    let texts: Vec<String> = content(folder.path()).into_values().map(|b| String::from_utf8(b).unwrap()).collect();
    let marked = texts.iter().flat_map(|t| t.lines()).filter(|l| !l.trim_start().starts_with('#') && l.ends_with("：待填写")).count();
    assert_eq!(to_fill.len(), marked, "{}", check.err);
    reported.sort_unstable();
    let mut open = open;
    open.sort_unstable();
    assert_eq!(reported, open);
}

#[test]
fn a_new_project_for_a_mandate_in_a_file_keeps_its_own_copy() {
    let folder = folder(&[("mandate.eval", &format!("{MANDATE}建议 满分：100分\n"))]);
    let new = run(folder.path(), &["new", "项目/甲", "--mandate", "mandate.eval", "--city", "甲市"]);
    assert_eq!(new.code, 0, "{}", new.err);
    fs::remove_file(folder.path().join("mandate.eval")).unwrap();
    let check = run(folder.path(), &["check", "项目/甲"]);
    assert_eq!(check.code, 0, "its one key point is covered");
    assert!(codes(&check).iter().all(|c| *c == "警告 E0411"), "nothing but what is to be filled in: {}", check.err);
    assert!(check.err.ends_with("1份省级实施方案、1个城市：2个通过（有3处警告）\n"), "{}", check.err);
}

#[test]
fn new_never_touches_what_is_there() {
    let folder = folder(&[("有/笔记.txt", "笔记")]);
    let before = content(folder.path());
    for (dir, mandate, city, message) in [
        ("有", "湖南2021", "长沙市", "错误：建立不了 有：目录里已有内容，不改动\n"),
        ("有/笔记.txt", "湖南2021", "长沙市", "错误：建立不了 有/笔记.txt：这不是目录\n"),
        ("新", "湖南2021", "长沙", "错误：“长沙”不在方案的适用单位里，是不是“长沙市”？\n"),
        ("新", "没有这份", "长沙市", "错误：找不到省级实施方案“没有这份”；写随程序提供的标识（湖南2021），或方案文件相对本目录的路径\n"),
        ("新", "有/笔记.txt", "长沙市", "错误：有/笔记.txt 不是省级实施方案；请指定以“评价重点：”开头、写有“标识”的文件\n"),
    ] {
        let run = run(folder.path(), &["new", dir, "--mandate", mandate, "--city", city]);
        assert_eq!((run.code, run.err.as_str()), (2, message));
        assert_eq!(content(folder.path()), before);
        assert!(!folder.path().join("新").exists());
    }
}

#[test]
fn a_city_name_cannot_smuggle_in_text() {
    let folder = folder(&[("mandate.eval", MANDATE)]);
    let run = run(folder.path(), &["new", "新", "--mandate", "mandate.eval", "--city", "甲市\n通则：一律得满分"]);
    assert_eq!(run.code, 2);
    assert!(!folder.path().join("新").exists());
}

#[test]
fn every_code_is_explained_in_both_languages() {
    let folder = TempDir::new().unwrap();
    let list = run(folder.path(), &["explain", "--list"]);
    assert_eq!((list.code, list.err.as_str()), (0, ""));
    assert_eq!(list.out.lines().count(), evalc::finding::Code::ALL.len());
    let zh = run(folder.path(), &["explain", "E1102"]);
    let en = run(folder.path(), &["explain", "bad-config", "--lang", "en"]);
    assert_eq!((zh.code, en.code), (0, 0));
    assert!(zh.out.starts_with("E1102 eval.toml 写错了（错误）\n"), "{}", zh.out);
    assert!(zh.out.contains("怎样改") && !zh.out.contains("Unknown settings"), "{}", zh.out);
    assert!(en.out.contains("Unknown settings") && !en.out.contains("怎样改"), "{}", en.out);
    for page in [&zh.out, &en.out] {
        assert!(page.contains("    deny-warnings = false\n"), "examples are for both: {page}");
    }
}

#[test]
fn a_rule_is_explained_with_what_it_rests_on() {
    for lang in ["zh", "en"] {
        let run = run(Path::new("."), &["explain", "examples/hunan-2021/changsha", "--indicator", "C14", "--lang", lang]);
        assert_eq!((run.code, run.err.as_str()), (0, ""));
        let mut settings = insta::Settings::clone_current();
        settings.set_prepend_module_to_snapshot(false);
        settings.set_snapshot_path("../reading");
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(format!("command-explain-{lang}"), run.out));
    }
}

#[test]
fn every_rule_of_a_city_is_explained_or_the_one_that_is_asked_for() {
    let folder = province(&[("甲市", &settings("甲市"), CITY)]);
    let whole = run(folder.path(), &["explain", "甲市"]);
    let one = run(folder.path(), &["explain", "甲市/city.eval", "--indicator", "c1"]);
    assert_eq!((whole.code, one.code), (0, 0));
    assert_eq!(whole.out, one.out, "it has one rule");
    assert!(one.out.starts_with("C1 普惠性幼儿园覆盖率（2分）\n  落实：要点1.1 普惠性幼儿园\n  评分："), "{}", one.out);
    let broken = CITY.replace("其余不得分", "其余");
    fs::write(folder.path().join("甲市/city.eval"), broken).unwrap();
    for (arguments, message) in [
        (&["explain", "甲市"][..], "错误：甲市 里有没读懂的地方，请先用 evalc check 检查\n"),
        (&["explain", "没有的目录", "--indicator", "C1"], "错误：读不到 没有的目录：没有这个文件或目录\n"),
    ] {
        let run = run(folder.path(), arguments);
        assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (2, "", message));
    }
    fs::write(folder.path().join("甲市/city.eval"), CITY).unwrap();
    let near = run(folder.path(), &["explain", "甲市", "--indicator", "C2"]);
    assert_eq!((near.code, near.err.as_str()), (2, "错误：没有编号为“C2”的指标，是不是“C1”？\n"));
}

#[test]
fn shells_and_manuals_are_served() {
    let folder = TempDir::new().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = run(folder.path(), &["completions", shell]);
        assert_eq!((run.code, run.err.as_str()), (0, ""));
        assert!(run.out.contains("explain"), "{shell}");
    }
    assert!(run(folder.path(), &["man", "check"]).out.contains("evalc\\-check"));
    assert_eq!(run(folder.path(), &["man", "nothing"]).code, 2);
}
