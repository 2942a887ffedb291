#!/usr/bin/env python3
"""trees.py DIRECTORY [--seed N] [--count N] [--order N]: makes directories full of what file systems allow.

    DIRECTORY/model/0000…     model artifacts: every link stays inside
    DIRECTORY/image/0000…     Dockerfile directories: links of every kind
    DIRECTORY/ignore/0000…    Dockerfile directories with a .dockerignore, of few names, so that patterns match often
    DIRECTORY/refused/NAME    model artifacts that have no address, one reason each

The same seed gives the same names, contents, links and executable bits. `--order` changes what must not matter: the
order of creation, times, other mode bits, hard links, holes in files.
"""

import argparse
import os
import random
import shutil
import socket

NAMES = [
    "a", "A", "a-b", "a.b", "a0", "_", "B", "Z", "~", "+x", "b", "ab", "config.json", "model.safetensors",
    "space name", " leading", "trailing ", "new\nline", "tab\tstop", "carriage\rreturn", "\x01\x7f", "bell\a",
    "single'quote", 'double"quote', "back\\slash", "back\\n", "%41", "$HOME", "`id`", "a;b", "a|b", "a&b", "#hash", "!not",
    ".hidden", "..twodots", "...", "-dash", "--help", "-", "*", "?", "[ab]", "[!a]", "{a,b}", "**", "@at", "=", ":", ",",
    "caf\u00e9", "cafe\u0301", "\u212b", "\u00c5", "A\u030a", "\u65e5\u672c\u8a9e", "\U0001f600.bin", "\u0131", "\u0130",
    "\ufb01", "\u200b", "\ufeffbom", "\u202ertl", "\ue000", "\uffff", "\U0010ffff",
    "\u0301accent first", "\u200djoiner first", "\ufe0fvariant first", "line\r\nend",
    "n" * 99, "n" * 100, "n" * 101, "n" * 155, "n" * 255, "\u00e9" * 50, "\u00e9" * 51, "e\u0301" * 40,
    "\u65e5" * 85, "con", "aux.txt",
]  # fmt: skip
SIZES = [0, 0, 1, 2, 17, 100, 511, 512, 513, 1023, 1024, 4095, 4096, 4097, 10239, 10240, 65535, 65536, 65537]
BIG = [(1 << 20) - 1, 1 << 20, (1 << 20) + 1, (4 << 20) - 1, 4 << 20, (4 << 20) + 1]


# Files that sageassets writes, with their kinds: they take part in nothing.
OWN = [
    ("sageassets.references.json", "text"), (".sageassets-0123456789abcdef", "noise"), (".sageassets/store/object", "noise"),
    ("refs.json", "references"), ("template.json", "template"), ("template.yaml", "template"), ("calls.json", "calls"),
    ("calls", "calls"),
    # What only looks like them.
    (".sageassets-0123", "noise"), (".sageassetsignored", "text"), ("Made.txt", "template"), ("made.json", "text"),
]  # fmt: skip
TEXTS = {
    "references": '{\n  "assets": {},\n  "schema": "sageassets/references/v2"\n}\n'.replace("{}", "{" + " " * 99 + "}"),
    "template": '{\n  "Description": "Made by sageassets synth"' + " " * 99 + "\n}\n",
    "calls": '{\n  "createModel": {\n    "Model": {}' + " " * 99 + "\n  }\n}\n",
}
TAR_LIMITS = [100, 101, 155, 156, 157, 254, 255, 256, 257, 258, 300, 1000]


