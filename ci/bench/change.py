"""change.py: the measurements of ci/bench/change; run it through that script."""

from measure import Bench, Limit, Series, log, settle
from projects import Project
from servers import NullServer, real_server

FULL, SHARD, CONFIG = "in full", "1 of 20 shards changed", "only config.json changed"


def three_publishes(bench, server, project, shard_size):
    """One run of each, on top of the one before."""
    shards = bench.data("shards", shard_size)
    shard, = bench.data("shard", shard_size).iterdir()
    bucket = server.new_bucket()
    project.forget()
    bench.forget()
    project.write_manifest(server.destination(bucket), ["shards"])
    project.link(shards, "shards")
    config = project.folder / "shards" / "config.json"
    (project.folder / shard.name).unlink(missing_ok=True)
    project.link(shard)
    settle()  # what does not change has not changed for long
    yield FULL, project.publish(server)
    (project.folder / shard.name).rename(project.folder / "shards" / shard.name)
    yield SHARD, project.publish(server)
    text = config.read_text()
    config.unlink()  # which is a link
    config.write_text(text.replace('"vocab_size"', '"use_cache": true,\n  "vocab_size"'))
    yield CONFIG, project.publish(server)
    server.empty(bucket)


def measure(bench, server, shard_size):
    work = f"publish 20 × {shard_size / 1e6:g} MB to {server.name}"
    if not bench.wants(work):
        return
    project = Project(bench, f"project-{server.name.split()[0]}")
    figures = {FULL: [], SHARD: [], CONFIG: []}
    for number in range(bench.options.runs):
        for name, run in three_publishes(bench, server, project, shard_size):
            figures[name].append(run)
            log(f"{work}, run {number + 1}: {name}: {run.wall:.2f} s, {run.stats['bytesSent']:,} bytes sent")
    full = Series(figures[FULL])
    all_bytes = max(run.stats["bytesSent"] for run in full.runs)
    for name, faster, unit, most in (SHARD, 8, "% sent", 5.5), (CONFIG, 20, "MB sent", 6):
        series = Series(figures[name])
        sent = max(run.stats["bytesSent"] for run in series.runs)
        figure = 100 * sent / all_bytes if unit == "% sent" else sent / 1e6
        bench.row(f"{work}, {name}", series, FULL, full, faster=faster, limits=[Limit(unit, figure, most=most)])


def main():
    with Bench("change", __doc__) as bench:
        with NullServer(bench.work) as server:
            measure(bench, server, bench.options.shard_size)
        measure(bench, real_server("ministack"), bench.options.shard_size)
        bench.end()


if __name__ == "__main__":
    main()
