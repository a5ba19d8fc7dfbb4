"""Scores the common workload with evalc and with other engines, in one run: `python3 benches/peers/run.py [ROWS ...]`.

Installs the engines into target/peers. Prints a table; `wrong` is how many of the first 2000 counties have another total or
grade than exact fractions give.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
VENV = ROOT / "target" / "peers"
PYTHON = VENV / "bin" / "python"
PEERS = [("numpy", 1), ("polars", 1), ("polars", 2), ("duckdb", 1), ("duckdb", 2)]
CHECK = """
import exact, workload
expected = exact.results(workload.columns(2000), 2000)
found = [tuple(map(int, line.split())) for line in open({file!r})]
print(sum(a != b for a, b in zip(expected, found, strict=True)))
"""


def run(*command, **options):
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, **options).stdout


def install():
    if not PYTHON.exists():
        run(sys.executable, "-m", "venv", str(VENV))
    run(str(PYTHON), "-m", "pip", "install", "--quiet", "-r", str(HERE / "requirements.txt"))


def evalc(rows):
    file = str(ROOT / "target" / "peers-results.txt")
    out = run("cargo", "bench", "--quiet", "--bench", "score", "--", str(rows), file, cwd=ROOT)
    wrong = int(run(str(PYTHON), "-c", CHECK.format(file=file), cwd=HERE))
    for threads, speed, memory in re.findall(r"rows, (\d) threads: ([\d.]+) M rows/s, (\d+) MB", out):
        yield "evalc, exact", threads, float(speed), int(memory), wrong


def peers(rows):
    for engine, threads in PEERS:
        for numbers in ("whole", "float"):
            out = json.loads(run(str(PYTHON), "peer.py", engine, numbers, str(threads), str(rows), cwd=HERE))
            name = f"{engine}, {'64-bit fixed point' if numbers == 'whole' else 'float'}"
            yield name, threads, out["rows_per_second"] / 1e6, out["megabytes"], out["wrong"]


def main():
    install()
    print(f"Processors: {os.cpu_count()}; load before: {os.getloadavg()[0]:.1f}\n", flush=True)
    print("| rows | engine | threads | M rows/s | peak MB | wrong of the first 2000 |\n|---|---|---|---|---|---|", flush=True)
    for rows in [int(n) for n in sys.argv[1:]] or [10_000, 100_000, 1_000_000]:
        for measure in (evalc, peers):
            for name, threads, speed, memory, wrong in measure(rows):
                print(f"| {rows:,} | {name} | {threads} | {speed:.2f} | {memory:.0f} | {wrong} |", flush=True)
    print(f"\nLoad after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
