"""images.py PROJECT: makes the references of a project, whose contexts are in its local store, those of one whose images were
pushed: into the local store, and to Amazon ECR from the destination 'staging', which the manifest gets.

No template depends on what is in an image, so that there need be none.
"""

import copy
import json
import sys
from pathlib import Path

ACCOUNT, REGION, BUCKET, PREFIX, REPOSITORY = "123456789012", "eu-west-1", "my-assets", "assets/", "ml-images"
STORE = ".sageassets/store"
DESTINATIONS = f"""
destinations:
  local: {{ store: {STORE} }}
  staging: {{ region: {REGION}, bucket: {BUCKET}, prefix: {PREFIX}, account: "{ACCOUNT}", repository: {REPOSITORY} }}
"""


def image(repository, address):
    """A reference to an image; its digest is made up of the address, so that it is the same each time."""
    digest = f"sha256:{address[::-1]}"
    return {"digest": digest, "uri": f"{repository}@{digest}"}


def main():
    project = Path(sys.argv[1])
    with open(project / "sageassets.yaml", "a") as manifest:
        manifest.write(DESTINATIONS)
    file = project / "sageassets.references.json"
    references = json.loads(file.read_text())
    for asset in references["assets"].values():
        local = asset["destinations"]["local"]
        staging = copy.deepcopy(local)
        asset["destinations"]["staging"] = staging
        content = "context" if "context" in local else "modelData"
        staging[content]["uri"] = f"s3://{BUCKET}/{PREFIX}{Path(local[content]['uri']).name}"
        if content == "context":
            local["image"] = image(f"{STORE}/images", local["address"])
            staging["image"] = image(f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/{REPOSITORY}", local["address"])
    file.write_text(json.dumps(references, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
