"""What the benches share: running commands and measuring them, goals, and tables.

`measure.py FILE` prints the table of the rows in a file, which benches write with --rows.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
MEMORY_GOAL = 256  # MiB of any run of ours
HEADINGS = ["work", "ours", "peer", "times faster", "goal", "CPU s, ours / peer", "peak MiB, ours / peer"]


@dataclass
class Run:
    wall: float
    cpu: float
    peak: float  # MiB
    output: str


class Series:
    """The runs of one side."""

    def __init__(self, runs):
        self.runs = runs
        self.wall = statistics.median(run.wall for run in runs)
        self.cpu = statistics.median(run.cpu for run in runs)
        self.peak = max(run.peak for run in runs)


@dataclass
class Limit:
    """A figure with a goal: at most `most`, or at least `least`, or neither."""

    name: str
    value: float
    most: float = None
    least: float = None
    digits: int = 2

    @property
    def is_missed(self):
        return (self.most is not None and self.value > self.most) or (self.least is not None and self.value < self.least)

    @property
    def goal(self):
        if self.most is None and self.least is None:
            return ""
        return f"{self.name} ≤ {self.most:g}" if self.most is not None else f"{self.name} ≥ {self.least:g}"

    @property
    def figure(self):
        return f"{self.name} {self.value:.{self.digits}f}"


class Bench:
    """One script's measurements."""

    def __init__(self, script, description, add_options=None):
        parser = argparse.ArgumentParser(
            prog=f"ci/bench/{script}", description=description, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        parser.add_argument("--runs", type=int, default=5, help="how often each side runs; medians count (5)")
        parser.add_argument("--size", type=int, default=2 << 30, help="bytes of the weights (2 GiB)")
        parser.add_argument("--shard-size", type=int, default=200_000_000, help="bytes of each of 20 shards (200 MB)")
        parser.add_argument("--tiny", type=int, default=200_000, help="number of tiny files (200,000)")
        parser.add_argument("--write", action="store_true", help="bundle: write the output to disk, on both sides")
        parser.add_argument("--large", action="store_true", help="bundle: measure the memory of 20 GiB, too")
        parser.add_argument("--only", help="measure only rows whose name has this in it")
        parser.add_argument("--rows", type=Path, help="also append the rows to this file, as JSON")
        self.options = parser.parse_args()
        self.script = script
        self.program = os.environ["SAGEASSETS_BINARY"]
        self.folder = Path(os.environ["TMPDIR"]).resolve()
        self.work = Path(tempfile.mkdtemp(prefix=f"{script}-", dir=self.folder))
        self.rows, self.missed = [], []
        self.environment = {
            key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "RCLONE_", "GIT_", "SAGEASSETS_"))
        } | {"TMPDIR": str(self.work), "LC_ALL": "C.UTF-8"}
        self.forget()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.work)

    def wants(self, work):
        return not self.options.only or self.options.only in work

    def data(self, *arguments, is_warm=True):
        """Makes data, unless it is there, in a process of its own, and returns its directory, warm in the page cache."""
        made = subprocess.run(
            [sys.executable, HERE / "data.py", self.folder / "data", *map(str, arguments)],
            check=True, stdout=subprocess.PIPE, text=True,
        )
        directory = Path(made.stdout.strip())
        if is_warm:
            warm(directory)
        return directory

    def forget(self):
        """Gives all commands from now on a home without caches."""
        home = tempfile.mkdtemp(prefix="home-", dir=self.work)
        self.environment |= {"HOME": home, "XDG_CACHE_HOME": f"{home}/cache", "XDG_CONFIG_HOME": f"{home}/config"}

    def run(self, command, cwd=None, environment=None, may_fail=False):
        """Runs a command, or a shell's pipeline, after what earlier ones wrote is on the disk."""
        if isinstance(command, str):
            command = ["bash", "-o", "pipefail", "-c", command]
        os.sync()
        figures = self.work / "figures"
        launch = [sys.executable, "-I", "-S", HERE / "timed.py", figures]
        with open(self.work / "output", "w+") as output, open(self.work / "errors", "w+") as errors:
            ended = subprocess.run(
                [*launch, *map(str, command)], cwd=cwd or self.work, env=self.environment | (environment or {}),
                stdin=subprocess.DEVNULL, stdout=output, stderr=errors,
            )
            output.seek(0), errors.seek(0)
            text, told = output.read(), errors.read()
        if ended.returncode:
            if may_fail:
                return None
            sys.exit(f"{' '.join(map(str, command))}\nexit status {ended.returncode}: {told[-2000:]}")
        wall, cpu, peak = json.loads(figures.read_text())
        return Run(wall, cpu, peak, text)

    def ours(self, *arguments, **options):
        """Runs our program."""
        run = self.run([self.program, *arguments], **options)
        if run.peak > MEMORY_GOAL:
            self.miss(f"'sageassets {' '.join(map(str, arguments))}' takes {run.peak:.0f} MiB, not at most {MEMORY_GOAL}")
        return run

    def alternate(self, work, sides):
        """Runs functions, by name, in turn; returns the series of each. A side that returns None is left out."""
        figures = {name: [] for name in sides}
        for number in range(self.options.runs):
            for name, side in sides.items():
                if figures[name] is None:
                    continue
                run = side()
                if run is None:
                    figures[name] = None
                    log(f"{work}: {name} fails here and is left out")
                    continue
                figures[name].append(run)
                log(f"{work}, run {number + 1}: {name}: {run.wall:.2f} s, CPU {run.cpu:.2f} s, {run.peak:.0f} MiB")
        return {name: Series(runs) for name, runs in figures.items() if runs}

    def row(self, work, ours, peer_name, peer, faster=None, limits=()):
        """Adds a row; `faster` is how many times faster than the peer ours must be, if anything."""
        ratio = Limit("time", peer.wall / ours.wall, least=faster)
        self.add(
            work,
            seconds(ours.wall),
            f"{peer_name}: {seconds(peer.wall)}",
            "; ".join([f"{ratio.value:.2f}", *(limit.figure for limit in limits)]),
            [ratio, *limits],
            f"{ours.cpu:.2f} / {peer.cpu:.2f}",
            f"{ours.peak:.0f} / {peer.peak:.0f}",
        )

    def add(self, work, ours, peer, figures, limits, cpu, peak):
        goal = "; ".join(limit.goal.removeprefix("time ") for limit in limits if limit.goal)
        self.rows.append([work, ours, peer, figures, goal, cpu, peak])
        for limit in limits:
            if limit.is_missed:
                beside = "" if peer == "—" else f", beside {peer.split(':')[0]}"
                self.miss(f"{work}{beside}: {limit.figure}, not {limit.goal.removeprefix(limit.name + ' ')}")

    def miss(self, what):
        if what not in self.missed:
            self.missed.append(what)

    def end(self):
        """Prints the table, and exits with 1 if a goal was missed."""
        if self.options.rows:
            with open(self.options.rows, "a") as file:
                file.writelines(json.dumps(row) + "\n" for row in self.rows)
        print(f"ci/bench/{self.script}: medians of {self.options.runs}, peaks of all runs\n")
        print_table(self.rows)
        if self.missed:
            print(f"ci/bench/{self.script}: goals missed:\n  " + "\n  ".join(self.missed), file=sys.stderr, flush=True)
            sys.exit(1)
        print(f"ci/bench/{self.script}: all goals reached", flush=True)


def log(text):
    print(f"== {text}", file=sys.stderr, flush=True)


def seconds(value):
    return f"{value:.2f} s" if value >= 0.1 else f"{1000 * value:.0f} ms"


def size(count):
    """A number of bytes for a table."""
    for unit, factor in ("GiB", 1 << 30), ("MiB", 1 << 20):
        if count >= factor:
            return f"{count / factor:.3g} {unit}"
    return f"{count} bytes"


def warm(directory):
    """Brings all files of a directory into the page cache."""
    block = bytearray(1 << 20)
    for folder, _, names in os.walk(directory):
        for name in names:
            with open(os.path.join(folder, name), "rb", buffering=0) as file:
                while file.readinto(block):
                    pass


def settle():
    """Lets files that were changed just now become old enough for caches of file states, git's and ours."""
    time.sleep(3)


def print_table(rows):
    for row in [HEADINGS, ["---"] * len(HEADINGS), *rows]:
        print("| " + " | ".join(row) + " |")
    print(flush=True)


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        print_table([json.loads(line) for line in file])
