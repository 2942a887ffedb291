"""nothing_to_do.py: the measurement of ci/bench/nothing-to-do; run it through that script."""

from measure import Bench, Limit, seconds, settle
from projects import Project
from servers import NullServer

ASSETS, LATENCY = 50, 0.04
GOAL = 0.26
RECORDED = 5.2  # seconds that cdk-assets took, not in this run


def main():
    with Bench("nothing-to-do", __doc__) as bench, NullServer(bench.work, latency=LATENCY) as server:
        work = f"publish {ASSETS} small assets that are all there, {1000 * LATENCY:.0f} ms per answer"
        if bench.wants(work):
            assets = bench.data("assets", ASSETS)
            project = Project(bench, "project")
            project.link(assets, "assets")
            settle()
            destination = server.destination(server.new_bucket())
            project.write_manifest(destination, [f"assets/{path.name}" for path in sorted(assets.iterdir())])
            project.publish(server)

            def again():
                run = project.publish(server)
                assert not run.stats["bytesSent"], run.output
                return run

            series = bench.alternate(work, {"sageassets": again})["sageassets"]
            bench.add(work, seconds(series.wall), f"cdk-assets: {RECORDED} s, recorded earlier", f"{RECORDED / series.wall:.1f}",
                      [Limit("seconds", series.wall, most=GOAL)], f"{series.cpu:.2f}", f"{series.peak:.0f}")
        bench.end()


if __name__ == "__main__":
    main()
