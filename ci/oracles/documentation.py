"""documentation.py PROGRAM: holds the documentation against the repository and the program; run it through check-documentation.

- Links between documents lead to files and headings that are there; README.md and the pages are short.
- CommandLine.md has the commands and options of the program's help, its exit codes, environment variables and the members of
  its results in JSON, and no others.
- Lint.md and ImageLint.md have a heading for each rule, and no others.
- Manifest.md has the properties of the JSON Schema, and no others; Architecture.md and its drawing have all modules.
- The output that pages show is the program's.
- Each page of the catalogue is in the topics of Documentation.md.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CATALOGUE = ROOT / "Sources/sageassets/Documentation.docc"
README_LINES, PAGE_LINES = 120, 250
FENCE = re.compile(r"^(```+)[^\n]*\n.*?^\1[ \t]*$", re.S | re.M)
HEADING = re.compile(r"^#+ +(.+?) *$", re.M)
LINK = re.compile(r"\]\(([^)\s]+)\)")
PAGE_LINK = re.compile(r"<doc:([^>\s]+)>")
ATTRIBUTE = re.compile(r"""\b(?:src|srcset|href)=["']([^"'\s]+)["']""")

problems: list[str] = []


def prose(path):
    """A document without its code."""
    return FENCE.sub("", path.read_text())


def anchors(path):
    """The anchors of a document's headings, as GitHub and DocC make them: the spaces become hyphens."""
    names = set()
    for heading in HEADING.findall(prose(path)):
        text = re.sub(r"[`*]", "", heading).lower()
        names.add(re.sub(r"[^\w\- ]", "", text).strip().replace(" ", "-"))
    return names


def same(what, expected, found):
    for name in sorted(expected - found):
        problems.append(f"{what}: '{name}' is missing")
    for name in sorted(found - expected):
        problems.append(f"{what}: '{name}' is documented, and there is none")


def check_links(documents):
    for document in documents:
        name, text = document.relative_to(ROOT), prose(document)
        for target in LINK.findall(text) + ATTRIBUTE.findall(text):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            file = (document.parent / path).resolve() if path else document
            if not file.exists() or not file.is_relative_to(ROOT):
                problems.append(f"{name}: the link '{target}' leads nowhere")
            elif anchor and (file.suffix != ".md" or anchor.lower() not in anchors(file)):
                problems.append(f"{name}: the link '{target}' leads to no heading")
        for target in PAGE_LINK.findall(text):
            page, _, anchor = target.partition("#")
            file = document.parent / f"{page}.md" if page else document
            if not file.exists():
                problems.append(f"{name}: the link 'doc:{target}' leads to no page")
            elif anchor and anchor.lower() not in anchors(file):
                problems.append(f"{name}: the link 'doc:{target}' leads to no heading")


def check_lengths():
    limits = {ROOT / "README.md": README_LINES}
    limits |= {page: PAGE_LINES for page in CATALOGUE.glob("*.md")}
    for document, limit in limits.items():
        count = document.read_text().count("\n")
        if count > limit:
            problems.append(f"{document.relative_to(ROOT)}: {count} lines, at most {limit} allowed")


def check_topics():
    pages = {page.stem for page in CATALOGUE.glob("*.md")} - {"Documentation"}
    topics = (CATALOGUE / "Documentation.md").read_text().partition("## Topics")[2]
    same("Documentation.md, topics", pages, set(PAGE_LINK.findall(topics)))


def section(text, heading):
    """What follows a heading, up to the next one."""
    found = re.search(rf"^### {re.escape(heading)}\n(.*?)(?=^##|\Z)", text, re.S | re.M)
    if not found:
        problems.append(f"CommandLine.md has no heading '{heading}'")
    return found[1] if found else ""


def first_cells(text):
    """All code in the first cells of tables."""
    cells = re.findall(r"^\| ([^|]+) \|", text, re.M)
    return {code for cell in cells for code in re.findall(r"`([^`]+)`", cell)}


