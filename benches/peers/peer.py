"""peer.py ENGINE NUMBERS THREADS ROWS: scores the workload in memory with another engine; prints one line of JSON.

NUMBERS is `whole` (64-bit fixed point, exact) or `float` (as a user would write it).
"""

import json
import os
import resource
import sys
import time

ENGINE, NUMBERS, THREADS, ROWS = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
os.environ["POLARS_MAX_THREADS"] = os.environ["OMP_NUM_THREADS"] = str(THREADS)

import exact  # noqa: E402  (threads are set before the engines load)
import rules  # noqa: E402
import workload  # noqa: E402
from fixed import Fixed, over  # noqa: E402
from workload import CITY, DATA  # noqa: E402

PLACES = {datum.name: datum.places for datum in DATA}
CHECKED = 2_000
WHOLE = NUMBERS == "whole"


def by_city(column):
    return column.reshape(-1, CITY)


class Numpy:
    def __init__(self, columns):
        import numpy as np

        self.np = np
        self.columns = columns if WHOLE else {name: units / 10.0 ** PLACES[name] for name, units in columns.items()}

    def score(self):
        np, columns = self.np, self.columns
        class E:
            number = float
            choose, most, least, floor = np.where, np.maximum, np.minimum, np.floor
            round2 = staticmethod(lambda a: np.floor(a * 100 + 0.5) / 100)

            @staticmethod
            def place(name):
                values = by_city(columns[name])
                return 1 + (values[:, None, :] > values[:, :, None]).sum(2).reshape(-1)

            sum = staticmethod(lambda name: (np.repeat(by_city(columns[name]).sum(1), CITY), 10 ** PLACES[name]))
            mean = staticmethod(lambda name: np.repeat(by_city(columns[name]).mean(1), CITY))

        x = (lambda name: Fixed(columns[name], 10 ** PLACES[name])) if WHOLE else columns.__getitem__
        E = over(E) if WHOLE else E
        total = rules.total(x, E)
        grade = rules.grade(total, x, E)
        total, grade = thousandths(total, np.rint), grade.num if WHOLE else grade
        points, rival = by_city(total), by_city(grade) == 0
        level = ((points[:, None, :] >= points[:, :, None]) & rival[:, None, :]).sum(2)
        return total, np.where(rival & (level > CITY // 3), 1, by_city(grade)).reshape(-1)


class Polars:
    def __init__(self, columns):
        import polars as pl

        self.pl = pl
        data = {name: units if WHOLE else units / 10.0 ** PLACES[name] for name, units in columns.items()}
        self.frame = pl.DataFrame(data).with_row_index("row").with_columns(city=pl.col("row") // CITY)

    def score(self):
        pl = self.pl

        class E:
            number = float
            choose = staticmethod(lambda condition, a, b: pl.when(condition).then(a).otherwise(b))
            most, least = staticmethod(pl.max_horizontal), staticmethod(pl.min_horizontal)
            floor = staticmethod(lambda a: a.floor())
            round2 = staticmethod(lambda a: (a * 100 + 0.5).floor() / 100)
            place = staticmethod(lambda name: pl.col(name).rank("min", descending=True).over("city").cast(pl.Int64))
            sum = staticmethod(lambda name: (pl.col(name).sum().over("city"), 10 ** PLACES[name]))
            mean = staticmethod(lambda name: pl.col(name).mean().over("city"))

        x = (lambda name: Fixed(pl.col(name), 10 ** PLACES[name])) if WHOLE else pl.col
        E = over(E) if WHOLE else E
        total = rules.total(x, E)
        total = thousandths(total, lambda a: a.round())
        done = Fixed(pl.col("total"), 1000) if WHOLE else pl.col("total") / 1000
        grade = rules.grade(done, x, E)
        level = pl.when(pl.col("grade") == 0).then(pl.col("total")).rank("max", descending=True).over("city")
        final = pl.when((pl.col("grade") == 0) & (level > CITY // 3)).then(1).otherwise(pl.col("grade"))
        frame = self.frame.lazy().with_columns(total=total.cast(pl.Int64)).with_columns(grade=grade.num if WHOLE else grade)
        found = frame.select("total", final.alias("final")).collect()
        return found["total"].to_numpy(), found["final"].to_numpy()


class Sql:
    """SQL text with operators."""

    def __init__(self, text):
        self.text = text

    def __str__(self):
        return self.text


def operator(sign, swapped=False):
    return lambda a, b: Sql(f"({b} {sign} {a})" if swapped else f"({a} {sign} {b})")


for name, sign in [("add", "+"), ("sub", "-"), ("mul", "*"), ("truediv", "/"), ("floordiv", "//")]:
    setattr(Sql, f"__{name}__", operator(sign))
    setattr(Sql, f"__r{name}__", operator(sign, swapped=True))
Sql.__ge__, Sql.__gt__, Sql.__le__ = operator(">="), operator(">"), operator("<=")


class Duckdb:
    def __init__(self, columns):
        import duckdb
        import numpy as np

        self.database = duckdb.connect()
        self.database.execute(f"SET threads = {THREADS}")
        rows = {"row": np.arange(ROWS), "city": np.arange(ROWS) // CITY}
        rows |= {name: units if WHOLE else units / 10.0 ** PLACES[name] for name, units in columns.items()}
        self.database.register("given", rows)
        self.database.execute("CREATE TABLE data AS SELECT * FROM given")
        self.database.unregister("given")

    def score(self):
        windows = {}

        def window(sql):
            return Sql(windows.setdefault(sql, f"w{len(windows)}"))

        class E:
            number = staticmethod(lambda constant: Sql(f"{float(constant)}::DOUBLE"))
            choose = staticmethod(lambda condition, a, b: Sql(f"CASE WHEN {condition} THEN {a} ELSE {b} END"))
            most = staticmethod(lambda a, b: Sql(f"greatest({a}, {b})"))
            least = staticmethod(lambda a, b: Sql(f"least({a}, {b})"))
            floor = staticmethod(lambda a: Sql(f"floor({a})"))
            round2 = staticmethod(lambda a: Sql(f"(floor({a} * 100 + 0.5) / 100)"))
            place = staticmethod(lambda name: window(f'rank() OVER (PARTITION BY city ORDER BY "{name}" DESC)'))
            sum = staticmethod(lambda name: (window(f'(sum("{name}") OVER (PARTITION BY city))::BIGINT'), 10 ** PLACES[name]))
            mean = staticmethod(lambda name: window(f'avg("{name}") OVER (PARTITION BY city)'))

        x = (lambda name: Fixed(Sql(f'"{name}"'), 10 ** PLACES[name])) if WHOLE else (lambda name: Sql(f'"{name}"'))
        E = over(E) if WHOLE else E
        total = rules.total(x, E)
        done = Fixed(Sql("total"), 1000) if WHOLE else Sql("(total / 1000)")
        grade = rules.grade(done, x, E)
        total = thousandths(total, lambda a: Sql(f"round({a})"))
        query = f"""
            WITH w AS (SELECT *, {", ".join(f"{sql} AS {name}" for sql, name in windows.items())} FROM data),
            t AS (SELECT row, city, "down值", "veto值", {total} AS total FROM w),
            g AS (SELECT *, {grade.num if WHOLE else grade} AS grade FROM t),
            q AS (SELECT *, count(*) OVER (PARTITION BY city, grade = 0 ORDER BY total DESC) AS level FROM g)
            SELECT total::BIGINT AS total, CASE WHEN grade = 0 AND level > {CITY // 3} THEN 1 ELSE grade END AS final
            FROM q ORDER BY row"""
        found = self.database.execute(query).fetchnumpy()
        return found["total"], found["final"]


def thousandths(total, nearest):
    """Published totals in thousandths of a point."""
    return (Fixed.of(total).aligned(Fixed(0, 1000))[0]) if WHOLE else nearest(total * 1000)


def main():
    columns = workload.columns(ROWS)
    engine = {"numpy": Numpy, "polars": Polars, "duckdb": Duckdb}[ENGINE](columns)
    expected = exact.results(columns, min(ROWS, CHECKED))
    del columns
    seconds = []
    while len(seconds) < 5 and sum(seconds) < 20:
        start = time.perf_counter()
        totals, grades = engine.score()
        seconds.append(time.perf_counter() - start)
    wrong = [int(t) != total or int(g) != grade for t, g, (total, grade) in zip(totals, grades, expected)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rows_per_second": ROWS / min(seconds), "megabytes": peak, "wrong": sum(wrong), "checked": len(wrong)}))


if __name__ == "__main__":
    main()
