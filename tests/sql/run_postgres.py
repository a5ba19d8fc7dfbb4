"""Runs jobs in PostgreSQL: `run_postgres.py FOLDER…`. Starts a cluster of its own on a socket, and stops it."""

import csv
import glob
import os
import pwd
import shutil
import subprocess
import sys
import tempfile

from sets import Job, Tally

csv.field_size_limit(10**9)
PROGRAMS = os.path.dirname(sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))[-1])


class Cluster:
    """A server that nobody else sees; root may not run one, so another user does."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="evalc-postgres-")
        self.user = {}
        if os.geteuid() == 0:
            owner = next(name for name in ("postgres", "nobody") if name in {u.pw_name for u in pwd.getpwall()})
            shutil.chown(self.folder, owner)
            self.user = {"user": owner, "group": pwd.getpwnam(owner).pw_gid, "extra_groups": []}
        data = os.path.join(self.folder, "data")
        self.run("initdb", "-D", data, "-U", "evalc", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        settings = f"-k {self.folder} -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c jit=off"
        self.run("pg_ctl", "-D", data, "-w", "-l", os.path.join(self.folder, "log"), "-o", settings, "start")
        return self

    def run(self, program, *arguments):
        done = subprocess.run([os.path.join(PROGRAMS, program), *arguments], cwd=self.folder, capture_output=True, text=True, **self.user)
        if done.returncode:
            raise SystemExit(f"{program}: {done.stdout}{done.stderr}")

    def psql(self, script):
        command = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", self.folder, "-U", "evalc", "-d", "postgres", "-f", "-"]
        return subprocess.run(command, input=script, capture_output=True, text=True)

    def __exit__(self, *_):
        self.run("pg_ctl", "-D", os.path.join(self.folder, "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder)


def main(folders):
    tally = Tally()
    with Cluster() as cluster:
        for folder in folders:
            job = Job(folder, "postgres")
            script = ["SET client_min_messages = warning; DROP SCHEMA IF EXISTS evalc CASCADE;", job.script("tables.sql")]
            for table in job.tables:
                path = os.path.join(folder, f"{table['table']}.csv")
                job.write(table, path)
                script.append(f"\\copy {table['table']} ({', '.join(job.columns(table))}) FROM '{path}' WITH (FORMAT csv)")
            script.append(job.script("score.sql"))
            results, problems = (os.path.join(folder, name) for name in ("results.csv", "problems.csv"))
            script.append(f"\\copy (SELECT batch, county, name, value FROM results_long) TO '{results}' WITH (FORMAT csv)")
            script.append(f"\\copy (SELECT * FROM problems LIMIT 3) TO '{problems}' WITH (FORMAT csv)")
            done = cluster.psql("\n".join(script))
            if done.returncode or done.stderr:
                tally.wrong.append([folder, done.stderr[:2000]])
                continue
            with open(results, encoding="utf-8", newline="") as a, open(problems, encoding="utf-8", newline="") as b:
                tally.hold(job, csv.reader(a), list(csv.reader(b)))
    tally.print()


if __name__ == "__main__":
    main(sys.argv[1:])