def check_commands(program):
    text = (CATALOGUE / "CommandLine.md").read_text()
    usage = subprocess.run([program, "--help"], check=True, capture_output=True, text=True).stdout
    commands = set(re.findall(r"^  (\S+)  ", usage.partition("SUBCOMMANDS:")[2], re.M))
    same("CommandLine.md, commands", commands, {
        name.removeprefix("sageassets ") for name in first_cells(text) if re.fullmatch(r"sageassets [\w-]+", name)
    })
    same("CommandLine.md, headings", commands, set(re.findall(r"^### ([a-z][\w-]*)$", text, re.M)))
    common = first_cells(section(text, "Options of every command"))
    for command in sorted(commands):
        help_text = subprocess.run([program, command, "--help"], check=True, capture_output=True, text=True).stdout
        lists = re.findall(r"^  (-\w, --[\w-]+|--[\w-]+|<\S+>)", help_text.partition("\n\n")[2], re.M)
        options = {option for names in lists for option in names.split(", ")}
        same(f"CommandLine.md, {command}", options, common | first_cells(section(text, command)))


def check_constants():
    text = (CATALOGUE / "CommandLine.md").read_text()
    sources = [path.read_text() for path in (ROOT / "Sources").rglob("*.swift")]
    statuses = "".join(re.findall(r"enum ExitStatus\b.*?^}", "\n".join(sources), re.S | re.M))
    codes = set(re.findall(r"^ +case \w+ = (\d+)$", statuses, re.M))
    same("CommandLine.md, exit codes", codes, set(re.findall(r"^\| (\d+) \|", section(text, "Exit codes"), re.M)))
    # The names of these are made of the services'.
    variables = {"AWS_ENDPOINT_URL_ECR", "AWS_ENDPOINT_URL_S3"}
    for source in sources:
        variables |= set(re.findall(r'"((?:AWS|XDG)_[A-Z0-9_]+)"', source))
    documented = {name for name in first_cells(section(text, "Environment")) if re.match("AWS_|XDG_", name)}
    same("CommandLine.md, environment", variables, documented)


def check_rules():
    text = "".join(path.read_text() for path in sorted((ROOT / "Sources/Lint").rglob("*.swift")))
    rules = set(re.findall(
        r'\b(?:LintRule|[Dd]iagnostic|damaged)\(\s*(?:(?:severity|\.\w+),\s*)?"([a-z0-9]+(?:-[a-z0-9]+)+)"', text
    ))
    page = prose(CATALOGUE / "Lint.md") + prose(CATALOGUE / "ImageLint.md")
    same("Lint.md", rules, set(re.findall(r"^#### (\S+)$", page, re.M)))


# The definitions of the schema whose properties Manifest.md names; those of what is inside them are the schema's.
SCHEMAS = (
    "S3Destination LocalDestination Model ContainerDefinition ContainerImage ImageAsset ModelData ModelDataAsset EndpointConfig "
    "InstanceProductionVariant ServerlessProductionVariant Endpoint DeploymentConfig AutoScaling ModelReference "
    "EndpointConfigReference"
)
# Named in examples only, or of use to those alone who come from the CDK.
UNNAMED = {"fromModelAttributes", "directory", "path"}


def check_properties():
    schema = json.loads((ROOT / "Manifests/schema/sageassets.schema.json").read_text())
    known = {name for part in schema["definitions"].values() for name in part.get("properties", {})}
    expected = {name for part in SCHEMAS.split() for name in schema["definitions"][part].get("properties", {})}
    text = prose(CATALOGUE / "Manifest.md")
    code = set(re.findall(r"`([^`]+)`", text))
    for name in sorted(expected - UNNAMED - code):
        problems.append(f"Manifest.md: the property '{name}' is missing")
    tables = set(re.findall(r"`([a-z]\w*)`", "\n".join(line for line in text.splitlines() if line.startswith("| "))))
    for name in sorted(tables - known):
        if f'"{name}"' not in json.dumps(schema):
            problems.append(f"Manifest.md: '{name}' is no property, and no value of one")


