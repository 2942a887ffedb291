"""upload.py: the measurements of ci/bench/upload; run it through that script."""

from contextlib import ExitStack

from measure import Bench, size
from peers import AWS, CDK, CRT, RCLONE, S5CMD, TAR, Upload
from projects import Project
from servers import NullServer, make_certificate, real_server

FILES = 2000


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
                upload.rows(upload.series(["weights"], [weights], [TAR]), {TAR: 8 if is_null else 1})
            if existing in wanted:
                upload = Upload(bench, server, project, existing)
                goals = {S5CMD: 1.3, RCLONE: 1.3, AWS: 1.3, CRT: 1.3, CDK: 1.3} if is_null else {S5CMD: 1}
                file = weights / "model.safetensors"
                upload.rows(upload.series(["weights/model.safetensors"], [file], goals), goals, compares_cpu=is_null)
            if files in wanted:
                upload = Upload(bench, server, project, files)
                goals = {RCLONE: 1, S5CMD: None} if is_null else {S5CMD: 1}
                upload.rows(upload.series([("files", "none")], [small], goals), goals)
        bench.end()


if __name__ == "__main__":
    main()
