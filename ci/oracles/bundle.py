#!/usr/bin/env python3
"""bundle.py [--image] TREE BUNDLE INDEX: checks a bundle and its index against the tree they were made of.

The tree is read by fingerprint.py, digests come from hashlib, and the archive is read by Python's tarfile in both
modes, GNU tar and bsdtar. The first thing that is not right is named on stderr, with exit status 1.
"""

import hashlib
import json
import os
import stat
import subprocess
import sys
import tarfile
import tempfile
import zlib

import fingerprint
from expect import expect

MODES = {"dir": 0o755, "file": 0o644, "exec": 0o755}
TYPES = {"dir": tarfile.DIRTYPE, "file": tarfile.REGTYPE, "exec": tarfile.REGTYPE, "link": tarfile.SYMTYPE}


def expected_entries(tree, image):
    """[{path, kind, size, sha256, target}] in the order of the tree, without what an entry does not have."""
    result = []
    for path, kind, size, digest, target in sorted(fingerprint.entries(os.fsencode(tree), image)):
        entry = {"path": path.decode(), "kind": kind.decode()}
        if digest is not None:
            entry |= {"size": size, "sha256": digest.decode()}
        if target is not None:
            entry["target"] = target.decode()
        result.append(entry)
    return result


def check_gzip(bundle):
    """One member with an empty header, whole; returns the SHA-256 of the tar."""
    tar, inflate = hashlib.sha256(), zlib.decompressobj(wbits=31)
    with open(bundle, "rb") as file:
        expect("gzip header", file.read(10).hex(" "), "1f 8b 08 00 00 00 00 00 00 ff")
        file.seek(0)
        while chunk := file.read(1 << 20):
            tar.update(inflate.decompress(chunk))
            expect("bytes behind the gzip member", inflate.unused_data, b"")
    expect("end of the gzip member reached", inflate.eof, True)
    subprocess.run(["gzip", "-t", bundle], check=True)
    return tar.hexdigest()


def check_members(bundle, mode, expected):
    """The archive's members as Python's tarfile reads them, headers included."""
    with tarfile.open(bundle, mode) as archive:
        found = []
        for member in archive:
            what = f"tarfile {mode}: {member.name!r}"
            wanted = expected[len(found)] if len(found) < len(expected) else {}
            expect(f"{what}: name", member.name, wanted.get("path"))
            kind = wanted["kind"]
            expect(f"{what}: type", member.type, TYPES[kind])
            expect(f"{what}: mode", member.mode, MODES.get(kind, member.mode))
            expect(f"{what}: owner", (member.uid, member.gid, member.uname, member.gname), (0, 0, "", ""))
            expect(f"{what}: time", member.mtime, 0)
            expect(f"{what}: target", member.linkname, wanted.get("target", ""))
            if "sha256" in wanted:
                content = archive.extractfile(member)
                expect(f"{what}: content", hashlib.file_digest(content, "sha256").hexdigest(), wanted["sha256"])
            found.append(member.name)
    expect(f"tarfile {mode}: number of members", len(found), len(expected))


def check_extracted(name, command, expected, locale):
    """What another program makes of the archive on disk."""
    # Without the times of directories: GNU tar sets one when it leaves the directory, and `a-b` is between `a` and `a/b`.
    expected = [
        entry | {"mode": MODES.get(entry["kind"]), "time": None if entry["kind"] == "dir" else 0} for entry in expected
    ]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(command, cwd=folder, check=True, env=os.environ | {"LC_ALL": locale})
        found = expected_entries(folder, image=True)
        for entry in found:
            status = os.lstat(os.path.join(folder, entry["path"]))
            mode = stat.S_IMODE(status.st_mode) if entry["kind"] in MODES else None
            entry |= {"mode": mode, "time": None if entry["kind"] == "dir" else status.st_mtime}
    expect(f"{name} under {locale}", [entry for entry in found if entry not in expected], [])
    expect(f"{name} under {locale}", [entry for entry in expected if entry not in found], [])


def check_index(index, bundle, tree, image, tar_digest, expected):
    with open(index, encoding="utf-8") as file:
        document = json.load(file)
    expect("index: schema", document["schema"], "sageassets/index/v1")
    expect("index: address", document["address"], fingerprint.address(os.fsencode(tree), image))
    expect("index: entries", document["entries"], expected)
    with open(bundle, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    expect("index: bundle.size", document["bundle"]["size"], os.path.getsize(bundle))
    expect("index: bundle.sha256", document["bundle"]["sha256"], digest)
    expect("index: bundle.tarSha256", document["bundle"]["tarSha256"], tar_digest)
    expect("index: what else it says", {"frames", "creator", "encoder"} - document.keys(), set())


def main():
    image = sys.argv[1] == "--image"
    tree, bundle, index = map(os.path.abspath, sys.argv[1 + image :])
    expected = expected_entries(tree, image)
    tar_digest = check_gzip(bundle)
    check_index(index, bundle, tree, image, tar_digest, expected)
    for mode in "r:gz", "r|gz":
        check_members(bundle, mode, expected)
    for locale in "C.UTF-8", "C":
        check_extracted("GNU tar", ["tar", "--extract", "--preserve-permissions", "--file", bundle], expected, locale)
        check_extracted("bsdtar", ["bsdtar", "-x", "-p", "-f", bundle], expected, locale)


if __name__ == "__main__":
    main()
