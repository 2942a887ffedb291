#!/usr/bin/env python3
"""dockerignore.py DIRECTORY: prints the paths that `docker build` sends of a directory with a `.dockerignore`.

A port of three Go functions: `ignorefile.ReadAll` and `PatternMatcher.MatchesUsingParentResults` of
github.com/moby/patternmatcher (5a6d842), and `filterFS.Walk` of github.com/tonistiigi/fsutil (6d9dc2e), for patterns
whose expressions mean the same to Go and to Python.
"""

import os
import posixpath
import re
import sys


def clean(path):
    """Go's `filepath.Clean`."""
    cleaned = posixpath.normpath(path)
    return cleaned[1:] if cleaned.startswith("//") else cleaned


def read_all(text):
    """`ignorefile.ReadAll`: the patterns of a file."""
    patterns = []
    for number, line in enumerate(text.split("\n")):
        line = line.removeprefix("\ufeff") if number == 0 else line
        pattern = "" if line.startswith("#") else line.strip()
        if not pattern:
            continue
        invert = pattern.startswith("!")
        pattern = pattern[1:].strip() if invert else pattern
        if pattern:
            pattern = clean(pattern)
            pattern = pattern[1:] if len(pattern) > 1 and pattern.startswith("/") else pattern
        patterns.append("!" * invert + pattern)
    return patterns


class Pattern:
    """`patternmatcher.Pattern`."""

    def __init__(self, text):
        text = clean(text.strip())
        self.exclusion = text.startswith("!")
        self.text = text[1:] if self.exclusion else text
        self.kind, expression = "exact", ""
        rest = self.text
        while rest:
            first, at_start, rest = rest[0], rest == self.text, rest[1:]
            if first == "*" and rest.startswith("*"):
                rest = rest[1:].removeprefix("/")
                if rest:
                    expression, self.kind = expression + "(.*/)?", "expression"
                elif self.kind == "exact":
                    self.kind = "prefix"
                else:
                    expression, self.kind = expression + ".*", "expression"
                if at_start:
                    self.kind = "suffix"
            elif first == "*":
                expression, self.kind = expression + "[^/]*", "expression"
            elif first == "?":
                expression, self.kind = expression + "[^/]", "expression"
            elif first in ".+()$":
                expression += "\\" + first
            elif first == "\\":
                expression, rest, self.kind = expression + first + rest[:1], rest[1:], "expression"
            elif first in "[]":
                expression, self.kind = expression + first, "expression"
            else:
                expression += first
        self.expression = re.compile(expression)

    def match(self, path):
        if self.kind == "exact":
            return path == self.text
        if self.kind == "prefix":
            return path.startswith(self.text[:-2])
        if self.kind == "suffix":
            return path.endswith(self.text[2:]) or self.text[2] == "/" and path == self.text[3:]
        return self.expression.fullmatch(path) is not None

    @property
    def without_trailing_glob(self):
        return self.text.removesuffix("/**").removesuffix("/*")


def matches(patterns, path, parent_matched):
    """`MatchesUsingParentResults`: whether the path is excluded, and what its entries inherit."""
    matched, results = False, []
    for pattern, match in zip(patterns, parent_matched or [False] * len(patterns)):
        if not match:
            match = pattern.exclusion == matched and pattern.match(path)
        results.append(match)
        if match:
            matched = not pattern.exclusion
    return matched, results


def kept(root):
    """`filterFS.Walk`: the paths of what is not excluded, and of the directories above it."""
    with open(os.path.join(root, ".dockerignore"), encoding="utf-8", newline="") as file:
        patterns = [Pattern(text) for text in read_all(file.read())]
    exceptions = [pattern.without_trailing_glob for pattern in patterns if pattern.exclusion]
    only_prefixes = not any(set(text) & set("*[]?^\\") for text in exceptions)
    paths = set()

    def walk(folder, parent_matched):
        for name in os.listdir(os.path.join(root, folder)):
            path = posixpath.join(folder, name)
            excluded, results = matches(patterns, path, parent_matched)
            if not excluded:
                while path and path not in paths:
                    paths.add(path)
                    path = posixpath.dirname(path)
                path = posixpath.join(folder, name)
            real = os.path.join(root, path)
            if os.path.islink(real) or not os.path.isdir(real):
                continue
            if not excluded or not only_prefixes or any(f"{text}/".startswith(f"{path}/") for text in exceptions):
                walk(path, results)

    walk("", None)
    return paths


if __name__ == "__main__":
    for path in sorted(kept(sys.argv[1])):
        print(path)
