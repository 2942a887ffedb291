#!/usr/bin/env python3
"""make-weights.py DIRECTORY [--size BYTES]: makes a model directory of bf16 weights as training leaves them.

model.safetensors has the tensors of a Llama-like model in the safetensors layout: Gaussian floats with each tensor's own
scale, rounded to bf16 like frameworks do (to nearest, ties to even). Beside it stands config.json. Each size has one
content: the generator is seeded, and numpy keeps PCG64's stream. A directory that is whole already is left as it is.
"""

import argparse
import json
import os

import numpy

HIDDEN, INNER, VOCABULARY = 2048, 5632, 32000
CHUNK = 1 << 22


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


def bf16(floats):
    bits = floats.view(numpy.uint32)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype("<u2")


def write_weights(path, size):
    tensors = list(layout(size // 2))
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, shape, _, _ in tensors:
        end = offset + 2 * int(numpy.prod(shape))
        header[name] = {"dtype": "BF16", "shape": shape, "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)

    generator = numpy.random.Generator(numpy.random.PCG64(1))
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for _, shape, mean, scale in tensors:
            count = int(numpy.prod(shape))
            for start in range(0, count, CHUNK):
                floats = generator.standard_normal(min(CHUNK, count - start), dtype=numpy.float32)
                file.write(bf16(floats * numpy.float32(scale) + numpy.float32(mean)).tobytes())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory")
    parser.add_argument("--size", type=int, default=2 << 30, help="bytes of weights (2 GiB)")
    options = parser.parse_args()

    config = os.path.join(options.directory, "config.json")
    weights = os.path.join(options.directory, "model.safetensors")
    if os.path.exists(config) and options.size < os.path.getsize(weights) < options.size + (1 << 20):
        return
    os.makedirs(options.directory, exist_ok=True)
    write_weights(weights, options.size)
    with open(config, "w") as file:  # last: its presence says that the weights are whole
        json.dump(
            {
                "architectures": ["LlamaForCausalLM"],
                "hidden_size": HIDDEN,
                "intermediate_size": INNER,
                "model_type": "llama",
                "torch_dtype": "bfloat16",
                "vocab_size": VOCABULARY,
            },
            file,
            indent=2,
        )
        file.write("\n")


if __name__ == "__main__":
    main()
