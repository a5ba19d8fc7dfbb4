"""Runs the scripts as their README says, in the folder of the data files: `readme_duckdb.py SCRIPTS DATA [--all]`; prints problems and results."""

import json
import os
import sys

import duckdb
from sets import shown

scripts = os.path.abspath(sys.argv[1])
os.chdir(sys.argv[2])
connection = duckdb.connect()
for script in ("tables.sql", "load.sql", "score.sql"):
    with open(os.path.join(scripts, script), encoding="utf-8") as file:
        connection.execute(file.read())
problems = connection.execute("SELECT * FROM evalc.problems LIMIT 3").fetchall()
results = connection.execute("SELECT county, name, label, value FROM evalc.results_long").fetchall()
json.dump([[str(problem) for problem in problems], shown(results)], sys.stdout)
