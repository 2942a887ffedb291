"""upload.py: the measurements of ci/bench/upload; run it through that script."""

import shlex
import sys
from contextlib import ExitStack

from cdk import cdk_assets_command
from measure import HERE, Bench, Limit, size
from projects import Project
from servers import NullServer, make_certificate, real_server

FILES = 2000
S5CMD, RCLONE, AWS, CRT, CDK = "s5cmd", "rclone, tuned", "aws s3 cp", "boto3, CRT", "cdk-assets"
TAR = "tar, pigz -1, s5cmd"
RCLONE_OPTIONS = "--transfers 16 --checkers 32 --s3-chunk-size 32M --s3-upload-concurrency 8 --s3-no-check-bucket --s3-no-head"


def upload_command(peer, server, source, bucket, folder):
    """What uploads a file or a directory with another program, which may keep files in a folder."""
    endpoint, target = server.endpoint, f"s3://{bucket}/assets/"
    if peer == S5CMD:
        return [S5CMD, "--endpoint-url", endpoint, "--log", "error", "cp", f"{source}/" if source.is_dir() else source, target]
    if peer == RCLONE:
        return ["rclone", "copy", "-q", *RCLONE_OPTIONS.split(), source, f"bench:{bucket}/assets"]
    if peer == AWS:
        return ["aws", "s3", "cp", "--only-show-errors", "--endpoint-url", endpoint, source, target]
    if peer == CRT:
        return [sys.executable, HERE / "upload_crt.py", endpoint, bucket, f"assets/{source.name}", source]
    if peer == CDK:
        return cdk_assets_command(folder, server, bucket, [source])
    pack = f"tar -C {shlex.quote(str(source))} -cf - . | pigz -1 -p 2 >model.tar.gz"
    return f"{pack} && s5cmd --endpoint-url {endpoint} --log error cp model.tar.gz {target}"


def sizes_below(source):
    files = [path for path in source.rglob("*") if path.is_file()] if source.is_dir() else [source]
    return sorted(path.stat().st_size for path in files)


class Upload:
    """The runs of one kind of asset to one server."""

    def __init__(self, bench, server, project, work):
        self.bench, self.server, self.project, self.work = bench, server, project, f"{work} to {server.name}"

    def series(self, asset, source, peers):
        sides = {"sageassets": lambda: self.publish(asset)}
        for peer in peers:
            sides[peer] = lambda peer=peer: self.upload(peer, source)
        return self.bench.alternate(self.work, sides)

    def publish(self, asset):
        bucket = self.server.new_bucket()
        self.project.forget()
        self.bench.forget()
        self.project.write_manifest(self.server.destination(bucket), [asset])
        run = self.project.publish(self.server, "--no-cache", "--no-lint")
        self.server.empty(bucket)
        return run

    def upload(self, peer, source):
        bucket = self.server.new_bucket()
        command = upload_command(peer, self.server, source, bucket, self.bench.work)
        run = self.bench.run(command, environment=self.server.environment, may_fail=peer == CRT)
        sizes = self.server.sizes(bucket)
        if run and peer != TAR and sorted(sizes.values()) != sizes_below(source):
            sys.exit(f"{self.work}: {peer} leaves {len(sizes)} objects of {sum(sizes.values())} bytes")
        self.server.empty(bucket)
        (self.bench.work / "model.tar.gz").unlink(missing_ok=True)
        return run

    def rows(self, series, goals, compares_cpu=False):
        """`goals`: how many times faster than each peer ours must be, if anything."""
        for peer, faster in goals.items():
            if peer in series:
                limits = []
                if compares_cpu:
                    limits = [Limit("CPU", series[peer].cpu / series["sageassets"].cpu, least=1)]
                self.bench.row(self.work, series["sageassets"], peer, series[peer], faster=faster, limits=limits)


def main():
    with Bench("upload", __doc__) as bench, ExitStack() as stack:
        certificate = make_certificate(bench.work)
        null = [stack.enter_context(NullServer(bench.work, each)) for each in (None, certificate)]
        juicefs = real_server("juicefs")
        project = Project(bench, "project")
        count = size(bench.options.size)

        bundle, existing, files = f"publish {count} bf16", f"publish an existing file of {count}", f"publish {FILES:,} × 16 KiB"
        wanted = [work for work in (bundle, existing, files) if bench.wants(work)]
        if bundle in wanted or existing in wanted:
            weights = bench.data("bf16", bench.options.size)
            project.link(weights, "weights")
        if files in wanted:
            small = bench.data("files", FILES)
            project.link(small, "files")
        for server in [*null, juicefs]:
            is_null = server in null
            if bundle in wanted:
                upload = Upload(bench, server, project, bundle)
                upload.rows(upload.series("weights", weights, [TAR]), {TAR: 8 if is_null else 1})
            if existing in wanted:
                upload = Upload(bench, server, project, existing)
                goals = {S5CMD: 1.3, RCLONE: 1.3, AWS: 1.3, CRT: 1.3, CDK: 1.3} if is_null else {S5CMD: 1}
                file = weights / "model.safetensors"
                upload.rows(upload.series("weights/model.safetensors", file, goals), goals, compares_cpu=is_null)
            if files in wanted:
                upload = Upload(bench, server, project, files)
                goals = {RCLONE: 1, S5CMD: None} if is_null else {S5CMD: 1}
                upload.rows(upload.series(("files", "none"), small, goals), goals)
        bench.end()


if __name__ == "__main__":
    main()
