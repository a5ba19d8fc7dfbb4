"""The data of a city as people send them: `altered.py COLUMNS DATA OUT`.

A line about the file first, headers with units, columns in another order, columns nobody asked for, with every mark of CSV in them,
a byte order mark, and lines that end as on Windows.
"""

import csv
import json
import os
import sys


def main(columns, data, out):
    with open(columns, encoding="utf-8") as file:
        tables = json.load(file)["tables"]
    units = {column["headers"][0]: column["headers"][-1] for table in tables for column in table["columns"]}
    for name in os.listdir(data):
        with open(os.path.join(data, name), encoding="utf-8-sig", newline="") as file:
            header, *rows = csv.reader(file)
        header = ["备注#1", *(units.get(cell, cell) for cell in reversed(header)), "填报人"]
        rows = [['1#楼，"甲"\n乙,丙', *reversed(row), "#张"] for row in rows]
        with open(os.path.join(out, name), "w", encoding="utf-8-sig", newline="") as file:
            file.write("# evalc 2021 “示例”\r\n")
            csv.writer(file, lineterminator="\r\n").writerows([header, *rows])


main(*sys.argv[1:])