def check_modules():
    modules = set(re.findall(r'\bmodule\(\s*"(\w+)"', (ROOT / "Package.swift").read_text()))
    table = (CATALOGUE / "Architecture.md").read_text().partition("### Modules")[2].partition("###")[0]
    same("Architecture.md, modules", modules, first_cells(table))
    drawn = {name for line in re.findall(r">([^<]+)<", (CATALOGUE / "layers.svg").read_text()) for name in line.split(" · ")}
    for name in sorted(modules - drawn):
        problems.append(f"layers.svg: the module '{name}' is missing")


MANIFEST = """\
version: 1
models:
  Model: { containers: [{ image: { fromAsset: image }, modelData: { fromAsset: model } }] }
"""


def members(value):
    """The names of all members of a document, but for those that are names of assets and destinations."""
    if isinstance(value, list):
        return set().union(*map(members, value))
    if not isinstance(value, dict):
        return set()
    inner = [item for name, item in value.items() if name != "references"]
    return set(value) | members(inner)


def check_results(program):
    """Runs each command with its results in JSON: all members are documented where results are."""
    documented = set(re.findall(r"`(\w+)`", section((CATALOGUE / "CommandLine.md").read_text(), "Results in JSON")))
    with tempfile.TemporaryDirectory() as work:
        folder = pathlib.Path(work)
        (folder / "image").mkdir()
        (folder / "image/Dockerfile").write_text("FROM scratch\n")
        (folder / "model/inner").mkdir(parents=True)
        for name in ("a.safetensors", "tokenizer.json"):
            (folder / "model/inner" / name).write_text("{}")
        for name in (".DS_Store", "._a"):
            (folder / "model/inner" / name).write_text("")
        (folder / "wrong.yaml").write_text(MANIFEST.replace("fromAsset: model", "fromAset: model"))
        environment = os.environ | {"XDG_CACHE_HOME": f"{work}/cache"}
        for arguments in (
            "init",
            "lint",
            "fingerprint",
            "fingerprint --check",
            "fingerprint gone",
            "bundle model -o bundle.tar.gz",
            "publish --images context --dry-run",
            "publish --images context",
            "publish --images require",
            "publish --manifest wrong.yaml",
            "publish --manifest gone.yaml",
        ):
            command = [program, *arguments.split(), "--output", "json"]
            run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
            if arguments == "init":
                (folder / "sageassets.yaml").write_text(MANIFEST)
            try:
                found = members(json.loads(run.stdout))
            except json.JSONDecodeError:
                problems.append(f"'sageassets {arguments} --output json' prints no JSON: {run.stdout}{run.stderr}")
                continue
            for name in sorted(found - documented):
                problems.append(f"CommandLine.md, results in JSON: '{name}' of '{arguments}' is missing")


MISTAKEN = """\
version: 1
models:
  Scorer: { containers: [{ image: { fromAsset: image } }] }
endpointConfigs:
  ScorerConfig:
    instanceProductionVariants:
      - { model: Scorr, variantName: main, instanceType: c5.large }
"""


def check_examples(program):
    """The output that pages show is the program's."""
    with tempfile.TemporaryDirectory() as work:
        folder = pathlib.Path(work)
        (folder / "minilm").mkdir()
        for name in ("config.json", "model.safetensors", "tokenizer.json"):
            (folder / "minilm" / name).write_text("{}")
        subprocess.run(["tar", "-czf", "model.tar.gz", "minilm"], cwd=folder, check=True)
        (folder / "sageassets.yaml").write_text(MISTAKEN)
        for page, arguments in (("Lint.md", "lint model.tar.gz"), ("Manifest.md", "synth")):
            run = subprocess.run([program, *arguments.split()], cwd=folder, capture_output=True, text=True)
            shown = "\n".join(re.findall(r"^```(?:console|text)\n(.*?)^```", (CATALOGUE / page).read_text(), re.S | re.M))
            printed = run.stdout + run.stderr
            if not printed.strip() or printed not in shown:
                problems.append(f"{page} does not show what 'sageassets {arguments}' prints:\n{printed}")


def main():
    program = sys.argv[1]
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout
    documents = [ROOT / name for name in tracked.split("\0") if name and (ROOT / name).exists()]
    check_links(documents)
    check_lengths()
    check_topics()
    check_commands(program)
    check_constants()
    check_rules()
    check_properties()
    check_modules()
    check_results(program)
    check_examples(program)
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
