"""nothing_to_do.py: the measurement of ci/bench/nothing-to-do; run it through that script."""

from cdk import cdk_assets_command
from measure import Bench, Limit, seconds, settle
from projects import Project
from servers import Link, NullRegistry, NullServer

ASSETS, LATENCY = 50, 0.04
CDK = "cdk-assets"
DOCKERFILE = 'FROM scratch\nCOPY serve /\nENTRYPOINT ["/serve"]\n'
SERVE = '#!/bin/sh\nexec httpd -f -p 8080\n'


def measure_image(bench, work):
    """A model and its image are there, and the references name them: the image takes one request."""
    with NullServer(bench.work) as server, NullRegistry(latency=LATENCY) as registry:
        project = Project(bench, "image")
        files = {"image/Dockerfile": DOCKERFILE, "image/serve": SERVE, "model/weights": "weights"}
        for name, text in files.items():
            (project.folder / name).parent.mkdir(exist_ok=True)
            (project.folder / name).write_text(text)
        settle()
        project.write_manifest(server.destination(server.new_bucket(), registry), ["model"], image="fromAsset: image")
        project.publish(server, "--images", "context")
        project.publish(server)
        fewest = project.publish(server, "--images", "context").stats["requests"]

        def ours():
            run = project.publish(server, "--images", "require")
            assert run.stats["requests"] == fewest + 1 and not run.stats["bytesSent"], run.output
            return run

        run = bench.alternate(work, {"sageassets": ours})["sageassets"]
        limit = Limit("s", run.wall, most=0.2 + LATENCY)
        bench.add(work, seconds(run.wall), "—", limit.figure, [limit], f"{run.cpu:.2f}", f"{run.peak:.0f}")


def main():
    with Bench("nothing-to-do", __doc__) as bench, NullServer(bench.work, link=Link(latency=LATENCY)) as server:
        work = f"publish {ASSETS} small assets that are all there, {1000 * LATENCY:.0f} ms per answer"
        if bench.wants(work):
            folder = bench.data("assets", ASSETS)
            assets = sorted(folder.iterdir())
            project = Project(bench, "project")
            project.link(folder, "assets")
            settle()
            project.write_manifest(server.destination(server.new_bucket()), [f"assets/{path.name}" for path in assets])
            project.publish(server)
            command = cdk_assets_command(bench.work, server, server.new_bucket(), assets)
            bench.run(command, environment=server.environment)

            def ours():
                run = project.publish(server)
                assert not run.stats["bytesSent"], run.output
                return run

            series = bench.alternate(work, {
                "sageassets": ours,
                CDK: lambda: bench.run(command, environment=server.environment),
            })
            bench.row(work, series["sageassets"], CDK, series[CDK], faster=20)
        work = f"publish a model and an image that are there, {1000 * LATENCY:.0f} ms per answer of the registry"
        if bench.wants(work):
            measure_image(bench, work)
        bench.end()


if __name__ == "__main__":
    main()
