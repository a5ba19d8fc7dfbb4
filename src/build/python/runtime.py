
from __future__ import annotations

import csv
import io
import json
import re
import sys
from datetime import date
from fractions import Fraction
from math import gcd
from typing import TYPE_CHECKING, Any, Callable, Dict, FrozenSet, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple

# Why there is no value: of several reasons the larger one stands.
PRESENT, NOT_APPLICABLE, PENDING, MISSING, MISSING_ROW, DIVISION_BY_ZERO = range(6)
QUOTA_OPEN = 7
REASONS = {NOT_APPLICABLE: "不适用", PENDING: "待定", MISSING: "缺报", MISSING_ROW: "缺报", QUOTA_OPEN: "名额未定"}
COUNTY_HEADERS = ("县市区", "县", "区县", "县级单位")
WIDE = {ord(c): ord(c) - 0xFEE0 for c in map(chr, range(0xFF01, 0xFF5E))}
WIDE.update({0x3000: 0x20, 0xA0: 0x20, 0xFEFF: 0x20, 0x2212: 0x2D})
WIDE.update({ord(a): ord(b) for a, b in zip("｡､～~–―‐∶︰", "。、—————::")})


class BadData(Exception):
    """Data that cannot be scored: every problem, one to a line."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


def folded(text: str) -> str:
    """Full width is half width, and nothing hangs at the ends."""
    return text.translate(WIDE).strip()


def header_key(text: str) -> str:
    """A header as it is compared: without any blank."""
    return re.sub(r"\s", "", folded(text))


class Amount:
    """A number of units in its last decimal place."""

    def __init__(self, places: int, unit: str, limits: Optional[Tuple[str, str]]) -> None:
        self.places, self.unit = places, unit
        self.limits = (Fraction(limits[0]), Fraction(limits[1])) if limits else (Fraction(0), None)
        self.range = "至".join(limits) if limits else ""

    def read(self, text: str) -> int:
        found = re.fullmatch(r"([-+]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*(.*)", folded(text))
        if not found or folded(found[4]) not in ("", folded(self.unit)):
            raise ValueError(f"应为以{self.unit}为单位的数" if self.unit else "应为数")
        value = Fraction(found[1] + found[2].replace(",", "") + (found[3] or ""))
        low, high = self.limits
        if value < low or (high is not None and value > high):
            raise ValueError(f"超出范围{self.range}" if self.range else "不能为负数")
        units = value * 10**self.places
        if units.denominator != 1:
            raise ValueError(f"至多{self.places}位小数")
        return int(units)


class Fact:
    """是 or 否."""

    WORDS = {"是": 1, "有": 1, "在册": 1, "√": 1, "✓": 1, "✔": 1, "否": 0, "无": 0, "不在册": 0, "×": 0, "✗": 0, "✘": 0}

    def read(self, text: str) -> int:
        value = self.WORDS.get(folded(text))
        if value is None:
            raise ValueError("应为是或否")
        return value


class Document:
    """A document counts if its number, its day of issue in time and its issuer are there."""

    def read(self, text: str) -> int:
        word = folded(text)
        if Fact.WORDS.get(word) == 0:
            return 0
        if len(word) < 4:
            raise ValueError("应写明文号，日期，发文机关；没有的填无")
        parts = [part.strip() for part in re.split(r"[,、;\n]", word) if part.strip()]
        number = next((i for i, p in enumerate(parts) if p.endswith("号") and re.search(r"[0-9]", p)), None)
        day = next((i for i, p in enumerate(parts) if self.in_time(p)), None)
        if number is None or day is None:
            return 0
        return int(any(i not in (number, day) for i in range(len(parts))))

    @staticmethod
    def in_time(text: str) -> bool:
        found = re.fullmatch(r"(\d+)\s*[年\-—./]\s*(\d+)\s*[月\-—./]\s*(\d+)\s*日?", text)
        try:
            return found is not None and date(int(found[1]), int(found[2]), int(found[3])) <= date(YEAR, 12, 31)
        except ValueError:
            return False


class Level:
    """One of these words; its place, 0 is first."""

    def __init__(self, levels: Sequence[str]) -> None:
        self.levels = [header_key(level) for level in levels]

    def read(self, text: str) -> int:
        if header_key(text) not in self.levels:
            raise ValueError("应为" + "、".join(self.levels) + "之一")
        return self.levels.index(header_key(text))


class Day:
    """A day, as its number since 1 March of the year 0."""

    UNREPORTED = 3652364

    def __init__(self, unreported: bool) -> None:
        self.unreported = unreported

    def read(self, text: str) -> int:
        word = folded(text)
        if self.unreported and word == "未报":
            return self.UNREPORTED
        found = re.fullmatch(r"(?:(\d{4})年)?\s*(\d{1,2})月\s*(\d{1,2})[日号]", word)
        found = found or re.fullmatch(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?: 00:00(?::00)?)?", word)
        try:
            numbers = [g for g in found.groups() if g is None or g.isdigit()]  # type: ignore[union-attr]
            return date(int(numbers[0] or YEAR), int(numbers[1]), int(numbers[2])).toordinal() + 305
        except (AttributeError, ValueError):
            raise ValueError("应为日期，如2021年3月5日") from None


class Words:
    """Text, only compared with other text."""

    def __init__(self) -> None:
        self.known: Dict[str, int] = {}

    def read(self, text: str) -> int:
        return self.known.setdefault(text, len(self.known))


class Cell(NamedTuple):
    """A column of data: its code, its name, the headers it may stand under (the last one with a value counts), what it holds."""

    code: str
    name: str
    headers: List[str]
    kind: Any
    optional: bool = False


class Table(NamedTuple):
    """A detail table: its code, its name, its columns."""

    code: str
    name: str
    cells: List[Cell]


class Output(NamedTuple):
    """A result: numerator, denominator and absence of a county."""

    name: str
    label: str
    kind: str
    places: Optional[int]
    parts: Callable[[Any], Tuple[int, int, int]]


class Row:
    """A row of a detail table, of the county it belongs to."""

    def __init__(self, county: "County") -> None:
        self.county = county

    if TYPE_CHECKING:  # cells and computed values are attributes

        def __getattr__(self, name: str) -> Any: ...

        def __setattr__(self, name: str, value: Any) -> None: ...


class County(Row):
    """A county with its cells, its rows, and what the rules computed for it."""

    def __init__(self, name: str, part: str) -> None:
        super().__init__(self)
        self.name, self.part = name, part
        self.groups = ROSTER.get(name, frozenset())
        self.all: List[County] = []
        self.peers: List[County] = []

    @property
    def others(self) -> List["County"]:
        """The counties of its part but itself."""
        return [other for other in self.all if other is not self]


def lcm(*values: int) -> int:
    """The least common multiple; 1 of none."""
    result = 1
    for value in values:
        result = result * value // gcd(result, value)
    return result


def sum_of_best(pairs: Iterable[Tuple[int, int]]) -> int:
    """The largest value of each key, added up."""
    best: Dict[int, int] = {}
    for key, value in pairs:
        best[key] = max(best.get(key, value), value)
    return sum(best.values())


# <rules>


def texts_under(cell: Cell, header: str, given: Mapping[str, str]) -> str:
    """What stands under a header, with or without the unit."""
    key, unit = header_key(header), header_key(getattr(cell.kind, "unit", ""))
    with_unit = key[:-1] + "," + unit + ")" if key.endswith(")") and header != cell.name else f"{key}({unit})"
    return given.get(key, given.get(with_unit, "")).strip()


def fill(owner: Row, cells: Sequence[Cell], given: Mapping[str, str], where: str, problems: List[str]) -> None:
    """Reads the cells of a county or a row."""
    for cell in cells:
        value, absent = 0, MISSING
        for header in cell.headers:
            text = texts_under(cell, header, given)
            word = folded(text)
            try:
                if word in ("", "缺报"):
                    continue
                if word == "待定":
                    value, absent = 0, PENDING
                elif word in ("不适用", "不涉及"):
                    if not cell.optional:
                        raise ValueError("不能填“不适用”")
                    value, absent = 0, NOT_APPLICABLE
                else:
                    value, absent = cell.kind.read(text), PRESENT
            except ValueError as problem:
                problems.append(f"{where}，{header}：“{text[:40]}”{problem}")
        setattr(owner, cell.code, value)
        setattr(owner, cell.code + "_absent", absent)


def score(counties: Sequence[Mapping[str, str]], tables: Optional[Mapping[str, Sequence[Mapping[str, str]]]] = None) -> List[Dict[str, Any]]:
    """Scores counties.

    `counties` has a mapping of headers to texts for each county, `tables` such rows for each detail table by its name.
    Gives the results of each county in that order: numbers as `Fraction`, truth values as `bool`, a grade by its name,
    a place as `int`; a `str` such as 缺报 says why there is no result. Raises `BadData` with every problem.
    """
    problems: List[str] = []
    found: List[County] = []
    by_name: Dict[str, County] = {}
    for given in counties:
        texts = {header_key(key): text for key, text in given.items()}
        name = header_key(next((texts[h] for h in COUNTY_HEADERS if h in texts), ""))
        county = County(name, texts.get(header_key(PARTED_BY), "") if PARTED_BY else "")
        if not name:
            problems.append("有一行没有县市区名称")
        elif name in by_name:
            problems.append(f"“{name}”重复")
        elif ROSTER and name not in ROSTER:
            problems.append(f"“{name}”不在参评名单里")
        fill(county, CELLS, texts, name, problems)
        by_name[name] = county
        found.append(county)
    problems += [f"缺少“{name}”" for name in ROSTER if name not in by_name]
    for table in TABLES:
        for county in found:
            setattr(county, table.code, [])
        for number, given in enumerate((tables or {}).get(table.name, ()), 1):
            texts = {header_key(key): text for key, text in given.items()}
            name = header_key(next((texts[h] for h in COUNTY_HEADERS if h in texts), ""))
            if name not in by_name:
                problems.append(f"{table.name}第{number}条：“{name}”不在县级数据里")
                continue
            row = Row(by_name[name])
            fill(row, table.cells, texts, f"{table.name}第{number}条", problems)
            getattr(by_name[name], table.code).append(row)
    if problems:
        raise BadData(problems)
    parts: Dict[str, List[County]] = {}
    peers: Dict[Tuple[str, FrozenSet[int]], List[County]] = {}
    for county in found:
        county.all = parts.setdefault(county.part, [])
        county.peers = peers.setdefault((county.part, county.groups), [])
        county.all.append(county)
        county.peers.append(county)
    for code, rule in PASSES:
        for county in found:
            for x in [county] if code is None else getattr(county, code):
                rule(x)
    return [{"县市区": county.name, **{output.name: shown(output, county) for output in OUTPUTS}} for county in found]


def shown(output: Output, county: County) -> Any:
    """A result as Python says it."""
    num, den, absent = (int(part) for part in output.parts(county))
    if absent != PRESENT:
        return REASONS.get(absent, "分母为0")
    if output.kind == "truth":
        return num != 0
    value = Fraction(num, den)
    if output.kind == "grade":
        return GRADES[int(value)] if int(value) < len(GRADES) else ""  # no grade has a condition that holds
    return int(value) if output.kind == "place" else value


def text_of(output: Output, value: Any) -> str:
    """A result as text: a number with all its decimal places."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if not isinstance(value, Fraction):
        return str(value)
    if output.places is None:
        return str(value)
    scaled = value * 10**output.places
    digits = str(abs(int(scaled))).rjust(output.places + 1, "0")
    whole = digits[: len(digits) - output.places]
    fraction = digits[len(digits) - output.places :]
    return ("-" if scaled < 0 else "") + whole + ("." + fraction if fraction else "")


