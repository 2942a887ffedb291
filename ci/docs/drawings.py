"""The drawings of the documentation: the way of an asset, the frames of a changed bundle, the layers of modules."""

from picture import WIDTH, arrow, box, svg, text


def chain(title, steps):
    """Steps from left to right: what stands above each, its lines, what stands below it, and whether it is the point."""
    left, top, gap, height = 24, 48, 22, 76
    width = (WIDTH - 2 * left - gap * (len(steps) - 1)) / len(steps)
    elements = []
    for place, (heading, lines, notes, kind) in enumerate(steps):
        x = left + place * (width + gap)
        middle, first = x + width / 2, top + height / 2 + 5 - 9 * (len(lines) - 1)
        elements += [text(middle, 32, heading, "heading middle"), box(x, top, width, height, kind)]
        for line, content in enumerate(lines):
            style = "code strong middle" if "/" in content or "…" in content else "strong middle"
            elements.append(text(middle, first + 18 * line, content, style))
        elements += [text(middle, top + height + 22 + 17 * line, note, "note middle") for line, note in enumerate(notes)]
        if place:
            elements.append(arrow((x - gap + 3, top + height / 2), (x - 3, top + height / 2)))
    return svg(title, 186, elements)


def flow():
    return chain(
        "From a directory to an address, a store, the references and a template",
        [
            ("a directory or file", ["artifacts/scorer", "containers/scorer"], ["walk", "and hash it"], "box"),
            ("its address", ["5f0c…"], ["same content,", "same address"], "ours"),
            ("a store", ["5f0c….tar.gz", "5f0c….index.json"], ["upload what is missing,", "and verify it"], "box"),
            ("the references", ["URI, size,", "SHA-256"], ["commit them", "with the code"], "box"),
            ("a template", ["CloudFormation,", "Terraform, boto3"], ["deploy it", "from anywhere"], "box"),
        ],
    )


def way():
    return chain(
        "The steps of an asset, and the modules that do them",
        [
            ("the manifest", ["definitions"], ["Manifests,", "SageMaker"], "box"),
            ("a directory", ["tree, address"], ["Staging,", "Assets"], "box"),
            ("what is there", ["plan"], ["Publishing,", "Stores"], "box"),
            ("what is missing", ["frames, parts"], ["Archive,", "Transfers"], "box"),
            ("what is verified", ["reference"], ["Stores,", "Publishing"], "box"),
            ("the references", ["template"], ["SageMaker", ""], "box"),
        ],
    )


def delta():
    blocks = [("config", 96), *((f"weights {number}", 130) for number in range(1, 5)), ("tokenizer", 110)]
    left, first, second, height = 136, 56, 136, 40
    elements = [
        text(24, first + 25, "last version", "heading"),
        text(24, second + 25, "new version", "heading"),
        text(left, 32, "frames of the bundle, each compressed by itself", "note"),
    ]
    x = left
    for place, (name, width) in enumerate(blocks):
        middle = x + width / 2
        for y in (first, second):
            kind = "ours" if place == 0 and y == second else "box"
            shown = f"{name}′" if kind == "ours" else name
            elements += [box(x, y, width - 6, height, kind), text(middle - 3, y + 25, shown, "strong middle")]
        if place == 0:
            elements.append(arrow((middle - 3, second + height + 36), (middle - 3, second + height + 4)))
        else:
            elements.append(arrow((middle - 3, first + height + 4), (middle - 3, second - 4)))
        x += width
    elements += [
        text(left + 62, second + height + 34, "read, compressed and sent", "gain"),
        text(x - 6, second + height + 34, "all others: copied inside the store, in parts", "strong end"),
    ]
    return svg("Of a changed bundle, the frames that changed are sent, and the others copied", 228, elements)


def layers():
    """Modules by layer: (x, y, columns, rows, names, what they are for)."""
    cells = [
        (0, 0, 12, 1, ["Commands"], "the command line"),
        (0, 1, 9, 1, ["Publishing"], "plan, upload, record"),
        (9, 1, 3, 2, ["SageMaker"], "definitions, templates"),
        (0, 2, 6, 1, ["Transfers", "Stores"], "directories and buckets"),
        (6, 2, 3, 1, ["Lint"], "rules"),
        (0, 3, 3, 3, ["ECR", "Registry", "S3", "AWS", "HTTP"], "requests"),
        (3, 3, 6, 1, ["Images"], "builders"),
        (9, 3, 3, 3, ["Manifests"], "documents"),
        (3, 4, 3, 2, ["Archive"], "tar, gzip, frames"),
        (6, 4, 3, 2, ["Staging", "IgnoreRules"], "walk, digests"),
        (0, 6, 12, 1, ["Objects", "Assets", "AWSNames", "Hashing", "Basics"], "values and tools"),
    ]
    left, top, column, row = 24, 24, (WIDTH - 48 + 6) / 12, 52
    elements = []
    for x, y, columns, rows, names, purpose in cells:
        width, height = columns * column - 6, rows * row - 6
        cell_x, cell_y = left + x * column, top + y * row
        elements.append(box(cell_x, cell_y, width, height))
        if columns > 3 or rows == 1:
            elements.append(text(cell_x + 14, cell_y + height / 2 + 5, " · ".join(names), "heading"))
            elements.append(text(cell_x + width - 14, cell_y + height / 2 + 5, purpose, "note end"))
        else:
            elements += [text(cell_x + 14, cell_y + 27 + 21 * line, name, "heading") for line, name in enumerate(names)]
            elements.append(text(cell_x + width - 14, cell_y + height - 13, purpose, "note end"))
    return svg("The layers of modules: imports go down", top + 7 * row + 18, elements)


DRAWINGS = {"flow.svg": flow, "way.svg": way, "delta.svg": delta, "layers.svg": layers}
