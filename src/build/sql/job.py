
from __future__ import annotations

import argparse
import math
import os
import re
import sys
from datetime import date
from fractions import Fraction
from math import gcd
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple

from pyspark import cloudpickle
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

HERE = os.path.dirname(os.path.abspath(__file__))
BATCH_HEADERS = ("批次", "batch")
# <cells>


class Cell(NamedTuple):
    """A column of data: its code, its name, the headers it may stand under (the last one with a value counts), what it holds."""

    code: str
    name: str
    headers: List[str]
    kind: Any
    expected: str
    empty: int
    optional: bool = False
    wide: bool = False


class Table(NamedTuple):
    """A raw table: its title, its cells."""

    title: str
    cells: List[Cell]


class Output(NamedTuple):
    """A result: what it is called, what it is, its decimal places."""

    name: str
    label: str
    kind: str
    places: Optional[int]


# <rules>


def keys(cell: Cell, header: str) -> Tuple[str, str]:
    """A header as it is compared, without and with the unit."""
    key, unit = header_key(header), header_key(getattr(cell.kind, "unit", ""))
    return key, key[:-1] + "," + unit + ")" if key.endswith(")") and header != cell.name else f"{key}({unit})"


def raw_columns(cell: Cell) -> List[Tuple[str, Tuple[str, str]]]:
    """The columns of a cell in its raw table, each with its headers."""
    return [(cell.code if at == 1 else f"{cell.code}_h{at}", keys(cell, header)) for at, header in enumerate(cell.headers, 1)]


# What a row holds: the county as it is compared, units, absences, texts and units of more than 64 bits, problems.
READ = "county string, n array<bigint>, a array<bigint>, w array<string>, faults array<string>"
# Cells often repeat: what they were read as is remembered, up to so many texts of a column.
REMEMBERED = 20_000


def read_cell(cell: Cell, text: str) -> Any:
    """Units or a text, with the absence; `None` where nothing stands; a `str` is a problem."""
    word = folded(text)
    if word in ("", "缺报"):
        return None
    if word == "待定":
        return 0, PENDING
    if word in ("不适用", "不涉及"):
        return (0, NOT_APPLICABLE) if cell.optional else cell.expected
    if isinstance(cell.kind, Words):
        return word, PRESENT
    try:
        return cell.kind.read(text), PRESENT
    except ValueError:
        return cell.expected


def reader(table: Table) -> Callable[[Optional[str], List[Optional[str]]], Tuple[Any, ...]]:
    """Reads the rows of a raw table."""
    known: List[Dict[str, Any]] = [{} for _ in table.cells]

    def read(county: Optional[str], texts: List[Optional[str]]) -> Tuple[Any, ...]:
        numbers, absences, words, faults = [], [], [], []
        at = 0
        for cell, seen in zip(table.cells, known):
            value, absent = 0, cell.empty
            for header in cell.headers:
                text = texts[at]
                at += 1
                if not text:
                    continue
                found = seen.get(text, seen)
                if found is seen:
                    found = read_cell(cell, text)
                    if len(seen) < REMEMBERED:
                        seen[text] = found
                if isinstance(found, str):
                    faults.append(f"{header}：“{folded(text)[:40]}”应为{found}")
                elif found:
                    value, absent = found
            absences.append(absent)
            if cell.wide or isinstance(cell.kind, Words):
                words.append(str(value))
                numbers.append(0)
            else:
                numbers.append(value)
        name = header_key(county or "")
        if not name:
            faults.append("没有县市区名称")
        return name, numbers, absences, words, [re.sub(r"[\x00-\x1f\x7f]", " ", fault)[:400] for fault in faults]

    return read


def of_numbers(function: Callable[..., Sequence[int]]) -> Callable[[List[str]], List[str]]:
    """A function of whole numbers of any size as one of texts."""

    def of_texts(texts: List[str]) -> List[str]:
        unlimited()
        return [str(int(value)) for value in function(*map(number, texts))]

    return of_texts


def number(text: str) -> int:
    """A whole number; a truth value is 1 or 0."""
    return int({"true": "1", "false": "0"}.get(text, text))


def unlimited() -> None:
    """Whole numbers of more than 4300 digits are read and written, too."""
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(0)


