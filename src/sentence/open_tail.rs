//! What is open about a clause behind several things (尾句归谁), and how it is asked. Spec: findings/E0627.

use super::lowering::Lowering;
use crate::source::Span;
use crate::words;

/// What is open about a clause behind several things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenTail {
    pub(super) span: Span,
    pub(super) kind: Tail,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tail {
    /// 每低1个百分点扣0.2分, and whether 分别计扣 would tell
    Step { each_would_do: bool },
    /// 低于70%的扣1分
    Case,
    /// 其余得0.5分
    Rest,
    /// 最多扣1分
    Limit,
    /// 比上年提高的得1分, 比上年每下降1个百分点扣0.5分
    Change,
    /// ；B得2分，造假的不得分
    Nothing,
}

impl Lowering<'_> {
    /// Asks what a clause is said of.
    pub(super) fn ask_of_tail(&mut self, open: OpenTail) {
        if open.kind == Tail::Nothing {
            self.nothing_is_open(open.span);
            return;
        }
        if open.kind == Tail::Limit {
            self.two_readings(
                open.span,
                words! { zh: "是最后一项的限额，还是几项合计的限额？", en: "is this the limit of the last of them, or of all?" },
                words! {
                    zh: "只是一项的，接在那一项后面，前面几项也各写各的；合计的，写“累计最多扣…分”，单独成句",
                    en: "write it behind the one it is of, and one for each of the others; 累计最多扣…分 in a sentence of its own if it is of all"
                },
            );
            return;
        }
        let asks = words! { zh: "前面有几项：只管最后一项，还是每一项都这样计？", en: "several things stand before: is this said of the last one, or of each?" };
        let help = if let Tail::Step { each_would_do } = open.kind {
            let (zh, en) = if each_would_do {
                ("；各项都一样扣的，也可以在后面加“分别计扣”", ", or add 分别计扣 if it is taken from each")
            } else {
                ("", "")
            };
            words! {
                zh: "请接在各自的得分后面写：“A达到95%得2分，每低1个百分点扣0.2分；B达到90%得2分，每低1个百分点扣0.2分”{zh}",
                en: "write it behind the points of each: A达到95%得2分，每低1个百分点扣0.2分；B…{en}"
            }
        } else if open.kind == Tail::Change {
            words! {
                zh: "请写明是哪一项的：“B比上年提高的得1分”；每一项都这样计的，各写各的：“A比上年提高的得1分；B比上年提高的得1分”",
                en: "name it: B比上年提高的得1分; write it for each if it is said of each: A比上年提高的得1分；B比上年提高的得1分"
            }
        } else {
            words! {
                zh: "请接在各自的后面写：“A达到95%得2分，低于70%不得分；B达到90%得2分，低于70%不得分”；对整个指标说的，另起一句（用句号），写明“A或B低于70%的”",
                en: "write it behind each: A达到95%得2分，低于70%不得分；B达到90%得2分，低于70%不得分; begin a new sentence (。) naming them if it is of the whole indicator"
            }
        };
        self.two_readings(open.span, asks, help);
    }
}
