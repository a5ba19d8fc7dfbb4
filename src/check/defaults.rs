//! E0620 `default-applied`: what the file leaves open and which default stands. Once per file and kind. Spec: §6.6.

use std::collections::BTreeMap;

use crate::finding::{Code, Finding, Sink, Words};
use crate::model::Model;
use crate::sentence::{AppliedDefault, Assumption};
use crate::words;

/// Lists the defaults with the place of the first use.
pub(super) fn check(model: &Model, sink: &mut Sink) {
    let all = model.defaults.iter().chain(model.indicators.iter().flat_map(|i| &i.defaults));
    let mut kinds: BTreeMap<Assumption, Vec<&AppliedDefault>> = BTreeMap::new();
    for applied in all {
        kinds.entry(applied.assumption).or_default().push(applied);
    }
    for (assumption, uses) in kinds {
        let Some(first) = uses.iter().min_by_key(|u| u.span.key()) else { continue };
        let (count, text) = (uses.len(), words_of(assumption));
        let (zh, en) = (&text.zh, &text.en);
        sink.report(
            Finding::new(
                Code::DefaultApplied,
                words! { zh: "文件未规定，按默认处理：{zh}", en: "the file is silent, a default stands: {en}" },
            )
            .label(first.span, words! { zh: "共{count}处，第一处在这里", en: "{count} places, the first is here" })
            .help(words! {
                zh: "本意如此的不必改；不是的，请在评分标准或通则里写明",
                en: "nothing to do if this is meant; otherwise say so in the rule or in a 通则"
            }),
        );
    }
}

/// A default in words.
pub(crate) fn words_of(assumption: Assumption) -> Words {
    let (zh, en) = match assumption {
        Assumption::WholeSteps => ("不足一个单位的不计（D1）", "parts of a step do not count (D1)"),
        Assumption::Boundary => {
            ("“以上”“以内”“达到”含本数，“以下”“不足”“低于”“超过”不含（D2）", "以上 and 以内 include their value, 以下 and 不足 do not (D2)")
        }
        Assumption::OwnPoints => (
            "几条各有得分的，一条里的扣分最多扣完这一条的得分（D3）",
            "what an item takes is lost from its own points, never from those of others (D3)",
        ),
        Assumption::SimpleMean => {
            ("平均数是各县的简单平均，含本县，不取整（D7）", "a mean is simple, includes the county itself, is not rounded (D7)")
        }
        Assumption::SharedPlace => ("数值相同的并列较好的名次，下一名次空出（D8）", "equal values share the better place (D8)"),
        Assumption::HighestFirst => (
            "没有写“越低越好”“从低到高”的，名次从高到低排，数值最高的是第1名（D8）",
            "places go from high to low where neither 越低越好 nor 从低到高 is said (D8)",
        ),
        Assumption::PercentagePoint => ("百分比上的1%按1个百分点计（D10）", "1% of a percentage is a percentage point (D10)"),
        Assumption::CalendarDays => ("期限按自然日计算，当日不算迟（D12）", "calendar days, the day itself is in time (D12)"),
        Assumption::JudgementStep => {
            ("评议由指定的评价人员在幅度内按0.1分给出，须写理由（D13）", "judgements in steps of 0.1 with a reason (D13)")
        }
        Assumption::NothingBelow => ("低于最低一档的不得分", "below the last band nothing is earned"),
        Assumption::UpTo => ("“酌情扣N分”是至多扣N分", "酌情扣N分 is at most N"),
    };
    Words::new(zh, en)
}
