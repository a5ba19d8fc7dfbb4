#!/usr/bin/env python3
"""Runs score.sql in Spark: reads CSV or Parquet, writes results and problems as Parquet and CSV.

用法：spark-submit job.py --counties 县市区.csv [--table 学校=学校.csv …] --out 结果目录
"""

import argparse
import json
import os
import re
import sys
from math import gcd

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import BooleanType, StringType

HERE = os.path.dirname(os.path.abspath(__file__))
COUNTY_HEADERS = ("县市区", "县", "区县", "县级单位")
WIDE = {ord(c): ord(c) - 0xFEE0 for c in map(chr, range(0xFF01, 0xFF5F))}
WIDE.update({0x3000: 0x20, 0xA0: 0x20, 0xFEFF: 0x20, 0x2212: 0x2D})
# Whole numbers of more than 4300 digits are read and written as texts, too.
if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)


def whole(function):
    """A function of Python's whole numbers, which have any size, as one of texts."""

    def of_texts(a, b):
        sys.set_int_max_str_digits(0)
        return str(function(int(a), int(b)))

    return of_texts


def folded(function, start):
    """Many numbers to one."""

    def of_texts(texts):
        sys.set_int_max_str_digits(0)
        numbers = [int(text) for text in texts]
        return str(function(numbers)) if numbers else start

    return of_texts


def lcm(numbers):
    result = 1
    for number in numbers:
        result = result * number // gcd(result, number)
    return result


def fractions(multiple, pairs):
    """The sum of n/d over their multiple."""
    sys.set_int_max_str_digits(0)
    whole_multiple, total = int(multiple), 0
    for pair in pairs:
        n, d = pair.split("/")
        total += int(n) * (whole_multiple // int(d))
    return str(total)


def lowest(num, den):
    """A fraction in lowest terms."""
    sys.set_int_max_str_digits(0)
    n, d = int(num), int(den)
    common = gcd(n, d)
    return str(n // common) if d == common else f"{n // common}/{d // common}"


def less(a, b):
    sys.set_int_max_str_digits(0)
    return int(a) < int(b)


def register(spark: SparkSession) -> None:
    """Makes the functions of numbers of any size known; a number that does not fit is an error, never nothing."""
    spark.conf.set("spark.sql.ansi.enabled", "true")
    spark.conf.set("spark.sql.variable.substitute", "false")
    spark.conf.set("spark.sql.parser.escapedStringLiterals", "false")
    spark.udf.register("exact_add", whole(lambda a, b: a + b), StringType())
    spark.udf.register("exact_sub", whole(lambda a, b: a - b), StringType())
    spark.udf.register("exact_mul", whole(lambda a, b: a * b), StringType())
    spark.udf.register("exact_floor_div", whole(lambda a, b: a // b), StringType())
    spark.udf.register("exact_least", whole(min), StringType())
    spark.udf.register("exact_greatest", whole(max), StringType())
    spark.udf.register("exact_less", less, BooleanType())
    spark.udf.register("exact_sum", folded(sum, "0"), StringType())
    spark.udf.register("exact_max", folded(max, "0"), StringType())
    spark.udf.register("exact_min", folded(min, "0"), StringType())
    spark.udf.register("exact_lcm", folded(lcm, "1"), StringType())
    spark.udf.register("exact_fractions", fractions, StringType())
    spark.udf.register("exact_fraction", lowest, StringType())


def header_key(text: str) -> str:
    """A header as it is compared: half width, without blanks."""
    return re.sub(r"\s", "", text.translate(WIDE))


def columns_of(path: str):
    """The raw tables of `columns.json`: title, and the columns of each by the headers they may stand under."""
    with open(path, encoding="utf-8") as file:
        tables = json.load(file)["tables"]
    headers = lambda column: [header_key(header) for header in column["headers"]]
    return {table["table"]: (table["title"], {c["column"]: headers(c) for c in table["columns"]}) for table in tables}


def read_file(spark: SparkSession, path: str) -> DataFrame:
    """A CSV file with a header, or a Parquet file, as texts."""
    if path.endswith(".parquet"):
        frame = spark.read.parquet(path)
        return frame.select([F.col("`" + name.replace("`", "``") + "`").cast("string").alias(name) for name in frame.columns])
    return spark.read.csv(path, header=True, quote='"', escape='"', multiLine=True, encoding="UTF-8")


def raw_view(frame: DataFrame, name: str, columns) -> None:
    """A file as the raw table `name`: its columns found by header; what is not there is empty."""
    given = {header_key(header): header for header in frame.columns}
    if not any(header in given for header in COUNTY_HEADERS):
        raise SystemExit(f"{name}：没有“县市区”这一列")

    def found(headers, column):
        named = [F.col("`" + given[header].replace("`", "``") + "`") for header in headers if header in given]
        return (named[0] if named else F.lit(None)).cast("string").alias(column)

    selected = [found(headers, column) for column, headers in columns.items()]
    line = (F.monotonically_increasing_id() + 1).alias("line")
    frame = frame.select(found(["批次", "batch"], "batch"), line, found(COUNTY_HEADERS, "county"), *selected)
    frame.createOrReplaceTempView(name)


def empty_view(spark: SparkSession, name: str, columns) -> None:
    """A raw table without rows."""
    fields = ["batch string", "line bigint", "county string", *(f"{column} string" for column in columns)]
    spark.createDataFrame([], ", ".join(fields)).createOrReplaceTempView(name)


def statements(path: str):
    """The statements of a script: each ends with a semicolon on a line of its own."""
    with open(path, encoding="utf-8") as file:
        for text in file.read().split("\n;\n"):
            lines = [line for line in text.split("\n") if not line.startswith("--")]
            if any(line.strip() for line in lines):
                yield "\n".join(lines).strip()


def score(spark: SparkSession, path: str) -> None:
    """Runs a script over the raw tables; every table is computed once and kept."""
    for statement in statements(path):
        spark.sql(statement)
        view = re.match(r"CREATE OR REPLACE TEMPORARY VIEW (\w+) AS", statement)
        if view:
            spark.table(view[1]).localCheckpoint(eager=True).createOrReplaceTempView(view[1])


def guarded(frame: DataFrame) -> DataFrame:
    """Texts that a spreadsheet does not take for formulas; a negative number stays one."""

    def column(name):
        text = F.col(name).cast("string")
        formula = text.rlike(r"^[=+\-@\t\r＝＋－＠]") & ~text.rlike(r"^-[0-9./]+$")
        return F.when(formula, F.concat(F.lit("'"), text)).otherwise(text).alias(name)

    return frame.select([column(name) for name in frame.columns])


def write_csv(frame: DataFrame, path: str) -> None:
    guarded(frame).coalesce(1).write.mode("overwrite").csv(path, header=True, quote='"', escape='"')


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counties", required=True)
    parser.add_argument("--table", action="append", default=[], metavar="明细表=文件")
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    spark = SparkSession.builder.appName("evalc").getOrCreate()
    register(spark)
    files = dict(item.split("=", 1) for item in arguments.table)
    for name, (title, columns) in columns_of(os.path.join(HERE, "columns.json")).items():
        path = arguments.counties if name == "counties" else files.get(title)
        if path:
            raw_view(read_file(spark, path), name, columns)
        else:
            empty_view(spark, name, columns)
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
