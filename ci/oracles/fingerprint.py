#!/usr/bin/env python3
"""fingerprint.py [--image] PATH…: prints `address  path` as `sageassets fingerprint` does, from the definition alone.

An independent statement of identity, version 1, without build options and the files of a manifest's project, and with the
ignore rules of `.dockerignore`; needs Python 3.11. What is to be refused raises an error.
"""

import hashlib
import os
import re
import sys

import dockerignore

OWN_NAME = re.compile(rb"\.sageassets(-[0-9a-f]{16})?|sageassets\.references\.json")
CALLS = (
    rb"(attachRolePolicy|createEndpoint|createEndpointConfig|createModel|createRole|putMetricAlarm|putRolePolicy|"
    rb"putScalingPolicy|registerScalableTarget)"
)


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest().encode()


def is_generated(path, real):
    """Whether a file is a template or a references file with another name."""
    name = os.path.basename(path)
    is_candidate = name.lower().endswith((b".json", b".yaml", b".yml", b".template")) or b"." not in name and len(name) <= 32
    if not is_candidate or not 64 <= os.path.getsize(real) <= 8 << 20:
        return False
    with open(real, "rb") as file:
        text = file.read()
    start, end = text[:160], text[-160:]
    if start.startswith((b'{\n  "assets": {', b'{\r\n  "assets": {')):
        return b'\n  "schema": "sageassets/references/v' in end
    return b"Made by sageassets synth" in start or bool(
        re.match(rb'\{(\r?\n)  "' + CALLS + rb'": \{\1    "', start)
    )


def entries(root, image, folder=b"", above=()):
    """(path, kind, size, digest, target) of all below a folder; `above` are the real folders on the way."""
    above += (os.path.realpath(os.path.join(root, folder)),)
    for name in os.listdir(os.path.join(root, folder)):
        path, real = os.path.join(folder, name), os.path.join(root, folder, name)
        if OWN_NAME.fullmatch(name):
            continue
        name.decode("utf-8")
        if image and os.path.islink(real):
            yield path, b"link", None, None, os.readlink(real)
            continue
        real = os.path.realpath(real, strict=True)  # raises where a link dangles or loops
        if os.path.commonpath([real, above[0]]) != above[0] or real in above:
            raise ValueError(f"{path!r} leads out of the root or round in a circle")
        if OWN_NAME.fullmatch(os.path.basename(real)) or os.path.isfile(real) and is_generated(path, real):
            continue
        if os.path.isdir(real):
            yield path, b"dir", None, None, None
            yield from entries(root, image, path, above)
        elif os.path.isfile(real):
            kind = b"exec" if os.stat(real).st_mode & 0o100 else b"file"
            yield path, kind, os.path.getsize(real), digest(real), None
        else:
            raise ValueError(f"{path!r} is neither file nor directory")


def address(root, image):
    if os.path.isfile(root):
        return digest(root).decode()
    found = sorted(entries(root, image))
    if image and os.path.exists(os.path.join(root, b".dockerignore")):
        # A build requires the Dockerfile, which is sent whatever is ignored.
        sent = {os.fsencode(path) for path in dockerignore.kept(os.fsdecode(root))} | {b"Dockerfile"}
        found = [entry for entry in found if entry[0] in sent]
    tree = hashlib.sha256(b"sageassets-tree-v1\0")
    for path, kind, size, content, target in found:
        fields = {b"dir": (), b"link": (target,)}.get(kind, (str(size).encode(), content))
        tree.update(b"".join(field + b"\0" for field in (kind, path, *fields)))
    if not image:
        return tree.hexdigest()
    return hashlib.sha256(b"sageassets-image-v1\0context\0" + tree.hexdigest().encode() + b"\0").hexdigest()


if __name__ == "__main__":
    image = sys.argv[1] == "--image"
    for path in sys.argv[1 + image :]:
        print(f"{address(os.fsencode(path), image)}  {path}")
