"""link.py: the measurements of ci/bench/link; run it through that script.

A connection of S3 carries some 60 MB/s, and is answered tens of milliseconds after the last byte of a body. So the time is
decided by how many of them a program uses, and how well; the machine itself has room, which the runs without a link show.
"""

import statistics
from contextlib import ExitStack
from dataclasses import replace

from measure import Bench, Limit, seconds, settle, size
from peers import AWS, CDK, CDK_PARALLEL, CRT, RCLONE, S5CMD, S5CMD_TUNED, Upload
from projects import Project
from servers import Link, NullServer, make_certificate

REGION = Link("region", latency=0.002, rate=60e6, service=0.04)
FAR = replace(REGION, name="far", latency=0.08)
THROTTLED = replace(REGION, name="throttled", slow_down=8)
OFFICE = Link("office", latency=0.03, total=12e6)
ROUND_TRIP = Link("40 ms", latency=0.04)

FILES, OFFICE_SIZE, NEW_ASSETS, OLD_ASSETS = 2000, 200_000_000, (100, 500), 500
FILE_PEERS = [CRT, S5CMD, S5CMD_TUNED, AWS, RCLONE, CDK]
UNSHAPED = "sageassets, no link"


class Links:
    """The rows, for one project."""

    def __init__(self, bench, stack):
        self.bench, self.project = bench, Project(bench, "project")
        certificate = make_certificate(bench.work)

        def start(link=Link(), certificate=None):
            return stack.enter_context(NullServer(bench.work, certificate, link))

        self.unshaped = {each: start(certificate=each) for each in (None, certificate)}
        self.shaped = [start(link, each) for link in (REGION, FAR) for each in (None, certificate)]
        self.office, self.throttled, self.round_trip = start(OFFICE), start(THROTTLED), start(ROUND_TRIP)

    def upload(self, server, work):
        """The runs to a server, if they are wanted."""
        upload = Upload(self.bench, server, self.project, work)
        return upload if self.bench.wants(upload.work) else None

    def data(self, kind, number):
        """Data in the project: its path there, and itself."""
        source = self.bench.data(kind, number)
        return self.project.link(source), source

    def weights(self, byte_count):
        """The file of a model of this size: its path in the project, and itself."""
        name, source = self.data("bf16", byte_count)
        return f"{name}/model.safetensors", source / "model.safetensors"

    def without_link(self, upload, assets):
        """The same upload by our program, to a server that takes all at once."""
        other = Upload(self.bench, self.unshaped[upload.server.certificate], self.project, upload.work)
        return {UNSHAPED: lambda: other.publish(assets)}

    def row_without_link(self, upload, series, most):
        ours, unshaped = series["sageassets"], series[UNSHAPED]
        limit = Limit("times as long", ours.wall / unshaped.wall, most=most)
        self.bench.row(upload.work, ours, UNSHAPED, unshaped, limits=[limit])

    def row_alone(self, work, run, limits):
        figures = "; ".join(limit.figure for limit in limits)
        self.bench.add(work, seconds(run.wall), "—", figures, limits, f"{run.cpu:.2f}", f"{run.peak:.0f}")

    # Throughput

    def file(self, server):
        if upload := self.upload(server, f"publish an existing file of {size(self.bench.options.size)}"):
            path, file = self.weights(self.bench.options.size)
            series = upload.series([path], [file], FILE_PEERS, self.without_link(upload, [path]))
            upload.rows(series, dict.fromkeys(FILE_PEERS, 1.5 if server.link is FAR else 1.3))
            self.row_without_link(upload, series, most=1.2)

    def directory(self, server):
        if upload := self.upload(server, f"publish {size(self.bench.options.size)} bf16"):
            name, source = self.data("bf16", self.bench.options.size)
            series = upload.series([name], [source], [], self.without_link(upload, [name]))
            self.row_without_link(upload, series, most=1.15)

    def files(self, server):
        if upload := self.upload(server, f"publish {FILES:,} × 16 KiB"):
            name, source = self.data("files", FILES)
            goals = {S5CMD: 1.3, S5CMD_TUNED: 1.3}
            upload.rows(upload.series([(name, "none")], [source], goals), goals)

    # Round trips

    def new_assets(self, count):
        if upload := self.upload(self.round_trip, f"publish {count} new small assets"):
            name, source = self.data("assets", count)
            sources = sorted(source.iterdir())
            goals = {CDK_PARALLEL: 4}
            upload.rows(upload.series([f"{name}/{each.name}" for each in sources], sources, goals), goals)

    def old_assets(self):
        """All is there, and neither the cache nor the references are lost."""
        upload = self.upload(self.round_trip, f"publish {OLD_ASSETS} small assets that are all there")
        if not upload:
            return
        name, source = self.data("assets", OLD_ASSETS)
        settle()
        server, assets = self.round_trip, [f"{name}/{each.name}" for each in sorted(source.iterdir())]
        self.project.forget()
        self.project.write_manifest(server.destination(server.new_bucket()), assets)
        self.project.publish(server)

        def ours():
            run = self.project.publish(server)
            assert not run.stats["bytesSent"], run.output
            return run

        run = self.bench.alternate(upload.work, {"sageassets": ours})["sageassets"]
        self.row_alone(upload.work, run, [Limit("s", run.wall, most=0.5)])

    # Limits

    def narrow(self):
        """The link is full, and nothing is sent twice: there are as many requests as without it."""
        count = min(self.bench.options.size, OFFICE_SIZE)
        if upload := self.upload(self.office, f"publish an existing file of {count / 1e6:.0f} MB"):
            path, file = self.weights(count)
            fewest = self.without_link(upload, [path])[UNSHAPED]().stats["requests"]
            run = upload.series([path], [file], [])["sageassets"]
            share = 100 * file.stat().st_size / run.wall / OFFICE.total
            retries = max(each.stats["requests"] for each in run.runs) - fewest
            self.row_alone(upload.work, run, [
                Limit("% of the link", share, least=97, digits=1), Limit("retries", retries, most=0, digits=0),
            ])

    def limited(self):
        """The requests that are let through are used, and few are refused."""
        if upload := self.upload(self.throttled, f"publish an existing file of {size(self.bench.options.size)}"):
            path, file = self.weights(self.bench.options.size)

            def ours():
                before = self.throttled.figures()["refused"]
                run = upload.publish([path])
                run.refused = self.throttled.figures()["refused"] - before
                run.sending = run.stats["publishMilliseconds"] / 1000  # the digests are computed before, and no matter of the link
                return run

            run = self.bench.alternate(upload.work, {"sageassets": ours})["sageassets"]
            byte_count = file.stat().st_size
            allowed = allowed_rate(THROTTLED, byte_count / run.runs[0].parts)
            refused = max(each.refused / each.stats["requests"] for each in run.runs)
            sending = statistics.median(each.sending for each in run.runs)
            self.row_alone(upload.work, run, [
                Limit("% of the allowed rate", 100 * byte_count / sending / allowed, least=85, digits=1),
                Limit("% refused", 100 * refused, most=3, digits=1),
            ])


def allowed_rate(link, part):
    """What as many connections carry as requests are let through, in bytes a second.

    A connection is busy with a part for the time that its bytes take, and until the answer is there. With 8 connections
    and parts of 8 MiB that is 8 × 8 MiB / (8 MiB / 60 MB/s + 40 ms + 2 ms) = 369 MB/s.
    """
    return link.slow_down * part / (part / link.rate + link.service + link.latency)


def main():
    with Bench("link", __doc__) as bench, ExitStack() as stack:
        links = Links(bench, stack)
        for server in links.shaped:
            links.file(server)
            if server.link is REGION:
                links.directory(server)
            links.files(server)
        for count in NEW_ASSETS:
            links.new_assets(count)
        links.old_assets()
        links.narrow()
        links.limited()
        bench.end()


if __name__ == "__main__":
    main()
