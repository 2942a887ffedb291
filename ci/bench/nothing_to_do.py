"""nothing_to_do.py: the measurement of ci/bench/nothing-to-do; run it through that script."""

from cdk import cdk_assets_command
from measure import Bench, settle
from projects import Project
from servers import NullServer

ASSETS, LATENCY = 50, 0.04
CDK = "cdk-assets"


def main():
    with Bench("nothing-to-do", __doc__) as bench, NullServer(bench.work, latency=LATENCY) as server:
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
        bench.end()


if __name__ == "__main__":
    main()