class Plan:
    """What is to be in a tree. `plain` folders hold no links at any depth, so that links to them close no circle."""

    def __init__(self, rng):
        self.rng = rng
        self.folders, self.plain = {""}, set()
        self.files = {}  # path: (size, kind of bytes, seed of bytes, executable)
        self.texts = {}  # path: content
        self.hard_links = {}  # path: path of a file
        self.links = {}  # path: target text
        self.reached = {}  # path of a link: the file or folder that it leads to in the end

    def free_path(self, folders=None):
        taken = {*self.folders, *self.files, *self.hard_links, *self.links}
        while True:
            path = os.path.join(self.rng.choice(sorted(folders or self.folders)), self.rng.choice(NAMES))
            if path not in taken and len(os.fsencode(path)) < 1500:
                return path

    def add_folder(self, path=None):
        path = path or self.free_path()
        self.folders.add(path)
        if os.path.dirname(path) in self.plain or self.rng.random() < 0.5:
            self.plain.add(path)

    def add_file(self, path=None, size=None):
        size = self.rng.choice(SIZES) if size is None else size
        kind = self.rng.choice(["noise", "text", "zeros"])
        self.files[path or self.free_path()] = size, kind, self.rng.getrandbits(32), self.rng.random() < 0.2

    def add_own_file(self):
        """A file of those that sageassets writes, in any folder."""
        name, kind = self.rng.choice(OWN)
        path = os.path.join(self.rng.choice(sorted(self.folders)), name)
        self.folders |= {path[: -len(name)] + name[:at] for at in range(len(name)) if name[at] == "/"}
        self.files[path] = len(TEXTS.get(kind, "")) or 99, kind, self.rng.getrandbits(32), False

    def add_deep_file(self):
        """A path with a length near those at which tar changes its ways."""
        length, path = self.rng.choice(TAR_LIMITS), f"deep{len(self.folders)}"
        self.add_folder(path)
        while len(path) < length - 60:
            path = os.path.join(path, "d" * self.rng.randint(1, 58))
            self.add_folder(path)
        self.add_file(os.path.join(path, "f" * (length - len(path) - 1)))

    def add_hard_link(self):
        if self.files:
            self.hard_links[self.free_path()] = self.rng.choice(sorted(self.files))

    def add_inner_link(self):
        targets = sorted([*self.files, *self.hard_links, *self.links, *self.plain])
        if not targets:
            return
        path = self.free_path(self.folders - self.plain)
        target = self.rng.choice(targets)
        reached = self.reached.get(target, target)
        below = sorted(each for each in self.files if each.startswith(reached + "/"))
        if target in self.links and below:  # a file through a link to its folder
            inside = self.rng.choice(below)
            target, reached = target + inside[len(reached) :], inside
        text = os.path.relpath(target, os.path.dirname(path) or ".")
        self.links[path] = self.rng.choice(["", "./", ".//"]) + text
        self.reached[path] = reached

    def add_any_link(self):
        targets = ["nowhere", "/etc/hostname", "../../outside", ".", "..", "a", "t" * 150, "caf\u00e9", "with space"]
        self.links[self.free_path()] = self.rng.choice(targets)


def random_plan(rng, image):
    plan = Plan(rng)
    for _ in range(rng.randint(0, 6)):
        plan.add_folder()
    for _ in range(rng.randint(0, 24)):
        plan.add_file()
    for _ in range(rng.choice([0, 0, 0, 1, 4])):
        plan.add_own_file()
    for _ in range(rng.randint(0, 2)):
        plan.add_deep_file()
    for _ in range(rng.randint(0, 3)):
        plan.add_hard_link()
    for _ in range(rng.randint(0, 6)):
        plan.add_any_link() if image else plan.add_inner_link()
    if rng.random() < 0.05:
        plan.add_file(size=rng.choice(BIG))
    return plan


PARTS = ["a", "b", "ab", "lib", "src"]
PATTERNS = ["*", "**", "?", "a*", "*b", "[ab]", "[^a]b", "l?b", "a.b"]


def ignoring_plan(rng):
    """A tree of few names, and an ignore file of patterns over them."""
    plan = Plan(rng)
    for _ in range(rng.randint(3, 12)):
        path = "/".join(rng.choices(PARTS, k=rng.randint(1, 3)))
        parents = [path[:index] for index, letter in enumerate(path) if letter == "/"]
        if not {path, *parents} & plan.files.keys():
            plan.folders.update(parents)
            plan.add_folder(path)
    for folder in sorted(plan.folders):
        for name in rng.sample([*PARTS, "a.b"], rng.randint(0, 4)):
            path = os.path.join(folder, name)
            if path not in plan.folders:
                plan.add_file(path, 1)

    def pattern():
        parts = [rng.choice(PARTS if rng.random() < 0.5 else PATTERNS) for _ in range(rng.randint(1, 3))]
        text = rng.choice(["", "", "", "/", "./"]) + "/".join(parts) + rng.choice(["", "", "", "/", "/**", "/*", " "])
        return rng.choice(["", "", "!", "! "]) + text

    lines = [rng.choice([*[pattern] * 8, lambda: "*", lambda: "# comment"])() for _ in range(rng.randint(1, 6))]
    plan.texts[".dockerignore"] = rng.choice(["", "", "\ufeff"]) + rng.choice(["\n", "\n", "\r\n"]).join(lines)
    return plan


