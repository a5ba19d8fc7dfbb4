"""Follows the README of the job word by word: `readme_spark.py SCRIPTS DATA N [--all]`; prints problems and results.

Both folders are put together in one, where the command of its N-th block is run, with the programs of the PyPI package on the path.
"""

import csv
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile

from sets import shown


def rows(folder):
    """What Spark wrote as CSV: a folder with one file."""
    with open(glob.glob(os.path.join(folder, "*.csv"))[0], encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main(scripts, data, block):
    with tempfile.TemporaryDirectory() as folder:
        for source in (scripts, data):
            shutil.copytree(source, folder, dirs_exist_ok=True)
        with open(os.path.join(folder, "README.md"), encoding="utf-8") as file:
            command = file.read().split("```")[2 * int(block) - 1].strip()
        programs = os.path.dirname(sys.executable)
        environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "SPARK_LOCAL_IP": "127.0.0.1"}
        done = subprocess.run(command, shell=True, cwd=folder, env=environment, capture_output=True, text=True)
        if done.returncode not in (0, 1) or not os.path.exists(os.path.join(folder, "结果")):
            raise SystemExit(f"{command}: {done.stdout}{done.stderr}")
        problems = [list(row.values()) for row in rows(os.path.join(folder, "结果", "problems.csv"))]
        results = [list(row.values())[1:] for row in rows(os.path.join(folder, "结果", "results_long.csv"))]
    json.dump([problems, shown(results)], sys.stdout)


main(*sys.argv[1:4])
