#!/usr/bin/env python3
"""make-goldens.py [CASE…]: writes what the AWS CDK's SageMaker library makes of each case, for our templates' tests.

Each case becomes Tests/SageMakerTests/Goldens/CASE.json: the template's resources, with sorted keys and nothing else, since
parameters, rules and metadata only serve the CDK itself. Goldens are committed; this program runs when a case or the
library's version changes. It needs Node.js, and a Python environment of its own:

    python3 -m venv .build-tools/cdk
    .build-tools/cdk/bin/pip install -r ci/oracles/cdk/requirements.txt
    .build-tools/cdk/bin/python ci/oracles/cdk/make-goldens.py
"""

import json
import os
import sys
import tempfile
from pathlib import Path

GOLDENS = Path(__file__).resolve().parents[3] / "Tests/SageMakerTests/Goldens"


def synthesised(names):
    """The template of each of these cases."""
    # Imported only here: importing starts Node.js, which must see the environment that main() made.
    import aws_cdk

    import deployment_cases, library_cases, resource_cases  # noqa: F401, E401 (each registers its cases)
    from cases import ACCOUNT, CASES, REGION, write_assets

    unknown = set(names) - CASES.keys()
    if unknown:
        sys.exit(f"there is no case {', '.join(sorted(unknown))}; there are: {', '.join(CASES)}")

    write_assets(Path.cwd())
    app = aws_cdk.App(analytics_reporting=False, context={"aws:cdk:enable-path-metadata": False}, outdir="out")
    known = aws_cdk.Environment(account=ACCOUNT, region=REGION)
    for name in names or CASES:
        fill, environment = CASES[name]
        synthesizer = aws_cdk.DefaultStackSynthesizer(generate_bootstrap_version_rule=False)
        fill(aws_cdk.Stack(app, name, env=known if environment else None, synthesizer=synthesizer))
    return {stack.stack_name: stack.template for stack in app.synth().stacks}


def without_metadata(resource):
    return {key: value for key, value in resource.items() if key != "Metadata"}


def main():
    with tempfile.TemporaryDirectory(prefix="goldens-") as folder:
        # The library keeps a cache of fingerprints in the home directory.
        os.environ |= {"HOME": folder, "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "1"}
        os.chdir(folder)
        templates = synthesised(sys.argv[1:])
        os.chdir(GOLDENS)

    for name, template in templates.items():
        resources = {key: without_metadata(resource) for key, resource in template["Resources"].items()}
        text = json.dumps({"Resources": resources}, indent=2, sort_keys=True, ensure_ascii=False)
        Path(GOLDENS, f"{name}.json").write_text(text + "\n")
    if not sys.argv[1:]:
        for stale in {path.stem for path in GOLDENS.glob("*.json")} - templates.keys():
            Path(GOLDENS, f"{stale}.json").unlink()
    print(f"make-goldens: {len(templates)} goldens in {GOLDENS}")


if __name__ == "__main__":
    main()
