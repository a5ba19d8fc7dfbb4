"""Runs jobs in DuckDB: `run_duckdb.py FOLDER…`."""

import os
import sys

import duckdb
from sets import Job, Tally


def main(folders):
    tally = Tally()
    for folder in folders:
        job = Job(folder, "duckdb")
        connection = duckdb.connect()
        connection.execute(job.script("tables.sql"))
        for table in job.tables:
            path = os.path.join(folder, f"{table['table']}.csv")
            job.write(table, path)
            types = {name: "BIGINT" if name == "line" else "VARCHAR" for name in job.columns(table)}
            if os.path.getsize(path):
                connection.execute(
                    f"INSERT INTO {table['table']} BY NAME SELECT * FROM read_csv(?, header = false, columns = {types}, max_line_size = 10000000)", [path]
                )
        try:
            connection.execute(job.script("score.sql"))
        except duckdb.Error as error:
            tally.wrong.append([folder, str(error)[:2000]])
            continue
        results = connection.execute("SELECT batch, county, name, value FROM results_long").fetchall()
        tally.hold(job, results, connection.execute("SELECT * FROM problems LIMIT 3").fetchall())
    tally.print()


main(sys.argv[1:])
