"""Many rows of a detail table, scored by evalc and by engines: `scale.py EVALC CITY ENGINE,… ROWS`; prints times and differences.

Everything is done as its users do it: data files, `evalc build`, the commands of the README.
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

HERE = os.path.dirname(os.path.abspath(__file__))


def schools(city, folder, rows):
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
        for at in range(rows):
            n = 1 + draw.randrange(0, pupils)
            row = [values[name](n) if name in values else f"学校{at}" for name in header[1:]]
            writer.writerow([counties[at % len(counties)], *row])


def differences(native, told):
    """How many results were compared, and those that differ."""
    problems, ours = json.loads(told)
    compared, wrong = 0, [[problem] for problem in problems[:3]]
    for county in native["counties"]:
        expected = {score["code"]: score["score"].get("number") for score in county["scores"]}
        expected = {code: number for code, number in expected.items() if number is not None}
        expected["总分"], expected["名次"], expected["等次"] = county["total"]["number"], str(county["place"]), county["grade"]["name"]
        for label, value in expected.items():
            compared += 1
            found = ours.get(county["name"], {}).get(label)
            same = found == value if label == "等次" else found is not None and Decimal(found) == Decimal(value)
            if not same:
                wrong.append([county["name"], label, found, value])
    return compared, wrong


def timed(command):
    begin = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{command}: {done.stdout}{done.stderr}")
    return done.stdout, round(time.monotonic() - begin, 1)


def main(evalc, city, engines, rows):
    evalc, city = os.path.abspath(evalc), os.path.abspath(city)
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "data")
        shutil.copytree(f"{city}/data", data)
        schools(city, data, int(rows))
        subprocess.run([evalc, "build", city, "--only", "sql", "--dialect", engines, "-o", f"{folder}/build"], check=True, capture_output=True)
        _, native_time = timed([evalc, "score", city, "--data", data, "-o", f"{folder}/native.json"])
        with open(f"{folder}/native.json", encoding="utf-8") as file:
            native = json.load(file)
        compared, wrong, seconds = 0, [], {"evalc": native_time}
        for engine in engines.split(","):
            scripts, more = os.path.join(folder, "build", "sql", engine), ["1"] if engine == "spark" else []
            told, seconds[engine] = timed([sys.executable, "-B", os.path.join(HERE, f"readme_{engine}.py"), scripts, data, *more, "--all"])
            count, found = differences(native, told)
            compared += count
            wrong += [[engine, *difference] for difference in found]
    print(json.dumps({"rows": int(rows), "compared": compared, "wrong": wrong[:20], "seconds": seconds}, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
