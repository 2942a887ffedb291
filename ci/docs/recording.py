"""recording.py PROGRAM FILE: the run that ci/docs/record records; run it through that script."""

import array
import datetime
import hashlib
import hmac
import os
import random
import struct
import sys
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path

from terminal import COLUMNS, Screen, draw

BUCKET = "models"
SHARDS, SHARD_SIZE, BLOCK_SIZE = 4, 248 << 20, 8 << 20
MANIFEST = """\
version: 1
destinations:
  prod: { bucket: models, region: us-east-1, repository: images, endpoint: "ENDPOINT" }
models:
  Chat:
    containers:
      - image: { fromAsset: containers/llm }
        modelData: { fromAsset: artifacts/llm }
"""
COMMANDS = [
    "du -sh artifacts/llm",
    "sageassets publish --images context",
    "sageassets publish --images context",
    "echo '{\"max_new_tokens\": 512}' > artifacts/llm/generation_config.json",
    "sageassets publish --images context --output json | grep -E 'bytes(Sent|Reused)'",
    "sageassets synth --out template.json && grep ModelDataUrl template.json",
]


def create_bucket(endpoint, access, secret):
    """Creates the bucket with one signed request."""
    host = urllib.parse.urlsplit(endpoint).netloc
    now = datetime.datetime.now(datetime.timezone.utc)
    time, scope = f"{now:%Y%m%dT%H%M%SZ}", f"{now:%Y%m%d}/us-east-1/s3/aws4_request"
    empty = hashlib.sha256().hexdigest()
    names = "host;x-amz-content-sha256;x-amz-date"
    headers = f"host:{host}\nx-amz-content-sha256:{empty}\nx-amz-date:{time}\n"
    request = f"PUT\n/{BUCKET}\n\n{headers}\n{names}\n{empty}"
    text = f"AWS4-HMAC-SHA256\n{time}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.new(key, text.encode(), "sha256").hexdigest()
    authorization = f"AWS4-HMAC-SHA256 Credential={access}/{scope}, SignedHeaders={names}, Signature={signature}"
    sent = {"Authorization": authorization, "x-amz-content-sha256": empty, "x-amz-date": time}
    urllib.request.urlopen(urllib.request.Request(f"{endpoint}/{BUCKET}", headers=sent, method="PUT")).close()


def make_project(folder, endpoint):
    """A model of Gaussian bf16 weights in four shards, and the directory of its image."""
    generator = random.Random(1)
    values = array.array("H", bytes(BLOCK_SIZE))
    for place in range(len(values)):
        values[place] = struct.unpack("<HH", struct.pack("<f", generator.gauss(0, 0.02)))[1]
    block = values.tobytes()
    artifact, container = folder / "artifacts" / "llm", folder / "containers" / "llm"
    artifact.mkdir(parents=True)
    container.mkdir(parents=True)
    for number in range(1, SHARDS + 1):
        with open(artifact / f"model-{number:05d}-of-{SHARDS:05d}.safetensors", "wb") as file:
            for _ in range(SHARD_SIZE // BLOCK_SIZE):
                start = 2 * generator.randrange(BLOCK_SIZE // 2)
                file.write(block[start:] + block[:start])
    (artifact / "config.json").write_text('{"architectures": ["LlamaForCausalLM"], "torch_dtype": "bfloat16"}\n')
    (artifact / "generation_config.json").write_text('{"max_new_tokens": 256}\n')
    (container / "Dockerfile").write_text("FROM scratch\nCOPY serve /serve\n")
    (container / "serve").write_text("#!/bin/sh\nexit 0\n")
    (folder / "sageassets.yaml").write_text(MANIFEST.replace("ENDPOINT", endpoint))


def main():
    program, file = Path(sys.argv[1]), Path(sys.argv[2])
    endpoint, access, secret = os.environ["SAGEASSETS_TEST_S3_MINISTACK"].split()
    create_bucket(endpoint, access, secret)
    with tempfile.TemporaryDirectory() as work:
        project, binaries = Path(work, "project"), Path(work, "bin")
        print("== making a model of 1 GB", file=sys.stderr)
        make_project(project, endpoint)
        binaries.mkdir()
        (binaries / "sageassets").symlink_to(program)
        os.sync()
        environment = {
            "AWS_ACCESS_KEY_ID": access,
            "AWS_SECRET_ACCESS_KEY": secret,
            "COLUMNS": str(COLUMNS),
            "HOME": work,
            "PATH": f"{binaries}:/usr/bin:/bin",
            "TERM": "xterm-256color",
        }
        screen = Screen(project, environment)
        for command in COMMANDS:
            seconds = screen.run(command)
            print(f"== {seconds:.2f} s: {command}", file=sys.stderr)
    title = f"recorded {datetime.date.today()}, {os.cpu_count()} cores, S3 server on the same machine"
    description = "A model of 1 GB is published, published again, published after a change of one file, and put in a template."
    file.write_text(draw(screen, title, description))
    print(f"ci/docs/record: wrote {file}", file=sys.stderr)


if __name__ == "__main__":
    main()
