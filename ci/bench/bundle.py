"""bundle.py: the measurements of ci/bench/bundle; run it through that script."""

import json
import shlex

from measure import MEMORY_GOAL, Bench, Limit, Series, log, size

PEER = "tar, pigz -6"
LARGE = 20 << 30


def ours(bench, directory, *arguments):
    target = bench.work / "ours.tar.gz"
    bench.forget()
    run = bench.ours(
        "bundle", directory, "--out", target, "--output", "json", *arguments, *([] if bench.options.write else ["--dry-run"])
    )
    run.bytes = json.loads(run.output)["size"]
    target.unlink(missing_ok=True)
    return run


def peer(bench, directory):
    target = bench.work / "peer.tar.gz"
    pipeline = f"tar -C {shlex.quote(str(directory))} -cf - . | pigz -6 -p 2 "
    if bench.options.write:
        run = bench.run(pipeline + f">{shlex.quote(str(target))}")
        run.bytes = target.stat().st_size
        target.unlink()
    else:
        run = bench.run(pipeline + "| wc -c")  # which discards, and tells how large it is
        run.bytes = int(run.output)
    return run


def measure(bench, kind, directory, goals):
    """`goals`: for each form of ours its arguments, how many times faster it must be, and how much larger it may be."""
    form = "written to disk" if bench.options.write else "discarded"
    goals = {f"bundle {kind}{name}, {form}": goal for name, goal in goals.items()}
    sides = {work: lambda arguments=arguments: ours(bench, directory, *arguments) for work, (arguments, _, _) in goals.items()}
    sides[PEER] = lambda: peer(bench, directory)
    series = bench.alternate(f"bundle {kind}", sides)
    for work, (_, faster, larger) in goals.items():
        ratio = series[work].runs[0].bytes / series[PEER].runs[0].bytes
        limits = [Limit("output ×", ratio, most=larger, digits=3)]
        bench.row(work, series[work], PEER, series[PEER], faster=faster, limits=limits)


def main():
    with Bench("bundle", __doc__) as bench:
        count = bench.options.size
        small = ["--compression", "small"]
        if bench.wants(f"bundle {size(count)} bf16"):
            measure(bench, f"{size(count)} bf16", bench.data("bf16", count), {"": ([], 15, 1)})
        for dtype in "fp16", "fp32":
            if bench.wants(f"bundle {size(count)} {dtype}"):
                measure(bench, f"{size(count)} {dtype}", bench.data(dtype, count), {
                    "": ([], 15, 1.09), ", --compression small": (small, 8, 1),
                })
        if bench.wants("bundle 20,757 source files"):
            measure(bench, "20,757 source files", bench.data("source"), {"": ([], 1.5, 1.01)})
        if bench.options.large:
            log(f"bundling {size(LARGE)}")
            run = Series([ours(bench, bench.data("zeros", LARGE, is_warm=False))])
            limits = [Limit("MiB", run.peak, most=MEMORY_GOAL, digits=0)]
            bench.add(f"memory: bundle {size(LARGE)} of zeros, once", f"{run.wall:.2f} s", "—", "—", limits,
                      f"{run.cpu:.2f}", f"{run.peak:.0f}")
        bench.end()


if __name__ == "__main__":
    main()