def whole_plans(rng):
    """Trees that no chance should decide about: empty, one file, every name as a file and as a folder, every size, and
    folders that have one name to Unicode and different ones to a file system."""
    plans = [Plan(rng) for _ in range(6)]
    plans[1].add_file("a")
    for name in NAMES:
        plans[2].add_file(name)
        plans[3].add_folder(name)
    for size in {*SIZES, *BIG}:
        plans[4].add_file(f"size-{size}", size)
    for name in ["caf\u00e9", "cafe\u0301", "\u212b", "\u00c5", "A\u030a"]:
        plans[5].folders |= {name, f"{name}/inner"}
        for path in f"{name}/file", f"{name}/inner/file", f"{name}/inner/{name}":
            plans[5].add_file(path, 4096)
        plans[5].links |= {f"link-{name}": f"{name}/inner", f"file-{name}": f"{name}/file"}
    return plans


def content(size, kind, seed):
    if kind == "zeros":
        return bytes(size)
    if kind in TEXTS:
        return TEXTS[kind].encode()
    rng = random.Random(seed)
    if kind == "noise":
        return rng.randbytes(size)
    words = " ".join(rng.choices(["weight", "tensor", "layer", "scale", "config", "token"], k=min(size, 500) + 1))
    return (words.encode() * (size // len(words) + 1))[:size]


def make(plan, root, rng):
    """Writes a plan; `rng` decides about all that must not matter."""
    os.makedirs(root)
    steps = sorted([*plan.folders, *plan.files])
    rng.shuffle(steps)
    for path in steps:
        real = os.path.join(root, path)
        if path in plan.folders:
            os.makedirs(real, exist_ok=True)
            continue
        os.makedirs(os.path.dirname(real), exist_ok=True)
        size, kind, seed, executable = plan.files[path]
        with open(real, "wb") as file:
            if kind == "zeros" and rng.random() < 0.5:
                file.truncate(size)
            else:
                file.write(content(size, kind, seed))
        os.chmod(real, rng.choice([0o755, 0o700, 0o711, 0o775, 0o500] if executable else [0o644, 0o600, 0o664, 0o655]))
    for path, text in plan.texts.items():
        with open(os.path.join(root, path), "w", encoding="utf-8", newline="") as file:
            file.write(text)
    for path, target in plan.hard_links.items():
        (os.link if rng.random() < 0.5 else shutil.copy)(os.path.join(root, target), os.path.join(root, path))
    for path, target in plan.links.items():
        os.symlink(target, os.path.join(root, path))
    for path in sorted([*plan.folders, *plan.files, *plan.links], reverse=True):
        real, moment = os.path.join(root, path), rng.choice([0, 1, 946684800, 1 << 33]) * 10**9 + rng.getrandbits(29)
        if path in plan.folders:
            os.chmod(real, rng.choice([0o755, 0o700, 0o775, 0o1777]))
        os.utime(real, ns=(moment, moment), follow_symlinks=False)


def make_refused(root):
    """One directory for each reason to refuse a model artifact."""

    def folder(name):
        os.makedirs(os.path.join(root, name, "inner"))
        return os.path.join(root, name, "inner", "bad")

    for name, target in {
        "leads-out": "../../leads-out-of-here",
        "absolute": "/etc/hostname",
        "dangles": "nowhere",
        "itself": "bad",
        "folder-above": "..",
        "root": "../",
        "parent-by-name": "../inner",
    }.items():
        os.symlink(target, folder(name))
    open(os.path.join(root, "leads-out-of-here"), "w").close()
    os.symlink("other", folder("two-in-a-circle"))
    os.symlink("bad", os.path.join(root, "two-in-a-circle", "inner", "other"))
    os.mkfifo(folder("fifo"))
    with open(os.fsencode(folder("not-utf8")) + b"\xff", "w"):
        pass
    here = os.getcwd()
    os.chdir(os.path.dirname(folder("socket")))  # a socket's path may have 107 bytes only
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("bad")
    os.chdir(here)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=200, help="of model artifacts and of ignore files; a quarter as many images")
    parser.add_argument("--order", type=int, default=1)
    options = parser.parse_args()

    rng, order = random.Random(options.seed), random.Random(options.order)
    plans = {"model": whole_plans(rng), "image": [], "ignore": []}
    while len(plans["model"]) < options.count:
        plans["model"].append(random_plan(rng, image=False))
    while len(plans["image"]) < options.count // 4:
        plans["image"].append(random_plan(rng, image=True))
        plans["image"][-1].add_file("Dockerfile")
    while len(plans["ignore"]) < options.count:
        plans["ignore"].append(ignoring_plan(rng))
        plans["ignore"][-1].add_file("Dockerfile")
    for kind, trees in plans.items():
        for number, plan in enumerate(trees):
            make(plan, os.path.join(options.directory, kind, f"{number:04}"), order)
    make_refused(os.path.join(options.directory, "refused"))


if __name__ == "__main__":
    main()
