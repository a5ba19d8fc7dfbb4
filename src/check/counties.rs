//! E0412: a county's name that holds another one, or ends the list with 等. Their number sets the quota.

use crate::finding::{Code, Finding, Sink};
use crate::model::{County, Model};
use crate::words;

/// What the name of a county ends in.
const ENDS: [char; 4] = ['县', '市', '区', '旗'];
/// Zones that lie inside a county and are named with it: 某县经济技术开发区.
const ZONES: [&str; 7] = ["开发区", "管理区", "高新区", "经开区", "示范区", "度假区", "风景区"];
/// Zones of counties and cities, which are counties of their own behind the name of a district: 嘉定区浦东新区.
const OUTER_ZONES: [&str; 2] = ["新区", "园区"];

pub(super) fn check(model: &Model, sink: &mut Sink) {
    for county in &model.counties {
        if let Some(listed) = without_and_so_on(&county.name) {
            sink.report(open_list(county, listed));
        } else if let Some((first, second)) = two(model, &county.name) {
            sink.report(joined(county, first, second));
        }
    }
}

/// 岳麓区等, 岳麓区等9个县市区
fn without_and_so_on(name: &str) -> Option<&str> {
    let (listed, rest) = name.rsplit_once('等')?;
    let counts = |c: char| c.is_numeric() || "一二三四五六七八九十个余多县市区旗地".contains(c);
    (listed.ends_with(ENDS) && rest.chars().all(counts)).then_some(listed)
}

/// 芙蓉区天心区. Not 津市市, 沙市区, 市中区: what is left on either side is no name of a county.
fn two<'n>(model: &Model, name: &'n str) -> Option<(&'n str, &'n str)> {
    name.char_indices().filter(|(_, c)| ENDS.contains(c)).map(|(at, c)| name.split_at(at + c.len_utf8())).find(|(first, second)| {
        let is_name = |part: &str| part.chars().count() > 1 && part.ends_with(ENDS);
        let outer = OUTER_ZONES.iter().filter(|_| !first.ends_with('区'));
        let is_zone = ZONES.iter().chain(outer).any(|zone| second.ends_with(zone)) || first.ends_with("自治区");
        is_name(first) && is_name(second) && !is_zone && !is_city_of(model, first, name)
    })
}

/// 长沙市芙蓉区 names the city with its county, as the title does or its neighbors do.
fn is_city_of(model: &Model, first: &str, name: &str) -> bool {
    let of_title = model.header.as_ref().is_some_and(|h| h.title.text.contains(first));
    let neighbor = |other: &County| other.name != name && other.name.starts_with(first) && other.name != first;
    first.ends_with('市') && (of_title || model.counties.iter().any(neighbor))
}

fn joined(county: &County, first: &str, second: &str) -> Finding {
    let name = &county.name;
    Finding::new(Code::SuspectCounty, words! { zh: "“{name}”像是两个县", en: "`{name}` looks like two counties" })
        .label(county.span, words! { zh: "算作一个县", en: "counts as one" })
        .help(words! { zh: "是不是漏了顿号：“{first}、{second}”？县的个数决定名额", en: "is a 、 missing: `{first}、{second}`? The quota goes by the number of counties" })
        .fix(county.span, format!("{first}、{second}"))
}

fn open_list(county: &County, listed: &str) -> Finding {
    let name = &county.name;
    Finding::new(Code::SuspectCounty, words! { zh: "“{name}”没有列全", en: "`{name}` is an open list" })
        .label(county.span, words! { zh: "“等”字也算进了县名", en: "等 is taken for part of the name" })
        .help(words! { zh: "请写“{listed}”，并把其余的县一一列出；县的个数决定名额", en: "write `{listed}` and list all others: the quota goes by their number" })
}
