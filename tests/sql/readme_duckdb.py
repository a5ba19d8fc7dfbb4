"""Runs the scripts as their README says, in the folder of the data files: `readme_duckdb.py SCRIPTS DATA`; prints problems, totals and grades."""

import json
import os
import sys

import duckdb

scripts = os.path.abspath(sys.argv[1])
os.chdir(sys.argv[2])
connection = duckdb.connect()
for script in ("tables.sql", "load.sql", "score.sql"):
    with open(os.path.join(scripts, script), encoding="utf-8") as file:
        connection.execute(file.read())
problems = connection.execute("SELECT * FROM evalc.problems").fetchall()
results = connection.execute("SELECT county, total, grade FROM evalc.results").fetchall()
json.dump([[str(problem) for problem in problems], {county: [total, grade] for county, total, grade in results}], sys.stdout)
