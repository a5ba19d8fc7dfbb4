
from __future__ import annotations

import csv
import io
import json
import math
import re
import sys
from datetime import date
from fractions import Fraction
from math import gcd
from typing import TYPE_CHECKING, Any, Callable, Dict, FrozenSet, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple

# <cells>


class BadData(Exception):
    """Data that cannot be scored: every problem, one to a line."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


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
