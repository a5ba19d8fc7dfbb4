//! Numbers beyond fifteen digits: what the bounds of errors prove is right, what they do not is 临界, the rest is refused by name.

use evalc::build::{Prefill, Subject, workbook};
use evalc::data::{DataFile, read};

use crate::build_workbook::{calculated, compare, folder, stamp};
use crate::support::{Read, around};

fn city(body: &str) -> Read {
    let city = crate::support::read(&around(body));
    let errors: Vec<_> = city.findings.iter().filter(|f| f.severity == evalc::finding::Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    city
}

#[test]
fn a_rule_with_numbers_no_cell_holds_is_refused_by_name() {
    let body = "数据 甲：次\n数据 乙：次\n数据 积＝甲×乙\n数据 方＝甲×甲\n三级指标 C1 积（1分）\n  评分：积不低于方得1分，否则不得分。\n";
    let city = city(body);
    let subject = Subject::of(&city.model, &city.names, &city.sources, &stamp(&city.model));
    let error = workbook::write(&subject, None, true).unwrap_err().0;
    assert!(error.zh.contains("积") && error.zh.contains("十五位"), "{}", error.zh);
    assert!(error.en.contains("fifteen digits"), "{}", error.en);
    // With ranges it is built.
    let body = body.replace("次\n数据 乙", "次，0次至1000次\n数据 乙").replace("数据 乙：次", "数据 乙：次，0次至1000次");
    let city = self::city(&body);
    let subject = Subject::of(&city.model, &city.names, &city.sources, &stamp(&city.model));
    assert!(workbook::write(&subject, None, true).is_ok());
}

/// Quotients of every county against their mean over all: only a common multiple of all divisors would be exact.
const MEAN: &str = "分组 全市各县：甲、乙、丙、丁、戊、己、庚、辛
数据 支出：元，0元至100000000元
数据 人数：人，1人至1000000人
数据 人均＝支出÷人数，单位元/人
三级指标 C1 人均（2分）
  评分：人均不低于全市平均值得2分，否则不得分。
";

fn rows(city: &Read, values: &[(i64, i64)]) -> (usize, usize) {
    let names = city.model.counties.iter().map(|c| c.name.as_str());
    let lines: Vec<String> = names.zip(values).map(|(name, (a, b))| format!("{name},{a},{b}")).collect();
    let text = format!("县市区,支出,人数\n{}\n", lines.join("\n"));
    let reading = read(&[DataFile { name: "数据.csv".into(), bytes: text.into_bytes() }], &city.model, &stamp(&city.model));
    assert!(reading.problems.is_empty() && reading.missing.is_empty());
    let prefill = Prefill::from(reading);
    let subject = Subject::of(&city.model, &city.names, &city.sources, &stamp(&city.model));
    let folder = folder(&format!("beyond-{}", values[0].1));
    let bytes = workbook::write(&subject, Some(&prefill), false).unwrap();
    let sheets = calculated(&folder, "计分结果", &[("beyond".to_owned(), bytes)]);
    let found = compare(&subject, &prefill.frame, &sheets[0]);
    std::fs::remove_dir_all(folder).unwrap();
    found
}

#[test]
fn what_the_bounds_prove_is_decided_and_what_they_do_not_is_never_guessed() {
    let city = city(MEAN);
    // Primes: their common multiple has more than forty digits.
    let primes = [999_983, 999_979, 999_961, 999_959, 999_953, 999_931, 999_917, 999_907];
    let clear: Vec<(i64, i64)> = primes.iter().enumerate().map(|(at, p)| (10_000_000 + 977 * at as i64, *p)).collect();
    let (count, open) = rows(&city, &clear);
    assert!(count > 60 && open == 0, "{open} of {count}");
    // Equal quotients: each is the mean, which no number of doubles proves. `compare` fails on a wrong one.
    let equal: Vec<(i64, i64)> = (1..=8).map(|n| (7 * n, 3 * n)).collect();
    let (count, open) = rows(&city, &equal);
    println!("{open} of {count} results of equal quotients are left to evalc");
    assert!(open <= count);
}
