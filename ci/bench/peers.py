"""Uploads to one server, by our program and by its peers: what they run, and that it leaves what it should."""

import shlex
import shutil
import sys

from cdk import cdk_assets_command
from measure import HERE, Limit

S5CMD, RCLONE, AWS, CRT, CDK = "s5cmd", "rclone, tuned", "aws s3 cp", "boto3, CRT", "cdk-assets"
S5CMD_TUNED, CDK_PARALLEL = "s5cmd, tuned", "cdk-assets, 20 at a time"
TAR = "tar, pigz -1, s5cmd"
# 20 parts of 16 MiB at a time; and 128 files, which are faster than the default of 256 on two cores.
S5CMD_OPTIONS = {S5CMD: ([], []), S5CMD_TUNED: (["--numworkers", "128"], ["-c", "20", "-p", "16"])}
RCLONE_OPTIONS = "--transfers 16 --checkers 32 --s3-chunk-size 32M --s3-upload-concurrency 8 --s3-no-check-bucket --s3-no-head"


def upload_command(peer, server, sources, bucket, folder):
    """What uploads files or directories with another program, which may keep files in a folder; most take one only."""
    if peer in (CDK, CDK_PARALLEL):
        return cdk_assets_command(folder, server, bucket, sources, is_parallel=peer == CDK_PARALLEL)
    [source] = sources
    endpoint, target = server.endpoint, f"s3://{bucket}/assets/"
    if peer in S5CMD_OPTIONS:
        general, own = S5CMD_OPTIONS[peer]
        start = ["s5cmd", *general, "--endpoint-url", endpoint, "--log", "error", "cp", *own]
        return [*start, f"{source}/" if source.is_dir() else source, target]
    if peer == RCLONE:
        return ["rclone", "copy", "-q", *RCLONE_OPTIONS.split(), source, f"bench:{bucket}/assets"]
    if peer == AWS:
        return ["aws", "s3", "cp", "--only-show-errors", "--endpoint-url", endpoint, source, target]
    if peer == CRT:
        return [sys.executable, HERE / "upload_crt.py", endpoint, bucket, f"assets/{source.name}", source]
    pack = f"tar -C {shlex.quote(str(source))} -cf - . | pigz -1 -p 2 >model.tar.gz"
    return f"{pack} && s5cmd --endpoint-url {endpoint} --log error cp model.tar.gz {target}"


def sizes_below(source):
    files = [path for path in source.rglob("*") if path.is_file()] if source.is_dir() else [source]
    return sorted(path.stat().st_size for path in files)


class Upload:
    """The runs of some kind of assets to one server."""

    def __init__(self, bench, server, project, work):
        self.bench, self.server, self.project, self.work = bench, server, project, f"{work} to {server.name}"

    def series(self, assets, sources, peers, more=None):
        """Ours and the peers' runs, in turn, and those of more functions by name."""
        sides = {"sageassets": lambda: self.publish(assets)} | (more or {})
        for peer in peers:
            sides[peer] = lambda peer=peer: self.upload(peer, sources)
        return self.bench.alternate(self.work, sides)

    def publish(self, assets):
        bucket = self.server.new_bucket()
        self.project.forget()
        self.bench.forget()
        self.project.write_manifest(self.server.destination(bucket), assets)
        run = self.project.publish(self.server, "--no-cache", "--no-lint")
        run.parts = max(self.server.part_counts(bucket).values())  # of the largest object
        self.server.empty(bucket)
        return run

    def upload(self, peer, sources):
        bucket = self.server.new_bucket()
        command = upload_command(peer, self.server, sources, bucket, self.bench.work)
        run = self.bench.run(command, environment=self.server.environment, may_fail=peer == CRT)
        sizes = self.server.sizes(bucket)
        if run and not self.are_uploads(sizes, peer, sources):
            sys.exit(f"{self.work}: {peer} leaves {len(sizes)} objects of {sum(sizes.values())} bytes")
        self.server.empty(bucket)
        (self.bench.work / "model.tar.gz").unlink(missing_ok=True)
        shutil.rmtree(self.bench.work / ".cache", ignore_errors=True)  # cdk-assets keeps its archives there
        return run

    def are_uploads(self, sizes, peer, sources):
        """Whether a bucket has what a peer should leave: of what it packs, an object each, and no empty one."""
        if peer == TAR or (peer in (CDK, CDK_PARALLEL) and all(source.is_dir() for source in sources)):
            return len(sizes) == len(sources) and all(sizes.values())
        return sorted(sizes.values()) == sorted(size for source in sources for size in sizes_below(source))

    def rows(self, series, goals, compares_cpu=False):
        """`goals`: how many times faster than each peer ours must be, if anything."""
        for peer, faster in goals.items():
            if peer in series:
                limits = []
                if compares_cpu:
                    limits = [Limit("CPU", series[peer].cpu / series["sageassets"].cpu, least=1)]
                self.bench.row(self.work, series["sageassets"], peer, series[peer], faster=faster, limits=limits)
