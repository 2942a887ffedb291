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

import boto3

LINK = Path(__file__).resolve().parent.parent / "servers" / "link.py"
BUCKET = "progress"
UNITS = {"B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
BYTES = re.compile(r"([\d.]+) ([KMG]?i?B) of ([\d.]+) ([KMG]?i?B)")
LEFT = re.compile(r"(?:(\d+):)?(\d+):(\d\d) left")
ERASE = "\r\x1b[K"
LARGEST_ERROR = 0.25
SHARE = 0.2
REPORT_SECONDS = 30


def write_project(folder, assets):
    """Assets are names with their files: pairs of a size and of whether it is text, which bundles make smaller."""
    lines = ["version: 1", "destinations:", f"  test: {{ bucket: {BUCKET}, prefix: {folder.name}/, region: us-east-1 }}"]
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


def main():
    program = sys.argv[1]
    endpoint, access, secret = os.environ["SAGEASSETS_TEST_S3_MINISTACK"].split()
    boto3.client(
        "s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id=access, aws_secret_access_key=secret
    ).create_bucket(Bucket=BUCKET)
    environment = {
        "PATH": os.environ["PATH"], "HOME": "/nonexistent", "TERM": "xterm", "AWS_ACCESS_KEY_ID": access,
        "AWS_SECRET_ACCESS_KEY": secret, "AWS_REGION": "us-east-1",
    }
    problems = 0
    with tempfile.TemporaryDirectory(prefix="progress.") as work:
        print(f"{'work':34} {'rate':>10} {'columns':>7} {'seconds':>8} {'at':>6} {'told':>7} {'error':>6}")
        for rate, scale in (2e6, 1), (200e6, 24):
            works = {
                "a file": {"models/weights.tar.gz": [(32_000_000 * scale, False)]},
                "a directory, a third of it text": {"models/重み": [(16_000_000 * scale, False), (8_000_000 * scale, True)]},
                "three directories": {f"models/{name}": [(12_000_000 * scale, False)] for name in "abc"},
            }
            for title, assets in works.items():
                for columns in 40, 100:
                    folder = Path(work) / f"{len(os.listdir(work))}"
                    folder.mkdir()
                    write_project(folder, assets)
                    link = subprocess.Popen(
                        [sys.executable, LINK, endpoint.removeprefix("http://"), "--rate", str(rate)],
                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
                    variables = {"AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{link.stdout.readline().strip()}"}
                    command = [program, "publish", "--no-lint"]
                    status, seconds, drawn = record(command, folder, environment | variables, columns)
                    link.stdin.close()
                    link.wait()
                    found, closing = lines(drawn)
                    moment, told = estimate(found)
                    error = abs(told - seconds) / seconds if told else None
                    faults = [] if status == 0 else [f"exit {status}: {closing.strip()}"]
                    faults += [f"{line!r}" for _, line in found if "\n" in line or width(line) >= columns]
                    if not closing.startswith("sent ") or closing.count("\n") != 1:
                        faults.append(f"closing line {closing!r}")
                    if error is None or error > LARGEST_ERROR:
                        faults.append("the end was not that")
                    figures = [f"{moment:.1f}", f"{told:.1f}", f"{error:.0%}"] if told else ["-", "-", "-"]
                    print(f"{title:34} {rate / 1e6:>5g} MB/s {columns:>7} {seconds:>8.1f} {figures[0]:>6} {figures[1]:>7} "
                          f"{figures[2]:>6}", *faults[:3], flush=True)
                    problems += len(faults)
                    subprocess.run(["rm", "-r", folder / "models"], check=True)
        problems += report_without_terminal(program, endpoint, environment, Path(work))
    sys.exit(1 if problems else 0)


def report_without_terminal(program, endpoint, environment, work):
    """Publishes for more than half a minute into a pipe: a line is told there."""
    folder = work / "pipe"
    folder.mkdir()
    write_project(folder, {"weights": [(36_000_000, False)]})
    link = subprocess.Popen(
        [sys.executable, LINK, endpoint.removeprefix("http://"), "--rate", "1e6"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    variables = {"AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{link.stdout.readline().strip()}"}
    start = time.monotonic()
    run = subprocess.run([program, "publish", "--no-lint"], cwd=folder, env=environment | variables, capture_output=True, text=True)
    seconds = time.monotonic() - start
    link.stdin.close()
    link.wait()
    told = run.stderr.splitlines()
    expected = int(seconds // REPORT_SECONDS) + 1
    print(f"without a terminal, {seconds:.0f} s:", *told, sep="\n  ")
    return 0 if len(told) == expected and "left" in told[0] and told[-1].startswith("sent ") else 1


main()
