"""progress.py PROGRAM: records the progress line of publishes, and compares what it promised with what came."""

import fcntl
import os
import pty
import random
import re
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unicodedata
from pathlib import Path

import servers

LINK = Path(__file__).resolve().parent.parent / "servers" / "link.py"
UNITS = {"B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
BYTES = re.compile(r"([\d.]+) ([KMG]?i?B) of ([\d.]+) ([KMG]?i?B)")
LEFT = re.compile(r"(?:(\d+):)?(\d+):(\d\d) left")
ERASE = "\r\x1b[K"
LARGEST_ERROR = 0.25
SHARE = 0.2
REPORT_SECONDS = 30


def write_project(folder, bucket, assets):
    """Assets are names with their files: pairs of a size and of whether it is text, which bundles make smaller."""
    lines = ["version: 1", "destinations:", f"  test: {{ bucket: {bucket}, prefix: {folder.name}/, region: us-east-1 }}"]
    lines.append("models:")
    for number, (name, files) in enumerate(assets.items(), 1):
        lines += [
            f"  Model{number}:", "    containers:",
            "      - image: { fromEcrRepository: { repositoryName: serving, tag: latest } }",
            f'        modelData: {{ fromAsset: "{name}" }}',
        ]
        for index, (size, is_text) in enumerate(files):
            path = folder / name if name.endswith(".tar.gz") else folder / name / f"part-{index}.bin"
            path.parent.mkdir(parents=True, exist_ok=True)
            write_file(path, size, is_text, seed=f"{folder.name}/{name}/{index}")
    (folder / "sageassets.yaml").write_text("\n".join(lines) + "\n")


def write_file(path, size, is_text, seed):
    source = random.Random(seed)
    with path.open("wb") as file:
        while (left := size - file.tell()) > 0:
            block = source.randbytes(min(left, 1 << 20))
            file.write((block.hex().encode() if is_text else block)[:left])


def width(text):
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def record(command, folder, environment, columns):
    """Runs a command with a terminal for its standard error; returns its status and what it drew, with the times."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 25, columns, 0, 0))
    start = time.monotonic()
    child = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    drawn = []
    while True:
        try:
            block = os.read(ours, 1 << 16)
        except OSError:
            break
        if not block:
            break
        drawn.append((time.monotonic() - start, block.decode()))
    return child.wait(), time.monotonic() - start, drawn


def lines(drawn):
    """The lines that were drawn over each other, with their times, and what was printed at the end."""
    text, times = "", []
    for moment, block in drawn:
        times += [moment] * len(block)
        text += block
    found, position = [], 0
    for part in text.split(ERASE):
        found.append((times[min(position, len(times) - 1)] if times else 0, part))
        position += len(part) + len(ERASE)
    return found[:-1], found[-1][1] if found else ""


def byte_count(number, unit):
    return float(number) * UNITS[unit]


def estimate(found):
    """The first time with an end, once a fifth of the bytes is sent, and the end that the line told then."""
    for moment, line in found:
        left, count = LEFT.search(line), BYTES.search(line)
        if left and count and byte_count(*count.groups()[:2]) >= SHARE * byte_count(*count.groups()[2:]):
            hours, minutes, seconds = (int(group or 0) for group in left.groups())
            return moment, moment + hours * 3600 + minutes * 60 + seconds
    return None, None


WORKS = {
    "a file": {"models/weights.tar.gz": [(32_000_000, False)]},
    "a directory, a third of it text": {"models/重み": [(8_000_000, False), (4_000_000, True)] * 2},
    "three directories": {f"models/{name}": [(12_000_000, False)] for name in "abc"},
}


class Link:
    """A link to a server for as long as a `with` statement lasts, and the variables of a run that uses it."""

    def __init__(self, server, rate):
        self.process = subprocess.Popen(
            [sys.executable, LINK, server.endpoint.removeprefix("http://"), "--rate", str(rate)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        endpoint = f"http://127.0.0.1:{self.process.stdout.readline().strip()}"
        basic = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "TERM": "xterm"}
        self.environment = basic | server.environment | {"AWS_ENDPOINT_URL_S3": endpoint}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()


def faults_of(status, found, closing, columns, error):
    faults = [] if status == 0 else [f"exit {status}: {closing.strip()}"]
    faults += [f"{line!r}" for _, line in found if "\n" in line or width(line) >= columns]
    if not closing.startswith("sent ") or closing.count("\n") != 1:
        faults.append(f"closing line {closing!r}")
    if error is None or error > LARGEST_ERROR:
        faults.append("the end was not that")
    return faults


def publish_all(program, server, bucket, rate, scale, work):
    """Publishes each of the works, so many times as large, on both terminals; returns the number of faults."""
    count = 0
    for title, assets in WORKS.items():
        for columns in 40, 100:
            with tempfile.TemporaryDirectory(dir=work) as name, Link(server, rate) as link:
                folder = Path(name)
                larger = {asset: [(size * scale, is_text) for size, is_text in files] for asset, files in assets.items()}
                write_project(folder, bucket, larger)
                status, seconds, drawn = record([program, "publish", "--no-lint"], folder, link.environment, columns)
            found, closing = lines(drawn)
            moment, told = estimate(found)
            error = abs(told - seconds) / seconds if told else None
            faults = faults_of(status, found, closing, columns, error)
            figures = [f"{moment:.1f}", f"{told:.1f}", f"{error:.0%}"] if told else ["-", "-", "-"]
            print(f"{title:34} {rate / 1e6:>5g} MB/s {columns:>7} {seconds:>8.1f} {figures[0]:>6} {figures[1]:>7} "
                  f"{figures[2]:>6}", *faults[:3], flush=True)
            count += len(faults)
    return count


def report_without_terminal(program, server, bucket, work):
    """Publishes for more than half a minute into a pipe: a line is told there."""
    folder = work / "pipe"
    folder.mkdir()
    write_project(folder, bucket, {"weights": [(36_000_000, False)]})
    with Link(server, 1e6) as link:
        start = time.monotonic()
        run = subprocess.run(
            [program, "publish", "--no-lint"], cwd=folder, env=link.environment, capture_output=True, text=True)
        seconds = time.monotonic() - start
    told = run.stderr.splitlines()
    expected = int(seconds // REPORT_SECONDS) + 1
    print(f"without a terminal, {seconds:.0f} s:", *told, sep="\n  ")
    return 0 if len(told) == expected and "left" in told[0] and told[-1].startswith("sent ") else 1


def main():
    program = sys.argv[1]
    ministack = servers.real_server("ministack")
    with tempfile.TemporaryDirectory(prefix="progress.") as name:
        work = Path(name)
        print(f"{'work':34} {'rate':>10} {'columns':>7} {'seconds':>8} {'at':>6} {'told':>7} {'error':>6}")
        bucket = ministack.new_bucket()
        faults = publish_all(program, ministack, bucket, 2e6, 1, work)
        # MiniStack puts 200 MB together in the time that this link takes to send as many; S3 and the null server do not.
        with servers.NullServer(work) as server:
            faults += publish_all(program, server, server.new_bucket(), 200e6, 24, work)
        faults += report_without_terminal(program, ministack, bucket, work)
    sys.exit(1 if faults else 0)


main()