def folding(function: Callable[[List[int]], int], start: str) -> Callable[[List[str]], str]:
    """Many numbers to one."""

    def of_texts(texts: List[str]) -> str:
        unlimited()
        return str(function([int(text) for text in texts])) if texts else start

    return of_texts


def lcm(numbers: List[int]) -> int:
    result = 1
    for number in numbers:
        result = result * number // gcd(result, number)
    return result


def fractions(together: str, multiple: str, pairs: List[str]) -> str:
    """The sum, the largest or the smallest of n/d over their multiple."""
    unlimited()
    function = {"SUM": sum, "MAX": max, "MIN": min}[together]
    whole_multiple = int(multiple)
    return str(function(int(n) * (whole_multiple // int(d)) for n, d in (pair.split("/") for pair in pairs)))


def different(pairs: List[str]) -> int:
    """How many different numbers n/d there are."""
    return len({Fraction(pair) for pair in pairs})


def less(a: str, b: str) -> bool:
    unlimited()
    return int(a) < int(b)


def result_texts(parts: List[str]) -> List[Tuple[str, str, str]]:
    """Numerator, denominator and absence of every result as name, label and text."""
    unlimited()
    whole = [number(part) for part in parts]
    return [(output.name, output.label, result_text(output, *whole[3 * at : 3 * at + 3])) for at, output in enumerate(OUTPUTS)]


def result_text(output: Output, num: int, den: int, absent: int) -> str:
    if absent != PRESENT:
        return REASONS.get(absent, "分母为0")
    if output.kind == "truth":
        return "是" if num else "否"
    if output.kind == "grade":
        return GRADES[num] if num < len(GRADES) else ""  # no grade has a condition that holds
    if output.kind == "place":
        return str(num)
    if output.places is None:
        return str(Fraction(num, den))
    digits = str(abs(num)).rjust(output.places + 1, "0")
    end = len(digits) - output.places
    return ("-" if num < 0 else "") + digits[:end] + ("." + digits[end:] if output.places else "")


def register(spark: SparkSession) -> None:
    """Makes the functions of `score.sql` known; a number that does not fit is an error, never nothing."""
    spark.conf.set("spark.sql.ansi.enabled", "true")
    spark.conf.set("spark.sql.variable.substitute", "false")
    spark.conf.set("spark.sql.parser.escapedStringLiterals", "false")
    # Processes that run the functions do not have this file.
    if __name__ in sys.modules and __name__ != "__main__":
        cloudpickle.register_pickle_by_value(sys.modules[__name__])

    def known(name: str, function: Callable[..., Any], kind: Any) -> None:
        spark.udf.register(name, F.udf(function, kind, useArrow=False))

    for name, table in TABLES.items():
        known(f"read_{name}", reader(table), READ)
    for name, function in NUMBERS.items():
        known(f"numbers_{name}", of_numbers(function), "array<string>")
    known("exact_sum", folding(sum, "0"), "string")
    known("exact_max", folding(max, "0"), "string")
    known("exact_min", folding(min, "0"), "string")
    known("exact_lcm", folding(lcm, "1"), "string")
    known("exact_fractions", fractions, "string")
    known("exact_different", different, "bigint")
    known("exact_less", less, "boolean")
    known("result_texts", result_texts, "array<struct<name: string, label: string, value: string>>")


def read_file(spark: SparkSession, path: str) -> DataFrame:
    """A CSV file with a header, or a Parquet file, as texts."""
    if path.rstrip("/").endswith(".parquet"):
        frame = spark.read.parquet(path)
        return frame.select([F.col(quoted_name(name)).cast("string").alias(name) for name in frame.columns])
    return spark.read.csv(path, header=True, quote='"', escape='"', multiLine=True, encoding="UTF-8", comment="#")


def quoted_name(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def raw_view(frame: DataFrame, name: str) -> None:
    """A file as the raw table `name`: its columns found by header; what is not there is empty."""
    given = {header_key(header): header for header in frame.columns}
    if not any(header in given for header in COUNTY_HEADERS):
        raise SystemExit(f"{name}：没有“县市区”这一列")

    def found(headers: Sequence[str], column: str) -> Any:
        named = [F.col(quoted_name(given[header])) for header in headers if header in given]
        return (named[0] if named else F.lit(None)).cast("string").alias(column)

    cells = [found(headers, column) for cell in TABLES[name].cells for column, headers in raw_columns(cell)]
    part = [found([header_key(PARTED_BY)], "part")] if name == "counties" and PARTED_BY else []
    # The line of the file, where it is read in one piece.
    line = (F.monotonically_increasing_id() + 2).alias("line")
    frame = frame.select(found(BATCH_HEADERS, "batch"), line, found(COUNTY_HEADERS, "county"), *part, *cells)
    frame.createOrReplaceTempView(name)


def empty_view(spark: SparkSession, name: str) -> None:
    """A raw table without rows."""
    columns = [column for cell in TABLES[name].cells for column, _ in raw_columns(cell)]
    fields = ["batch string", "line bigint", "county string", *(f"{column} string" for column in columns)]
    spark.createDataFrame([], ", ".join(fields)).createOrReplaceTempView(name)


def statements(path: str) -> Iterator[Tuple[str, str]]:
    """The tables of a script with their queries: each ends with a semicolon on a line of its own."""
    with open(path, encoding="utf-8") as file:
        for text in file.read().split("\n;\n"):
            found = re.search(r"^CREATE OR REPLACE TEMPORARY VIEW (\w+) AS\n", text, re.MULTILINE)
            if found:
                yield found[1], text[found.end() :]


# Tables of counties are small: compiling a query takes longer than running it, and so does cutting it into many tasks.
SMALL = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.constraintPropagation.enabled": "false",
}


def score(spark: SparkSession, path: str) -> None:
    """Runs a script over the raw tables; every table is computed once and kept, so that no query grows."""
    usual = {name: spark.conf.get(name) for name in SMALL}
    try:
        for name, query in statements(path):
            of_rows = re.search(r"(^|_)t\d+(_|$)", name)
            for setting, value in (usual if of_rows else SMALL).items():
                spark.conf.set(setting, value)
            spark.sql(query).localCheckpoint(eager=True).createOrReplaceTempView(name)
    finally:
        for setting, value in usual.items():
            spark.conf.set(setting, value)


def guarded(frame: DataFrame) -> DataFrame:
    """Texts that a spreadsheet does not take for formulas; a negative number stays one."""

    def column(name: str) -> Any:
        text = F.col(name).cast("string")
        formula = text.rlike(r"^[=+\-@\t\r＝＋－＠]") & ~text.rlike(r"^-[0-9./]+$")
        return F.when(formula, F.concat(F.lit("'"), text)).otherwise(text).alias(name)

    return frame.select([column(name) for name in frame.columns])


def write_csv(frame: DataFrame, path: str) -> None:
    guarded(frame).coalesce(1).write.mode("overwrite").csv(path, header=True, quote='"', escape='"')


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counties", required=True, metavar="县市区.csv")
    parser.add_argument("--table", action="append", default=[], metavar="明细表=文件")
    parser.add_argument("--out", required=True, metavar="目录")
    arguments = parser.parse_args()
    files = dict(item.split("=", 1) for item in arguments.table if "=" in item)
    titles = [table.title for name, table in TABLES.items() if name != "counties"]
    unknown = [item for item in arguments.table if item.split("=", 1)[0] not in titles or "=" not in item]
    if unknown:
        parser.error(f"没有这个明细表：{'、'.join(unknown)}；明细表有：{'、'.join(titles) or '无'}")
    spark = SparkSession.builder.appName("evalc").getOrCreate()
    register(spark)
    for name, table in TABLES.items():
        path = arguments.counties if name == "counties" else files.get(table.title)
        if path:
            raw_view(read_file(spark, path), name)
        else:
            empty_view(spark, name)
    score(spark, os.path.join(HERE, "score.sql"))
    problems = spark.table("problems")
    write_csv(problems, os.path.join(arguments.out, "problems.csv"))
    for name in ("results", "results_long"):
        spark.table(name).write.mode("overwrite").parquet(os.path.join(arguments.out, f"{name}.parquet"))
    write_csv(spark.table("results_long"), os.path.join(arguments.out, "results_long.csv"))
    count = problems.count()
    if count:
        print(f"数据有{count}处问题，见 {arguments.out}/problems.csv；有问题的批次没有计分", file=sys.stderr)
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
