#!/usr/bin/env python3
"""Verifies published assets by the specification alone: Sources/sageassets/Documentation.docc/Formats.md.

formats.py page FILE: checks the test vectors that the page holds.
formats.py references FILE [KEY NAME=VALUE…]: verifies everything that a references file of local stores names; the build
options of the image asset KEY follow it, since no document holds them.

Needs Python 3.11, and nothing else. The first thing that is wrong is named on stderr, with exit status 1.
"""

import base64
import hashlib
import json
import pathlib
import re
import sys
import tarfile
import tempfile
import urllib.parse
import zlib

from expect import expect

HEX = re.compile(r"[0-9a-f]{64}")
INDEX_MEMBERS = {
    "schema", "address", "context", "entries", "bundle", "frames", "encoder", "objects", "creator", "objectVersion",
}  # fmt: skip


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def file_sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fields(*texts):
    return b"".join(text.encode() + b"\0" for text in texts)


def tree_address(entries):
    paths = [entry["path"].encode() for entry in entries]
    expect("entries in the order of their paths, each once", paths, sorted(set(paths)))
    data = fields("sageassets-tree-v1")
    for entry in entries:
        rest = {"dir": (), "link": ("target",)}.get(entry["kind"], ("size", "sha256"))
        expect(f"members of entry {entry['path']!r}", entry.keys(), {"kind", "path", *rest})
        data += fields(entry["kind"], entry["path"], *(str(entry[name]) for name in rest))
    return sha256(data)


def image_address(options):
    pairs = sorted(options.items(), key=lambda pair: pair[0].encode())
    return sha256(fields("sageassets-image-v1", *(text for pair in pairs for text in pair)))


def composite(digests):
    joined = hashlib.sha256(b"".join(bytes.fromhex(digest) for digest in digests)).digest()
    return f"{base64.b64encode(joined).decode()}-{len(digests)}"


def check_parts(what, multipart, file, size):
    """The parts of an object that was sent in several; the file is at its beginning."""
    digests = []
    for part in multipart["parts"]:
        data = file.read(part["size"])
        expect(f"{what}: a part", (len(data), sha256(data)), (part["size"], part["sha256"]))
        digests.append(part["sha256"])
    expect(f"{what}: size of the parts", sum(part["size"] for part in multipart["parts"]), size)
    expect(f"{what}: at most 10,000 parts", len(digests) <= 10_000, True)
    expect(f"{what}: checksum of the parts", multipart["sha256"], composite(digests))


def inflated(what, frame):
    """The content of one frame, which begins and ends at a byte and has no last block."""
    inflate = zlib.decompressobj(wbits=-15)
    try:
        data = inflate.decompress(frame)
        expect(f"{what}: has no last block", inflate.eof, False)
        # Only at a byte boundary these five bytes are an empty last block.
        data += inflate.decompress(b"\x01\0\0\xff\xff") + inflate.flush()
    except zlib.error as error:
        sys.exit(f"{what}: {error}")
    expect(f"{what}: ends at a byte", (inflate.eof, inflate.unused_data), (True, b""))
    return data


def check_frames(what, index, file):
    """Inflates each frame by itself, and returns the digest of the tar."""
    tar, crc, size = hashlib.sha256(), 0, 0
    expect(f"{what}: gzip header", file.read(10).hex(), "1f8b08000000000000ff")
    for number, frame in enumerate(index["frames"]):
        name = f"{what}: frame {number}"
        expect(f"{name}: method", frame["method"] in ("stored", "huffman", "matches"), True)
        data = inflated(name, file.read(frame["size"]))
        expect(f"{name}: size and CRC-32", (len(data), zlib.crc32(data)), (frame["tarSize"], frame["crc32"]))
        tar.update(data)
        crc, size = zlib.crc32(data, crc), size + len(data)
    trailer = b"\x01\0\0\xff\xff" + crc.to_bytes(4, "little") + (size % 2**32).to_bytes(4, "little")
    expect(f"{what}: trailer", file.read(), trailer)
    return tar.hexdigest()


def check_members(what, entries, path):
    with tarfile.open(path, "r:gz", encoding="utf-8") as archive:
        found = []
        for member in archive:
            expect(f"{what}: owner and time of {member.name!r}", (member.uid, member.gid, member.mtime), (0, 0, 0))
            entry = {"kind": "dir", "path": member.name}
            if member.issym():
                entry |= {"kind": "link", "target": member.linkname}
            elif not member.isdir():
                digest = hashlib.file_digest(archive.extractfile(member), "sha256").hexdigest()
                entry |= {"kind": "exec" if member.mode & 0o100 else "file", "size": member.size, "sha256": digest}
            mode = {"dir": 0o755, "exec": 0o755, "file": 0o644}.get(entry["kind"], member.mode)
            expect(f"{what}: mode of {member.name!r}", member.mode, mode)
            found.append(entry)
    expect(f"{what}: members", found, entries)


def check_bundle_section(what, index, path):
    section = index["bundle"]
    expect(f"{what}: size", path.stat().st_size, section["size"])
    expect(f"{what}: is verifiable", "sha256" in section or "multipart" in section, True)
    if "sha256" in section:
        expect(f"{what}: SHA-256", file_sha256(path), section["sha256"])
    with open(path, "rb") as file:
        if "multipart" in section:
            check_parts(what, section["multipart"], file, section["size"])
    if "encoder" not in index:
        expect(f"{what}: a file is its address", section["sha256"], index["address"])
        expect(f"{what}: entries and frames of a file", (index["entries"], index["frames"]), ([], []))
        return
    with open(path, "rb") as file:
        tar = check_frames(what, index, file)
    expect(f"{what}: SHA-256 of the tar", section.get("tarSha256", tar), tar)
    check_members(what, index["entries"], path)


