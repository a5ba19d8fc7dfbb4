"""The workload as the peers see it: data and rules read from workload.eval, and its rows."""

import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

CITY = 20
SEED = 20_261_123
TEXT = (Path(__file__).parent.parent / "workload" / "workload.eval").read_text(encoding="utf-8")


@dataclass
class Datum:
    name: str
    places: int
    low: int
    high: int


@dataclass
class Rule:
    """`kind` and what the wording names, in order."""

    kind: str
    points: Fraction
    parts: list


def units(text, places):
    return int(Fraction(text) * 10**places)


def read_data():
    found = re.findall(r"^数据 (\S+?)：(是否|分值，(?:(\d)位小数|整数)，([\d.]+)分值至([\d.]+)分值)$", TEXT, re.M)
    for name, kind, places, low, high in found:
        places = int(places or 0)
        truth = kind == "是否"
        yield Datum(name, places, 0 if truth else units(low, places), 1 if truth else units(high, places))


N = r"([\d.]+)"
X = r"(\S+?值)"
WORDINGS = {
    "threshold": f"评分：{X}达到{N}分值得{N}分，否则不得分。",
    "part": f"评分：{X}达到{N}分值得{N}分，每低1分值扣{N}分，不足1个单位的按比例扣，扣完为止。",
    "whole": f"评分：{X}达到{N}分值得{N}分，每低1分值扣{N}分，扣完为止。",
    "bands": f"评分：{X}达到{N}分值得{N}分；达到{N}分值得{N}分；达到{N}分值得{N}分；其余不得分。",
    "between": f"公式：四舍五入（{N}×最大（0，最小（1，（{X}－{N}分值）÷{N}分值）），2）",
    "ratio": f"公式：四舍五入（{N}×最小（1，{X}×100÷{X}÷{N}），2）",
    "rank": f"公式：最大（0，四舍五入（{N}×（21名－名次（{X}））÷20名，2））",
    "mean": f"公式：若（{X}≥全市平均（{X}），{N}，若（{X}≥全市平均（{X}）×90%，{N}，0））",
}


def number(text):
    return Fraction(text) if re.fullmatch(r"[\d.]+", text) else text


def read_rules():
    bodies = re.findall(r"^三级指标 \S+ \S+?（([\d.]+)分）\n((?:  .+\n)+)", TEXT, re.M)
    for points, body in bodies:
        items = re.findall(r"[①②③④](\S+?)得([\d.]+)分", body)
        if items:
            yield Rule("items", Fraction(points), [(name, Fraction(n)) for name, n in items])
            continue
        found = [(kind, m) for kind, words in WORDINGS.items() if (m := re.fullmatch(words, body.strip()))]
        [(kind, match)] = found
        yield Rule(kind, Fraction(points), [number(group) for group in match.groups()])


DATA = list(read_data())
RULES = list(read_rules())
LIMITS = [Fraction(n) for n in re.findall(r"^等次 [ABC]：总分([\d.]+)分以上", TEXT, re.M)]
assert (len(DATA), len(RULES), len(LIMITS)) == (64, 60, 3)


def column(at, rows):
    """Units of a datum: low + splitmix64 % width, as benches/score.rs has them."""
    datum = DATA[at]
    with np.errstate(over="ignore"):
        x = np.arange(rows, dtype=np.uint64) + np.uint64(SEED + (at << 40)) + np.uint64(0x9E3779B97F4A7C15)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        x = x ^ (x >> np.uint64(31))
    return (x % np.uint64(datum.high - datum.low + 1)).astype(np.int64) + datum.low


def columns(rows):
    return {datum.name: column(at, rows) for at, datum in enumerate(DATA)}
