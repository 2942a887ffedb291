#!/usr/bin/env python3
"""data.py FOLDER KIND [SIZE]: makes a directory of test data below FOLDER, unless it is there, and prints its path.

  bf16, fp16, fp32 SIZE  a model of SIZE bytes as training leaves it: model.safetensors and config.json
  shards SIZE            a bf16 model in 20 files of SIZE bytes each
  shard SIZE             one such file with other weights
  source                 what eight Python packages install, pinned: 20,757 files
  tiny NUMBER            files of 0.2 to 4 KiB, a hundred to a folder
  files NUMBER           files of 16 KiB that do not compress, a hundred to a folder
  assets NUMBER          folders of three small files each
  zeros SIZE             20 sparse files of SIZE bytes altogether

model.safetensors has the tensors of a Llama-like model in the safetensors layout: Gaussian floats with each tensor's own
scale, rounded like frameworks do (to nearest, ties to even). Each kind and size has one content: generators are seeded,
and numpy keeps PCG64's stream. All files have one old modification time.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy

HIDDEN, INNER, VOCABULARY = 2048, 5632, 32000
CHUNK = 1 << 22
SHARDS = 20
DTYPES = {"bf16": ("BF16", 2), "fp16": ("F16", 2), "fp32": ("F32", 4)}
PACKAGES = "awscli==1.46.3 boto3==1.44.5 botocore==1.44.5 django==5.2.19 numpy==2.4.6 scipy==1.17.1 sympy==1.14.0 transformers==5.23.0"
PACKAGES_FOR = "--python-version 3.11 --implementation cp --abi cp311 --abi abi3 --abi none"
PACKAGES_ON = "--platform manylinux_2_28_x86_64 --platform manylinux_2_27_x86_64 --platform any"
PACKAGE_FILES = 20_757


def layout(values):
    """(name, shape, mean, scale) of tensors with as many values altogether; the last one is cut to fit."""

    def endless():
        yield "model.embed_tokens.weight", (VOCABULARY, HIDDEN), 0, 0.015
        layer = 0
        while True:
            prefix, drift = f"model.layers.{layer}", 0.0004 * layer
            yield f"{prefix}.input_layernorm.weight", (HIDDEN,), 1, 0.1
            for part in "qkvo":
                yield f"{prefix}.self_attn.{part}_proj.weight", (HIDDEN, HIDDEN), 0, 0.018 + drift
            yield f"{prefix}.mlp.gate_proj.weight", (INNER, HIDDEN), 0, 0.021
            yield f"{prefix}.mlp.up_proj.weight", (INNER, HIDDEN), 0, 0.020
            yield f"{prefix}.mlp.down_proj.weight", (HIDDEN, INNER), 0, 0.019
            yield f"{prefix}.post_attention_layernorm.weight", (HIDDEN,), 1, 0.08
            layer += 1

    for name, shape, mean, scale in endless():
        count = int(numpy.prod(shape))
        if count >= values:
            yield name, (values,), mean, scale
            return
        yield name, shape, mean, scale
        values -= count


def rounded(floats, dtype):
    if dtype == "fp32":
        return floats
    if dtype == "fp16":
        return floats.astype("<f2")
    bits = floats.view(numpy.uint32)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype("<u2")


def write_weights(path, size, dtype="bf16", seed=1):
    name_of_type, width = DTYPES[dtype]
    tensors = list(layout(size // width))
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, shape, _, _ in tensors:
        end = offset + width * int(numpy.prod(shape))
        header[name] = {"dtype": name_of_type, "shape": shape, "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)

    generator = numpy.random.Generator(numpy.random.PCG64(seed))
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for _, shape, mean, scale in tensors:
            count = int(numpy.prod(shape))
            for start in range(0, count, CHUNK):
                floats = generator.standard_normal(min(CHUNK, count - start), dtype=numpy.float32)
                file.write(rounded(floats * numpy.float32(scale) + numpy.float32(mean), dtype).tobytes())


def write_config(folder, dtype="bf16"):
    config = {
        "architectures": ["LlamaForCausalLM"],
        "hidden_size": HIDDEN,
        "intermediate_size": INNER,
        "model_type": "llama",
        "torch_dtype": {"bf16": "bfloat16", "fp16": "float16", "fp32": "float32"}[dtype],
        "vocab_size": VOCABULARY,
    }
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")


def make_weights(folder, dtype, size):
    write_weights(folder / "model.safetensors", size, dtype)
    write_config(folder, dtype)


def shard_name(number):
    return f"model-{number:05d}-of-{SHARDS:05d}.safetensors"


def make_shards(folder, size):
    for number in range(1, SHARDS + 1):
        write_weights(folder / shard_name(number), size, seed=100 + number)
    write_config(folder)


def make_shard(folder, size):
    write_weights(folder / shard_name(7), size, seed=200)


def make_source(folder):
    with tempfile.TemporaryDirectory(dir=folder.parent) as wheels:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        command += ["--only-binary=:all:", "--dest", wheels, *f"{PACKAGES_FOR} {PACKAGES_ON} {PACKAGES}".split()]
        subprocess.run(command, check=True, stdout=sys.stderr)
        for wheel in sorted(os.listdir(wheels)):
            with zipfile.ZipFile(os.path.join(wheels, wheel)) as archive:
                archive.extractall(folder)
    found = sum(len(names) for _, _, names in os.walk(folder))
    if found != PACKAGE_FILES:
        sys.exit(f"the packages have {found} files, not {PACKAGE_FILES}")


def make_tiny(folder, number):
    generator = random.Random(1)
    words = "import return value index self path layer digest model weight tensor config region bucket object".split()
    line = " ".join(generator.choice(words) for _ in range(2000))
    for place in range(number):
        target = folder / f"{place // 100 % 40:02d}" / f"{place // 100:04d}" / f"f{place % 100:02d}.txt"
        if place % 100 == 0:
            target.parent.mkdir(parents=True)
        start, length = generator.randrange(4000), 200 + generator.randrange(1 + generator.randrange(3896))
        target.write_text(f"{place}\n{line[start : start + length]}\n")


def make_files(folder, number):
    generator = random.Random(2)
    for place in range(number):
        target = folder / f"{place // 100:02d}" / f"{place % 100:02d}.bin"
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(generator.randbytes(16 << 10))


def make_assets(folder, number):
    generator = random.Random(3)
    for place in range(number):
        asset = folder / f"asset-{place:02d}"
        (asset / "code").mkdir(parents=True)
        (asset / "model.joblib").write_bytes(generator.randbytes(20_000))
        (asset / "code" / "inference.py").write_text(f"def model_fn(model_dir):\n    return {place}\n")
        (asset / "code" / "requirements.txt").write_text("scikit-learn\n")


def make_zeros(folder, size):
    for number in range(1, SHARDS + 1):
        with open(folder / shard_name(number), "wb") as file:
            file.truncate(size // SHARDS)


MAKERS = {
    "bf16": lambda folder, size: make_weights(folder, "bf16", size),
    "fp16": lambda folder, size: make_weights(folder, "fp16", size),
    "fp32": lambda folder, size: make_weights(folder, "fp32", size),
    "shards": make_shards,
    "shard": make_shard,
    "source": make_source,
    "tiny": make_tiny,
    "files": make_files,
    "assets": make_assets,
    "zeros": make_zeros,
}


def main():
    if len(sys.argv) < 3 or sys.argv[2] not in MAKERS:
        sys.exit(__doc__)
    _, folder, kind, *sizes = sys.argv
    target = Path(folder, "-".join([kind, *sizes]))
    if not target.exists():
        print(f"== making {target}", file=sys.stderr, flush=True)
        partial = target.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        MAKERS[kind](partial, *map(int, sizes))
        for base, _, names in os.walk(partial, topdown=False):
            for name in names:
                os.utime(os.path.join(base, name), (1_700_000_000, 1_700_000_000))
        os.sync()
        partial.rename(target)  # whatever has this name is whole
    print(target)


if __name__ == "__main__":
    main()
