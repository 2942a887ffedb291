"""publish.py PROJECT --runs N: the measurements of ci/bench/publish; run it through that script.

PROJECT holds a directory `weights`; SAGEASSETS_BINARY and SAGEASSETS_TEST_S3_JUICEFS name what is used.
"""

import argparse
import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import boto3

OURS_LOCAL, OURS_S3, PEER = "sageassets, local store", "sageassets, JuiceFS", "tar, pigz -6, aws s3 cp"
GOALS = {OURS_LOCAL: 10, OURS_S3: 5}  # times faster than the peer
MEMORY_GOAL = 256  # MiB
MANIFEST = """\
version: 1
destinations:
  local: {{ store: store }}
  juicefs: {{ bucket: {bucket}, region: us-east-1, endpoint: "{endpoint}", prefix: assets/ }}
models:
  Weights:
    containers:
      - image: {{ fromEcrRepository: {{ repositoryName: serving, tag: latest }} }}
        modelData: {{ fromAsset: weights }}
"""


class Bench:
    def __init__(self, project):
        self.project = project
        self.program = os.path.abspath(os.environ["SAGEASSETS_BINARY"])
        self.endpoint, access, secret = os.environ["SAGEASSETS_TEST_S3_JUICEFS"].split()
        self.environment = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")} | {
            "AWS_ACCESS_KEY_ID": access,
            "AWS_SECRET_ACCESS_KEY": secret,
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }
        self.s3 = boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id=access,
            aws_secret_access_key=secret,
        )
        self.buckets = 0

    def measure(self, name):
        """(wall seconds, processor seconds, peak MiB) of one run that finds nothing of an earlier one."""
        self.clear()
        self.buckets += 1
        self.bucket = f"bench-{self.buckets}"
        self.s3.create_bucket(Bucket=self.bucket)
        manifest = MANIFEST.format(bucket=self.bucket, endpoint=self.endpoint)
        (self.project / "sageassets.yaml").write_text(manifest)
        copy = f"aws s3 cp --only-show-errors --endpoint-url {self.endpoint} model.tar.gz s3://{self.bucket}/model.tar.gz"
        command = {
            OURS_LOCAL: [self.program, "publish", "--destination", "local"],
            OURS_S3: [self.program, "publish", "--destination", "juicefs"],
            PEER: ["bash", "-o", "pipefail", "-c", f"tar -cf - weights | pigz -6 >model.tar.gz && {copy}"],
        }[name]
        with tempfile.TemporaryDirectory(dir=self.project) as home:
            start = time.perf_counter()
            process = subprocess.Popen(
                command, cwd=self.project, env=self.environment | {"HOME": home, "XDG_CACHE_HOME": home}, stdout=sys.stderr
            )
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"{name}: exit status {process.returncode}")
        return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024

    def clear(self):
        """Removes what a run leaves; weights and manifest stay."""
        for name in ".sageassets", "store":
            shutil.rmtree(self.project / name, ignore_errors=True)
        for name in "sageassets.references.json", "model.tar.gz":
            (self.project / name).unlink(missing_ok=True)
        if self.buckets:
            for page in self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket):
                for each in page.get("Contents", []):
                    self.s3.delete_object(Bucket=self.bucket, Key=each["Key"])

    def published(self, destination):
        """The SHA-256 of what the reference of a run leads to, read back by other means."""
        with open(self.project / "sageassets.references.json") as file:
            reference = json.load(file)["assets"]["weights"]["destinations"][destination]["modelData"]
        scheme, place = reference["uri"].split("://")
        if scheme == "s3":
            bucket, key = place.split("/", 1)
            body = self.s3.get_object(Bucket=bucket, Key=key)["Body"]
        else:
            body = open(place, "rb")
        found = hashlib.sha256()
        while chunk := body.read(1 << 20):
            found.update(chunk)
        if found.hexdigest() != reference["sha256"]:
            sys.exit(f"{reference['uri']} is not what its reference says")
        return found.hexdigest()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("project", type=Path)
    parser.add_argument("--runs", type=int, default=1)
    options = parser.parse_args()

    bench = Bench(options.project.resolve())
    for path in (bench.project / "weights").iterdir():  # all start from the page cache
        with open(path, "rb") as weights, open(os.devnull, "wb") as nowhere:
            shutil.copyfileobj(weights, nowhere, 1 << 20)

    figures, digests = {OURS_LOCAL: [], OURS_S3: [], PEER: []}, set()
    for _ in range(options.runs):
        for name, destination in (OURS_LOCAL, "local"), (OURS_S3, "juicefs"), (PEER, None):
            figures[name].append(bench.measure(name))
            if destination:
                digests.add(bench.published(destination))
    bench.clear()
    if len(digests) != 1:
        sys.exit(f"the published bundles differ: {digests}")

    medians = {name: [statistics.median(column) for column in zip(*rows)] for name, rows in figures.items()}
    print(f"| median of {options.runs} | wall s | CPU s | peak MiB | times faster |\n| --- | --- | --- | --- | --- |")
    for name, (wall, cpu, memory) in medians.items():
        print(f"| {name} | {wall:.2f} | {cpu:.2f} | {memory:.0f} | {medians[PEER][0] / wall:.1f} |")
    missed = [
        f"{name} is {medians[PEER][0] / medians[name][0]:.1f} times faster, not {goal}"
        for name, goal in GOALS.items()
        if medians[PEER][0] < goal * medians[name][0]
    ] + [
        f"{name} takes {max(row[2] for row in figures[name]):.0f} MiB, not at most {MEMORY_GOAL}"
        for name in GOALS
        if max(row[2] for row in figures[name]) > MEMORY_GOAL
    ]
    if missed:
        sys.exit("ci/bench/publish: " + "; ".join(missed))
    print("ci/bench/publish: all goals reached, and local store and S3 hold the same bundle")


if __name__ == "__main__":
    main()
