"""What the runs of all engines share: jobs as tests write them, data as raw tables, results held against expected ones.

A job is a folder with the scripts of one program and `sets.json`: sets of data with their expected results, each set a batch.
"""

import csv
import json
import os
import re
import sys

COUNTY_HEADERS = ("县市区", "县", "区县", "县级单位")


def key(text):
    return re.sub(r"\s", "", text)


def shown(results):
    """Of county, name, label and value: each county's total and grade, or with `--all` every result by its label."""
    counties = {}
    for county, name, label, value in results:
        counties.setdefault(county, {})[label if "--all" in sys.argv else name] = value
    return counties if "--all" in sys.argv else {county: [found["total"], found["grade"]] for county, found in counties.items()}


class Job:
    def __init__(self, folder, engine):
        self.folder = folder
        self.scripts = os.path.join(folder, "sql", engine)
        with open(os.path.join(folder, "sets.json"), encoding="utf-8") as file:
            self.sets = json.load(file)
        with open(os.path.join(self.scripts, "columns.json"), encoding="utf-8") as file:
            self.tables = json.load(file)["tables"]

    def script(self, name):
        with open(os.path.join(self.scripts, name), encoding="utf-8") as file:
            return file.read()

    def columns(self, table):
        return ["batch", "line", "county", *(column["column"] for column in table["columns"])]

    def rows(self, table):
        """The rows of a raw table over all sets; a cell that is not given is None."""
        headers = [[key(header) for header in column["headers"]] for column in table["columns"]]
        for batch, one in enumerate(self.sets):
            given = one["counties"] if table["table"] == "counties" else one["tables"].get(table["title"], [])
            for line, cells in enumerate(given, 2):
                texts = {key(header): text for header, text in cells.items()}
                county = next((texts[h] for h in COUNTY_HEADERS if h in texts), None)
                found = [next((texts[h] for h in under if h in texts), None) for under in headers]
                yield [str(batch), line, county, *found]

    def write(self, table, path):
        """A raw table as CSV: what is not given is empty, an empty text is quoted."""
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows(self.rows(table))


class Tally:
    """How many results were compared, and the first that differ."""

    def __init__(self):
        self.compared, self.wrong = 0, []

    def hold(self, job, results, problems):
        """`results` are batch, county, name, value; `problems` are texts."""
        found = {}
        for batch, county, name, value in results:
            found.setdefault((batch, county), {})[name] = value
        self.wrong += [[job.folder, str(problem)] for problem in problems]
        for batch, one in enumerate(job.sets):
            for given, expected in zip(one["counties"], one["expected"]):
                county = key(next(given[h] for h in COUNTY_HEADERS if h in given))
                ours = found.pop((str(batch), county), {})
                if set(ours) != set(expected):
                    self.wrong.append([job.folder, one["name"], county, sorted(ours), sorted(expected)])
                for name, value in expected.items():
                    self.compared += 1
                    if ours.get(name) != value:
                        self.wrong.append([job.folder, one["name"], county, name, ours.get(name), value])
        self.wrong += [[job.folder, "nobody asked for", str(key)] for key in found]

    def print(self):
        print(json.dumps([self.compared, self.wrong[:20]], ensure_ascii=False))
