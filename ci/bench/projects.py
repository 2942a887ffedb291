"""A project that our program publishes."""

import json
import os
import shutil


class Project:
    """A directory with a manifest; what publishing leaves in it is removed by `forget`."""

    def __init__(self, bench, name):
        self.bench = bench
        self.folder = bench.work / name
        self.folder.mkdir()

    def write_manifest(self, destination, assets, image="fromEcrRepository: { repositoryName: serving, tag: latest }"):
        """Assets are paths, or pairs of a path and its `compression` in the manifest."""
        lines = ["version: 1", "destinations:", f"  bench: {destination}", "models:"]
        for number, asset in enumerate(assets, 1):
            path, compression = asset if isinstance(asset, tuple) else (asset, None)
            data = f"{{ path: {path}, compression: {compression} }}" if compression else path
            lines += [
                f"  Model{number}:",
                "    containers:",
                f"      - image: {{ {image} }}",
                f"        modelData: {{ fromAsset: {data} }}",
                "    vpc: { subnets: [subnet-1], securityGroupIds: [sg-1] }",
            ]
        (self.folder / "sageassets.yaml").write_text("\n".join(lines) + "\n")

    def link(self, source, name=None):
        """Puts a file or directory into the project, hard links of its files, so that nothing is read through a link."""
        target = self.folder / (name or source.name)
        if target.exists():
            shutil.rmtree(target) if target.is_dir() else target.unlink()
        if source.is_dir():
            shutil.copytree(source, target, copy_function=os.link)
        else:
            os.link(source, target)
        return target.name

    def publish(self, server, *arguments):
        """One run; its figures of --stats are in `stats`."""
        run = self.bench.ours(
            "publish", "--output", "json", "--stats", *arguments, cwd=self.folder,
            environment=server.environment if server else None,
        )
        run.stats = json.loads(run.output)["stats"]
        return run

    @property
    def references(self):
        return json.loads((self.folder / "sageassets.references.json").read_text())

    def forget(self):
        """Removes what an earlier run left."""
        for name in ".sageassets", "store":
            shutil.rmtree(self.folder / name, ignore_errors=True)
        (self.folder / "sageassets.references.json").unlink(missing_ok=True)

