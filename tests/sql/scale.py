"""A million rows of a detail table, scored by evalc and by a database: `scale.py EVALC CITY ENGINE`; prints times and differences.

Everything is done as its users do it: data files, `evalc build`, the load script or the Spark job, the results table.
"""

import csv
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from decimal import Decimal

ROWS = 1_000_000


def schools(city, folder):
    """Rows drawn from a fixed seed, for every county of the city; every value is inside its range."""
    draw = random.Random(20211031)
    with open(f"{city}/data/县市区.csv", encoding="utf-8-sig", newline="") as file:
        counties = [row["县市区"] for row in csv.DictReader(file)]
    with open(f"{city}/data/学校.csv", encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file))
    pupils = 6000 if "设备值" in header else 5000
    values = {
        "学段": lambda n: draw.choice(["小学", "初中"]),
        "学生数": lambda n: n,
        "班数": lambda n: 1 + n // 50,
        "大班额班数": lambda n: draw.randrange(0, 2),
        "设备值": lambda n: f"{draw.randrange(20, 60) * n // 100}.{draw.randrange(0, 100):02}",
        "功能室齐全": lambda n: draw.choice("是是是否"),
        "寄宿制": lambda n: draw.choice("是否"),
        "寄宿生数": lambda n: draw.randrange(0, n + 1),
        "宿管人数": lambda n: draw.randrange(0, 61),
        "校舍面积": lambda n: f"{10 + draw.randrange(4, 9) * n}.{draw.randrange(0, 100):02}",
        "热水供应": lambda n: draw.choice("是是否"),
    }
    with open(os.path.join(folder, "学校.csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for at in range(ROWS):
            n = 1 + draw.randrange(0, pupils)
            row = [values[name](n) if name in values else f"学校{at}" for name in header[1:]]
            writer.writerow([counties[at % len(counties)], *row])


def duckdb_results(scripts, data):
    import duckdb

    connection = duckdb.connect()
    os.chdir(data)
    for name in ("tables.sql", "load.sql", "score.sql"):
        with open(os.path.join(scripts, name), encoding="utf-8") as file:
            connection.execute(file.read())
    assert connection.execute("SELECT count(*) FROM problems").fetchone() == (0,)
    return connection.execute("SELECT county, name, label, value FROM results_long").fetchall()


def spark_results(scripts, data):
    out = os.path.join(data, "结果")
    tables = [name[:-4] for name in os.listdir(data) if name.endswith(".csv") and name != "县市区.csv"]
    arguments = [argument for name in tables for argument in ("--table", f"{name}={data}/{name}.csv")]
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable, "PYTHONDONTWRITEBYTECODE": "1"}
    submit = os.path.join(os.path.dirname(sys.executable), "spark-submit")
    settings = ["--master", "local[2]", "--driver-memory", "4g", "--conf", "spark.ui.enabled=false", "--conf", "spark.sql.shuffle.partitions=4"]
    command = [submit, *settings, f"{scripts}/job.py", "--counties", f"{data}/县市区.csv", *arguments, "--out", out]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    import duckdb

    query = f"SELECT county, name, label, value FROM '{out}/results_long.parquet/*.parquet'"
    return duckdb.connect().execute(query).fetchall()


def main(evalc, city, engine):
    evalc, city = os.path.abspath(evalc), os.path.abspath(city)
    with tempfile.TemporaryDirectory() as folder:
        data, scripts = os.path.join(folder, "data"), os.path.join(folder, "build", "sql", engine)
        shutil.copytree(f"{city}/data", data)
        schools(city, data)
        subprocess.run([evalc, "build", city, "--only", "sql", "--dialect", engine, "-o", f"{folder}/build"], check=True, capture_output=True)
        begin = time.monotonic()
        subprocess.run([evalc, "score", city, "--data", data, "-o", f"{folder}/native.json"], check=True, capture_output=True)
        native_time = time.monotonic() - begin
        begin = time.monotonic()
        rows = {"duckdb": duckdb_results, "spark": spark_results}[engine](scripts, data)
        engine_time = time.monotonic() - begin
        with open(f"{folder}/native.json", encoding="utf-8") as file:
            native = json.load(file)
        ours = {(county, label if name.startswith("s") else name): value for county, name, label, value in rows}
        compared, wrong = 0, []
        for county in native["counties"]:
            expected = {score["code"]: score["score"].get("number") for score in county["scores"]}
            expected = {code: number for code, number in expected.items() if number is not None}
            expected["total"], expected["place"], expected["grade"] = county["total"]["number"], str(county["place"]), county["grade"]["name"]
            for name, value in expected.items():
                compared += 1
                found = ours.get((county["name"], name))
                same = found == value if name == "grade" else found is not None and Decimal(found) == Decimal(value)
                if not same:
                    wrong.append([county["name"], name, found, value])
    print(json.dumps([compared, wrong[:20], round(native_time, 1), round(engine_time, 1)], ensure_ascii=False))


main(*sys.argv[1:])
