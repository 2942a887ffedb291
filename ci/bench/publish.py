"""publish.py: the measurements of ci/bench/publish; run it through that script."""

import hashlib
import sys

from measure import Bench, size
from projects import Project
from servers import real_server

LOCAL, JUICEFS, PEER = "local store", "JuiceFS", "tar, pigz -6, aws s3 cp"
GOALS = {LOCAL: 10, JUICEFS: 5}  # times faster than the peer


def published(project, server):
    """The SHA-256 of what the reference of a run leads to, read back by other means."""
    reference = project.references["assets"]["weights"]["destinations"]["bench"]["modelData"]
    scheme, place = reference["uri"].split("://")
    if scheme == "s3":
        bucket, key = place.split("/", 1)
        body = server.client.get_object(Bucket=bucket, Key=key)["Body"]
    else:
        body = open(place, "rb")
    found = hashlib.sha256()
    while chunk := body.read(1 << 20):
        found.update(chunk)
    if found.hexdigest() != reference["sha256"]:
        sys.exit(f"{reference['uri']} is not what its reference says")
    return found.hexdigest()


def main():
    with Bench("publish", __doc__) as bench:
        server = real_server("juicefs")
        project = Project(bench, "project")
        work = f"publish {size(bench.options.size)} bf16"
        project.link(bench.data("bf16", bench.options.size), "weights")
        digests = set()

        def ours(is_local):
            bucket = server.new_bucket()
            bench.forget()
            project.write_manifest("{ store: store }" if is_local else server.destination(bucket), ["weights"])
            run = project.publish(server, "--no-cache")
            digests.add(published(project, server))
            project.forget()
            server.empty(bucket)
            return run

        def peer():
            bucket = server.new_bucket()
            copy = f"aws s3 cp --only-show-errors --endpoint-url {server.endpoint} model.tar.gz s3://{bucket}/model.tar.gz"
            pipeline = f"tar -cf - weights | pigz -6 >model.tar.gz && {copy}"
            run = bench.run(pipeline, cwd=project.folder, environment=server.environment)
            (project.folder / "model.tar.gz").unlink()
            server.empty(bucket)
            return run

        series = bench.alternate(work, {LOCAL: lambda: ours(True), JUICEFS: lambda: ours(False), PEER: peer})
        if len(digests) != 1:
            sys.exit(f"the published bundles differ: {digests}")
        for name, faster in GOALS.items():
            bench.row(f"{work}, {name}", series[name], PEER, series[PEER], faster=faster)
        bench.end()


if __name__ == "__main__":
    main()