def read_csv(path: str) -> List[Dict[str, str]]:
    """The rows of a CSV file (UTF-8 or GB18030) below its header; lines with # are not read."""
    with open(path, "rb") as file:
        content = file.read()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    lines = list(csv.reader(io.StringIO(text, newline="")))
    while lines and (not any(lines[0]) or lines[0][0].startswith("#")):
        lines.pop(0)
    if not lines:
        raise BadData([f"{path} 里没有数据"])
    header = lines[0]
    problems = [f"{path} 第{n}行：有{len(line)}格，表头有{len(header)}格" for n, line in enumerate(lines[1:], 2) if len(line) > len(header)]
    if problems:
        raise BadData(problems)
    return [dict(zip(header, line)) for line in lines[1:] if any(cell.strip() for cell in line)]


def main(arguments: Sequence[str]) -> int:
    """`score.py 县级数据.csv [明细表.csv …] [--json]`: a detail table's file is named after it."""
    as_json = "--json" in arguments
    paths = [argument for argument in arguments if not argument.startswith("--")]
    if not paths:
        print(f"用法：python3 score.py 县级数据.csv [明细表.csv …] [--json]\n明细表的文件名里要有表名：{'、'.join(t.name for t in TABLES) or '没有明细表'}", file=sys.stderr)
        return 2
    try:
        counties: List[Dict[str, str]] = []
        tables: Dict[str, List[Dict[str, str]]] = {}
        for path in paths:
            table = next((t for t in TABLES if t.name in re.split(r"[\\/]", path)[-1]), None)
            if table:
                tables.setdefault(table.name, []).extend(read_csv(path))
            else:
                counties.extend(read_csv(path))
        results = score(counties, tables)
    except (BadData, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    if as_json:
        rows = [{"县市区": row["县市区"], **{o.name: text_of(o, row[o.name]) for o in OUTPUTS}} for row in results]
        print(json.dumps({"rules": RULES, "year": YEAR, "results": rows}, ensure_ascii=False, indent=1))
        return 0
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["县市区", *(guarded(output.label) for output in OUTPUTS)])
    for row in results:
        writer.writerow([guarded(row["县市区"]), *(guarded(text_of(o, row[o.name]), o) for o in OUTPUTS)])
    return 0


def guarded(text: str, output: Optional[Output] = None) -> str:
    """Text that a spreadsheet does not take for a formula."""
    is_number = output is not None and output.kind == "points"
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠") and not is_number else text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
