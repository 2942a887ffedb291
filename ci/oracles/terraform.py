#!/usr/bin/env python3
"""terraform.py FILE…: checks configurations in Terraform's JSON syntax against terraform.json.

That table states the arguments of the AWS provider's resources. What is checked: the kinds of top-level blocks; each
argument's name and type, and that what must be given is; that blocks that stand once do; and that every reference in a
template string is to something in the file.
"""

import json
import re
import sys
from pathlib import Path

BLOCKS = {"//", "terraform", "variable", "resource", "output", "data", "locals", "provider"}
META = {"count", "depends_on", "for_each", "lifecycle", "provider"}
DATA = {"aws_caller_identity": set(), "aws_partition": set(), "aws_region": {"region"}}
TYPES = {"string": str, "number": (int, float), "bool": bool}

#: What an expression may refer to: names that are neither called nor given a value.
NAME = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+|\[\d+\])*(?![\w.-])(?!\s*(?:\(|:|=(?!=)))")


def template(text, at, end, codes):
    """Reads a template up to `end`, gathers the code of its interpolations, and returns the place behind it."""
    while at < len(text):
        if text.startswith(("$${", "%%{"), at):
            at += 3
        elif text.startswith(("${", "%{"), at):
            at = expression(text, at + 2, codes)
        elif end and text[at] == end:
            return at + 1
        else:
            at += 2 if end and text[at] == "\\" else 1
    if end:
        raise ValueError("has a text without an end")
    return at


def expression(text, at, codes):
    """Reads an expression up to its brace, gathers its code without quoted text, and returns the place behind it."""
    code, depth = "", 0
    while at < len(text):
        if text[at] == '"':
            code += '""'
            at = template(text, at + 1, '"', codes)
            continue
        if text[at] == "}" and depth == 0:
            codes.append(code)
            return at + 1
        depth += (text[at] == "{") - (text[at] == "}")
        code += text[at]
        at += 1
    raise ValueError("has an interpolation without an end")


class Configuration:
    def __init__(self, path):
        self.path = path
        self.blocks = json.loads(Path(path).read_text())
        table = json.loads(Path(__file__).with_name("terraform.json").read_text())
        self.provider, self.resources = table["provider"], table["resources"]

    def fail(self, where, problem):
        sys.exit(f"{self.path}: {where}: {problem}")

    def check(self):
        for name in self.blocks.keys() - BLOCKS:
            self.fail(name, f"no block of a configuration; one of {sorted(BLOCKS)}")
        self.check_references("", self.blocks)
        required = self.blocks.get("terraform", {}).get("required_providers", {})
        provider = required.get("aws", {}).get("source")
        if provider != self.provider["source"]:
            self.fail("terraform.required_providers.aws.source", f"{provider!r}, wanted {self.provider['source']!r}")
        for kind, made in self.blocks.get("resource", {}).items():
            if kind not in self.resources:
                self.fail(f"resource.{kind}", f"not in the table: {sorted(self.resources)}")
            for name, body in made.items():
                self.check_name(f"resource.{kind}", name)
                body = {key: value for key, value in body.items() if key not in META}
                self.check_block(f"{kind}.{name}", body, self.resources[kind])
        for kind, read in self.blocks.get("data", {}).items():
            for name, body in read.items():
                if kind not in DATA or body.keys() - DATA[kind]:
                    self.fail(f"data.{kind}.{name}", f"not in the table: {DATA}")
        for section in "variable", "output", "locals":
            for name in self.blocks.get(section, {}):
                self.check_name(section, name)

    def check_name(self, where, name):
        if not re.fullmatch(r"[A-Za-z_][\w-]*", name):
            self.fail(f"{where}.{name}", "no name in Terraform")

    def check_block(self, where, body, table):
        """A block's arguments; a star in the table marks what must be given."""
        names = {key.rstrip("*"): kind for key, kind in table.items()}
        for name, value in body.items():
            if name not in names:
                self.fail(f"{where}.{name}", f"no such argument; one of {sorted(names)}")
            self.check_argument(f"{where}.{name}", value, names[name])
        for name in {key.rstrip("*") for key in table if key.endswith("*")} - body.keys():
            self.fail(where, f"{name} is missing")

    def check_argument(self, where, value, kind):
        if isinstance(kind, str):
            return self.check_value(where, value, kind)
        once = isinstance(kind, dict)
        blocks = value if isinstance(value, list) else [value]
        if once and len(blocks) != 1:
            self.fail(where, f"stands once, not {len(blocks)} times")
        for index, block in enumerate(blocks):
            if not isinstance(block, dict):
                self.fail(f"{where}[{index}]", f"{block!r} is no block")
            self.check_block(f"{where}[{index}]", block, kind if once else kind[0])

    def check_value(self, where, value, kind):
        collection = re.fullmatch(r"(list|map)\((\w+)\)", kind)
        if isinstance(value, str) and value.startswith("${") and expression(value, 2, []) == len(value):
            return  # An expression alone may be of any type.
        if not collection:
            right = isinstance(value, TYPES[kind]) and not (kind == "number" and isinstance(value, bool))
            if not right:
                self.fail(where, f"{value!r} is no {kind}")
        elif collection[1] == "list" and isinstance(value, list):
            for index, member in enumerate(value):
                self.check_value(f"{where}[{index}]", member, collection[2])
        elif collection[1] == "map" and isinstance(value, dict):
            for key, member in value.items():
                self.check_value(f"{where}.{key}", member, collection[2])
        else:
            self.fail(where, f"{value!r} is no {kind}")

    def check_references(self, where, value):
        if isinstance(value, dict):
            for key, member in value.items():
                # What must be there before is named without an interpolation.
                if key == "depends_on":
                    for name in member:
                        self.check_reference(f"{where}.{key}", name)
                else:
                    self.check_references(f"{where}.{key}".lstrip("."), member)
        elif isinstance(value, list):
            for index, member in enumerate(value):
                self.check_references(f"{where}[{index}]", member)
        elif isinstance(value, str):
            codes = []
            try:
                template(value, 0, None, codes)
            except ValueError as error:
                self.fail(where, f"{value!r} {error}")
            for code in codes:
                names = NAME.findall(code)
                if not names and '""' not in code:
                    self.fail(where, f"'{code}' refers to nothing; '$${{' is the text '${{'")
                for name in names:
                    self.check_reference(where, name)

    def check_reference(self, where, name):
        parts = re.split(r"\.|\[\d+\]\.?", name)
        sections = {"var": "variable", "local": "locals"}
        if parts[0] in sections:
            known = len(parts) > 1 and parts[1] in self.blocks.get(sections[parts[0]], {})
        elif parts[0] == "data":
            known = len(parts) > 2 and parts[2] in self.blocks.get("data", {}).get(parts[1], {})
        else:
            known = len(parts) > 1 and parts[1] in self.blocks.get("resource", {}).get(parts[0], {})
        if not known and name not in ("true", "false", "null"):
            self.fail(where, f"'{name}' is nothing in this configuration")


def check(path):
    Configuration(path).check()


if __name__ == "__main__":
    for path in sys.argv[1:]:
        check(path)
