"""Runs jobs in one local Spark session: `run_spark.py FOLDER…`."""

import importlib.util
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

from pyspark.sql import SparkSession
from sets import Job, Tally


def session():
    scratch = tempfile.mkdtemp(prefix="evalc-spark-")
    settings = {
        "spark.ui.enabled": "false",
        "spark.default.parallelism": "1",
        # A set has few counties, here even in its detail tables: compiling a query would take longer than running it.
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m",
        "spark.local.dir": scratch,
        "spark.sql.warehouse.dir": os.path.join(scratch, "warehouse"),
        "spark.driver.memory": "3g",
        "spark.driver.host": "127.0.0.1",
    }
    builder = SparkSession.builder.master("local[2]").appName("evalc")
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def load_job(job):
    spec = importlib.util.spec_from_file_location("job", os.path.join(job.scripts, "job.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(spark, folder, tally):
    job = Job(folder, "spark")
    program = load_job(job)
    program.register(spark)
    for table in job.tables:
        names = [(name, "bigint" if name == "line" else "string") for name in job.columns(table)]
        schema = ", ".join(f"{name} {kind}" for name, kind in names)
        spark.createDataFrame(list(job.rows(table)), schema).createOrReplaceTempView(table["table"])
    try:
        program.score(spark, os.path.join(job.scripts, "score.sql"))
        results = [tuple(row) for row in spark.sql("SELECT batch, county, name, value FROM results_long").collect()]
        problems = spark.sql("SELECT * FROM problems LIMIT 3").collect()
    except Exception as error:  # what any engine says about any job is a finding
        tally.wrong.append([folder, str(error)[:2000]])
        return
    tally.hold(job, results, problems)


def main(folders):
    tally = Tally()
    spark = session()
    # Planning takes longer than running: two jobs are planned at a time, each in a session whose views nobody else sees.
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda folder: run(spark.newSession(), folder, tally), folders))
    spark.stop()
    tally.print()


main(sys.argv[1:])
