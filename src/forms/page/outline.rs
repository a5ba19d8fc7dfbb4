//! Numbers of headings (层次序数): 一、 （一） 1. （1）

use super::{Block, Heading, Run};

/// Counts headings.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    counts: [u32; 4],
}

impl Outline {
    /// The next heading of a level, from 1 to 4.
    pub fn heading(&mut self, level: u8, text: impl Into<String>) -> Block {
        self.with_body(level, text, Vec::new())
    }

    /// The next heading of a level, followed by text.
    pub fn with_body(&mut self, level: u8, text: impl Into<String>, body: Vec<Run>) -> Block {
        let at = usize::from(level.clamp(1, 4)) - 1;
        for (place, count) in self.counts.iter_mut().enumerate() {
            match place.cmp(&at) {
                std::cmp::Ordering::Equal => *count += 1,
                std::cmp::Ordering::Greater => *count = 0,
                std::cmp::Ordering::Less => {}
            }
        }
        let count = self.counts.get(at).copied().unwrap_or(1);
        let number = match level {
            1 => format!("{}、", chinese_number(count)),
            2 => format!("（{}）", chinese_number(count)),
            3 => format!("{count}."),
            _ => format!("（{count}）"),
        };
        Block::Heading(Heading { level, number, text: text.into(), body })
    }
}

/// 一 to 九十九; digits above.
pub fn chinese_number(n: u32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |n: u32| DIGITS.get(n as usize).copied().unwrap_or("");
    match n {
        0 => "零".to_owned(),
        1..=9 => digit(n).to_owned(),
        10..=19 => format!("十{}", digit(n % 10)),
        20..=99 => format!("{}十{}", digit(n / 10), digit(n % 10)),
        _ => n.to_string(),
    }
}