def check_prefix_section(what, index, folder):
    files = [entry for entry in index["entries"] if entry["kind"] in ("file", "exec")]
    expect(f"{what}: objects", [item["path"] for item in index["objects"]], [entry["path"] for entry in files])
    for entry, item in zip(files, index["objects"]):
        path = folder / entry["path"]
        expect(f"{path}: size and SHA-256", (path.stat().st_size, file_sha256(path)), (entry["size"], entry["sha256"]))
        if "multipart" in item:
            with open(path, "rb") as file:
                check_parts(str(path), item["multipart"], file, entry["size"])
    found = sorted(str(path.relative_to(folder)).encode() for path in folder.rglob("*") if path.is_file())
    expect(f"{what}: files below the prefix", found, [entry["path"].encode() for entry in files])


def check_index(text, address):
    index = json.loads(text)
    again = json.dumps(index, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
    expect("index: sorted and compact", text, again)
    expect("index: unknown members", index.keys() - INDEX_MEMBERS, set())
    expect("index: schema", index["schema"], "sageassets/index/v1")
    expect("index: address", index["address"], address)
    if "encoder" in index or "objects" in index:
        expect("index: address of the entries", tree_address(index["entries"]), index.get("context", address))
    return index


def check_object(folder, key, address, reference, kind, options):
    """One object, or the objects below one prefix, with the index beside them; URIs are relative to the folder."""
    path = folder / urllib.parse.unquote(reference["uri"].removeprefix("file://"))
    store = path.parent
    index = check_index((store / f"{address}.index.json").read_text(encoding="utf-8"), address)
    expect(f"{key}: context", "context" in index, kind == "image")
    if options is not None:
        expect(f"{key}: address of the image", image_address({"context": index["context"]} | options), address)
    if reference["uri"].endswith("/"):
        expect(f"{key}: prefix", path.name, address)
        check_prefix_section(key, index, path)
        size = sum(entry.get("size", 0) for entry in index["entries"])
        expect(f"{key}: reference", (reference["size"], reference["sha256"]), (size, address))
        return
    expect(f"{key}: object's key", path.name.split(".")[0], address)
    check_bundle_section(key, index, path)
    expect(f"{key}: reference's size", reference["size"], path.stat().st_size)
    if "sha256OfParts" in reference:
        expect(f"{key}: reference", reference["sha256OfParts"], index["bundle"]["multipart"]["sha256"])
    else:
        expect(f"{key}: reference", reference["sha256"], file_sha256(path))


def check_references(folder, text, options):
    references = json.loads(text)
    expect("references: layout", text, json.dumps(references, sort_keys=True, indent=2, ensure_ascii=False) + "\n")
    expect("references: schema", references["schema"], "sageassets/references/v2")
    expect("references: members", references.keys(), {"assets", "schema"})
    count = 0
    for key, asset in references["assets"].items():
        expect(f"{key}: members", asset.keys(), {"destinations", "kind"})
        expect(f"{key}: has a destination", bool(asset["destinations"]), True)
        name = {"image": "context", "modelData": "modelData"}[asset["kind"]]
        for place, destination in asset["destinations"].items():
            expect(f"{key}: members at {place}", destination.keys() - {"image"}, {"address", name})
            expect(f"{key}: image at {place}", "image" in destination and asset["kind"] != "image", False)
            expect(f"{key}: address at {place}", bool(HEX.fullmatch(destination["address"])), True)
            uri = destination[name]["uri"]
            expect(f"{key}: relative URI {uri}", re.match("[A-Za-z][A-Za-z0-9+.-]*:|/", uri), None)
            check_object(folder, key, destination["address"], destination[name], asset["kind"], options.get(key))
            count += 1
    return count


def vectors(page):
    """The page's test vectors: (name, text) of each block whose first line is `vector NAME`."""
    return re.findall(r"^```\w+\nvector ([\w-]+)\n(.*?)\n```$", page, re.MULTILINE | re.DOTALL)


def unescaped(text):
    return text.replace("\\0", "\0").replace("\\n", "\n").encode()


def check_page(page):
    found = vectors(page)
    documents = {}
    for name, text in found:
        lines = [line.partition(" ")[::2] for line in text.split("\n")]
        values = [value for word, value in lines if word in ("bytes", "part")]
        result = lines[-1][1]
        if name.startswith("sha256"):
            expect(f"vector {name}", sha256(b"".join(map(unescaped, values))), result)
        elif name.startswith("composite"):
            expect(f"vector {name}", composite(values), result)
        else:
            documents[name] = text
    expect("vectors of documents", documents.keys(), {"bundle", "index", "references"})
    asset = json.loads(documents["references"])["assets"]["m"]
    reference = asset["destinations"]["local"]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        path = folder / f"{reference['address']}.tar.gz"
        path.write_bytes(bytes.fromhex(documents["bundle"].replace("\n", "")))
        index = json.loads(documents["index"])
        text = json.dumps(index, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
        path.with_name(f"{reference['address']}.index.json").write_text(text, encoding="utf-8")
        local = reference["modelData"] | {"uri": path.name}
        check_object(folder, "m", reference["address"], local, asset["kind"], None)
    return len(found)


def main():
    command, file, *rest = sys.argv[1:]
    text = pathlib.Path(file).read_text(encoding="utf-8")
    if command == "page":
        print(f"{check_page(text)} test vectors of the page are right")
        return
    options = {rest[0]: dict(option.split("=", 1) for option in rest[1:])} if rest else {}
    print(f"{check_references(pathlib.Path(file).parent, text, options)} references are what the specification says")


if __name__ == "__main__":
    main()
