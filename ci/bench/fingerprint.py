"""fingerprint.py: the measurements of ci/bench/fingerprint; run it through that script."""

import os
import shlex
import subprocess

from measure import Bench, log, settle

GIT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def beside(bench, work, directory, peer_name, peer, faster):
    """Everything is read: no file state of an earlier run is used, but the page cache is warm."""
    series = bench.alternate(work, {
        "sageassets": lambda: bench.ours("fingerprint", "--no-cache", directory),
        peer_name: lambda: bench.run(peer),
    })
    bench.row(work, series["sageassets"], peer_name, series[peer_name], faster=faster)


def repository(bench, directory):
    """A git repository of a directory, which itself has no trace of it: the arguments that name it to git."""
    git = ["git", f"--git-dir={bench.folder}/data/{directory.name}.git", f"--work-tree={directory}"]
    if subprocess.run([*git, "rev-parse", "--verify", "--quiet", "HEAD"], capture_output=True).returncode:
        log(f"making a git repository of {directory}")
        settings = "core.compression=0 core.looseCompression=0 core.fsync=none gc.auto=0 user.name=bench user.email=bench@localhost"
        git_with = [git[0], *(part for setting in settings.split() for part in ("-c", setting)), *git[1:]]
        for arguments in ["init", "--quiet"], ["add", "--all", "--force"], ["commit", "--quiet", "-m", "All"]:
            subprocess.run([*git_with, *arguments], check=True, env=bench.environment | GIT, cwd=directory)
        os.sync()
    settle()
    bench.run([*git, "update-index", "-q", "--refresh"], cwd=directory, environment=GIT)
    return git


def unchanged(bench, work, directory):
    git = repository(bench, directory)
    bench.forget()
    first = bench.ours("fingerprint", directory)

    def again():
        run = bench.ours("fingerprint", directory)
        assert run.output == first.output
        return run

    series = bench.alternate(work, {
        "sageassets": again,
        "git status": lambda: bench.run([*git, "status"], cwd=directory, environment=GIT),
    })
    bench.row(work, series["sageassets"], "git status", series["git status"], faster=1)


def scaling(bench, work, *arguments):
    if os.cpu_count() < 2:
        return log(f"{work}: needs two processors")

    def side(jobs):
        bench.forget()
        return bench.ours(*arguments, "--jobs", jobs)

    series = bench.alternate(work, {f"--jobs {jobs}": lambda jobs=jobs: side(jobs) for jobs in (2, 1)})
    bench.row(work, series["--jobs 2"], "--jobs 1", series["--jobs 1"], faster=1.8)


def main():
    with Bench("fingerprint", __doc__) as bench:
        shards_work = f"fingerprint 20 × {bench.options.shard_size / 1e6:g} MB"
        if bench.wants(shards_work) or bench.wants("scaling"):
            shards = bench.data("shards", bench.options.shard_size)
        if bench.wants(shards_work):
            files = " ".join(shlex.quote(str(path)) for path in sorted(shards.iterdir()))
            beside(bench, shards_work, shards, "openssl dgst -sha256", f"openssl dgst -sha256 {files}", 1.8)
        work = "fingerprint 20,757 source files"
        if bench.wants(work):
            source = bench.data("source")
            find = f"find {shlex.quote(str(source))} -type f -exec sha256sum {{}} +"
            beside(bench, work, source, "find, sha256sum", find, 3)
        work = "fingerprint again: 20,757 source files"
        if bench.wants(work):
            unchanged(bench, work, bench.data("source"))
        work = f"fingerprint again: {bench.options.tiny:,} tiny files"
        if bench.wants(work):
            unchanged(bench, work, bench.data("tiny", bench.options.tiny))
        if bench.wants("scaling"):
            scaling(bench, "scaling: fingerprint the shards", "fingerprint", "--no-cache", shards)
            weights = bench.data("bf16", bench.options.size)
            scaling(bench, "scaling: bundle bf16", "bundle", weights, "--out", "unused.tar.gz", "--dry-run")
        bench.end()


if __name__ == "__main__":
    main()
