"""Follows the README of the scripts word by word: `readme_postgres.py SCRIPTS DATA [--all]`; prints problems and results.

Both folders are put together in one, where the commands of its first block are run, on a server of its own.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile

from run_postgres import Cluster
from sets import shown


def commands(readme):
    with open(readme, encoding="utf-8") as file:
        return file.read().split("```")[1].strip().split("\n")


def main(scripts, data):
    with Cluster() as cluster, tempfile.TemporaryDirectory() as folder:
        for source in (scripts, data):
            shutil.copytree(source, folder, dirs_exist_ok=True)
        environment = {**os.environ, "PGHOST": cluster.folder, "PGUSER": "evalc"}
        for command in commands(os.path.join(folder, "README.md")):
            done = subprocess.run(command.replace("数据库", "postgres"), shell=True, cwd=folder, env=environment, capture_output=True, text=True)
            if done.returncode:
                raise SystemExit(f"{command}: {done.stdout}{done.stderr}")

        def rows(query):
            asked = cluster.psql(f"COPY (SELECT JSON_AGG(JSON_BUILD_ARRAY({query}) TO STDOUT WITH (FORMAT csv, QUOTE E'\\x01');")
            return json.loads(asked.stdout.strip().strip("\x01").replace("\x01\x01", "\x01") or "[]")

        problems = rows("data_table, line, county, problem)) FROM evalc.problems")
        results = rows("county, name, label, value)) FROM evalc.results_long")
    json.dump([problems, shown(results)], sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:3])
