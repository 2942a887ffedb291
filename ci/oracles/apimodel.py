"""What AWS's own model of an API, as botocore ships it, says of a call's arguments.

botocore checks names, types and lower bounds before it sends a call, and leaves the other constraints to the service; here
they are checked too: enumerations, upper bounds, patterns.
"""

import sys

import regex
from botocore.validate import ParamValidator

#: How patterns written for Java say "and all beyond the first plane".
SURROGATES = r"\uD800\uDC00-\uDBFF\uDFFF"


def broken(shape, value, path):
    """The constraints that a value breaks, which has the types of the shape."""
    constraints = shape.metadata
    if shape.type_name == "structure":
        for name, member in value.items():
            yield from broken(shape.members[name], member, f"{path}.{name}")
    elif shape.type_name == "list":
        for index, member in enumerate(value):
            yield from broken(shape.member, member, f"{path}[{index}]")
    elif shape.type_name == "map":
        for key, member in value.items():
            yield from broken(shape.key, key, f"{path} key")
            yield from broken(shape.value, member, f"{path}.{key}")

    if shape.type_name == "string":
        if "enum" in constraints and value not in constraints["enum"]:
            yield f"{path}: {value!r} is none of {constraints['enum']}"
        pattern = constraints.get("pattern", "").replace(SURROGATES, r"\U00010000-\U0010FFFF")
        if pattern and not regex.fullmatch(pattern, value):
            yield f"{path}: {value!r} does not match {pattern}"
    measure = value if shape.type_name in ("integer", "long", "float", "double") else None
    if shape.type_name in ("string", "list", "map"):
        measure = len(value)
    if measure is not None and measure > constraints.get("max", measure):
        yield f"{path}: {measure} is more than {constraints['max']}"


def check(what, client, method, arguments, partial=False):
    """Ends the program if a call's arguments break a constraint; in a partial call some may be missing."""
    operation = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[method])
    report = ParamValidator().validate(arguments, operation.input_shape)
    missing = "Missing required parameter in input"
    errors = [text for text in report.generate_report().splitlines() if not (partial and text.startswith(missing))]
    errors = errors or list(broken(operation.input_shape, arguments, method))
    if errors:
        sys.exit(f"{what}: " + "; ".join(errors)[:2000])
