"""Sums of fractions as the scripts for DuckDB compute them: `hostile_sums.py SCRIPTS`; prints how many were right, and those that were not.

The queries are those of the scripts; the fractions are hostile: denominators up to 2^126 that share nothing, everything, squares or
more than is taken out of them, numerators at both ends.
"""

import json
import os
import random
import re
import sys
from fractions import Fraction

import duckdb

SHARED = 3216444737152046400  # exact_shared in tables.sql
KEYS = 12


def denominator(draw):
    return draw.choice([
        lambda: draw.randrange(1, 2**126),
        lambda: draw.randrange(1, 6000),
        lambda: draw.randrange(1, 6000) ** 2,
        lambda: SHARED * draw.randrange(1, 2**60),
        lambda: min(SHARED * SHARED // draw.choice([1, 2, 4, 6, 210, 10**6]), 2**126 - 1),
        lambda: 2 ** draw.randrange(0, 126),
        lambda: 3 ** draw.randrange(0, 79),
        lambda: draw.choice([1, 2, 43, 47, 43**3, 41**5]),
    ])()


def numerator(draw):
    return draw.choice([0, 1, -1, 2**126 - 1, -(2**126), draw.randrange(-(2**126), 2**126), draw.randrange(-(10**6), 10**6)])


def fractions(draw):
    """Rows of key, denominator and numerator; the denominators of a key differ."""
    for key in range(KEYS):
        different = {denominator(draw) for _ in range(draw.choice([1, 1, 2, 5, 60]))}
        yield from ((key, d, numerator(draw)) for d in sorted(different))


def main(scripts):
    sys.set_int_max_str_digits(0)
    with open(os.path.join(scripts, "score.sql"), encoding="utf-8") as file:
        score = file.read()
    table = re.search(r"^CREATE TABLE (\w+)_by AS$", score, re.MULTILINE)[1]
    statement = next(text for text in score.split(";\n") if f"CREATE TABLE {table} AS\n" in text)
    query = re.search(r"\nFROM \((WITH RECURSIVE .*)\) AS t JOIN \w+ AS c ON c.id = t.k$", statement, re.DOTALL)[1]
    right, wrong = 0, []
    for seed in range(6):
        rows = list(fractions(random.Random(seed)))
        connection = duckdb.connect()
        with open(os.path.join(scripts, "tables.sql"), encoding="utf-8") as file:
            connection.execute(file.read())
        connection.execute(f"CREATE TABLE {table}_by (k BIGINT, d HUGEINT, n HUGEINT)")
        connection.execute(f"INSERT INTO {table}_by VALUES " + ", ".join(f"({k}, '{d}', '{n}')" for k, d, n in rows))
        for key, n, d in connection.execute(f"SELECT k, CAST(n AS VARCHAR), CAST(d AS VARCHAR) FROM ({query})").fetchall():
            own = [Fraction(num, den) for k, den, num in rows if k == key]
            if Fraction(int(n), int(d)) == sum(own) and all(int(d) % den == 0 for k, den, _ in rows if k == key):
                right += 1
            else:
                wrong.append([seed, key])
    print(json.dumps([right, wrong]))


main(sys.argv[1])
