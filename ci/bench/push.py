"""push.py: the measurements of ci/bench/push; run it through that script."""

import gzip
import hashlib
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from pathlib import Path

from measure import HERE, Bench, Limit, log, size

LAYERS = 20
MEMORY = 128  # MiB
FASTER = 1.5
KILLS = 10
RESENT = 1.2
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG, LAYER = "application/vnd.oci.image.config.v1+json", "application/vnd.oci.image.layer.v1.tar+gzip"


class Layout:
    """An OCI image layout with an image of LAYERS layers that do not compress any further."""

    def __init__(self, folder, count):
        self.folder, self.count = folder, count
        self.blobs = folder / "blobs" / "sha256"
        if (folder / "index.json").exists():
            return
        self.blobs.mkdir(parents=True, exist_ok=True)
        (folder / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')
        layers = [self.layer(number) for number in range(LAYERS)]
        changed = [*layers[:-1], self.layer(LAYERS)]
        entries = [self.image(layers, "first"), self.image(changed, "changed")]
        (folder / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": entries}))

    def layer(self, number):
        """A tar archive of one file of noise, in gzip's form; returns its descriptor and the digest of the archive."""
        generator, data = random.Random(number), io.BytesIO()
        content = generator.randbytes(self.count // LAYERS)
        with tarfile.open(fileobj=data, mode="w") as archive:
            member = tarfile.TarInfo(f"weights-{number}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        plain = data.getvalue()
        descriptor = self.write(gzip.compress(plain, compresslevel=1, mtime=0), LAYER)
        return descriptor, "sha256:" + hashlib.sha256(plain).hexdigest()

    def image(self, layers, tag):
        config = {"architecture": "amd64", "os": "linux", "config": {"Entrypoint": ["/serve"]},
                  "rootfs": {"type": "layers", "diff_ids": [diff for _, diff in layers]}}
        manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "config": self.write(json.dumps(config).encode(), CONFIG),
                    "layers": [descriptor for descriptor, _ in layers]}
        entry = self.write(json.dumps(manifest).encode(), MANIFEST)
        return entry | {"annotations": {"org.opencontainers.image.ref.name": tag}}

    def write(self, data, kind):
        digest = hashlib.sha256(data).hexdigest()
        (self.blobs / digest).write_bytes(data)
        return {"mediaType": kind, "digest": f"sha256:{digest}", "size": len(data)}

    def warm(self):
        for path in self.blobs.iterdir():
            path.read_bytes()


class Registry:
    """docker-registry, empty at each start."""

    def __init__(self, folder):
        self.folder = folder
        self.url = None

    def start(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        script = HERE.parent / "servers" / "start"
        started = subprocess.run([script, "registry", self.folder], check=True, capture_output=True, text=True)
        self.url = started.stdout.split()[0]
        return self

    def stop(self):
        if self.folder.exists():
            subprocess.run([HERE.parent / "servers" / "stop", self.folder], check=True)

    @property
    def host(self):
        return self.url.removeprefix("http://")

    def digest(self, tag):
        """The digest of the manifest that curl finds under a tag, and the sizes of its blobs."""
        accept = "Accept: application/vnd.docker.distribution.manifest.v2+json"
        command = ["curl", "-sf", "-H", accept, f"{self.url}/v2/bench/manifests/{tag}"]
        manifest = subprocess.run(command, check=True, capture_output=True).stdout
        document = json.loads(manifest)
        return hashlib.sha256(manifest).hexdigest(), [each["size"] for each in document["layers"]]


class Push:
    def __init__(self, bench, layout, registry):
        self.bench, self.layout, self.registry = bench, layout, registry
        self.storage = bench.work / "storage"

    def ours(self, tag="first", is_fresh=True):
        if is_fresh:
            self.registry.start()
        run = self.bench.ours(self.layout.folder, tag, self.registry.url, "bench")
        self.check(tag)
        return run

    def skopeo(self):
        self.registry.start()
        run = self.bench.run(["skopeo", "copy", "-q", "--dest-tls-verify=false", "--format", "v2s2",
                              f"oci:{self.layout.folder}:first", f"docker://{self.registry.host}/bench:first"])
        self.check("first")
        return run

    def buildah(self):
        """What it pushes is in its own storage, where it has unpacked the layers before."""
        options = ["--root", self.storage / "root", "--runroot", self.storage / "run"]
        if not self.storage.exists():
            self.bench.run(["buildah", *options, "pull", "-q", f"oci:{self.layout.folder}:first"])
        names = self.bench.run(["buildah", *options, "images", "-q"])
        self.registry.start()
        run = self.bench.run(["buildah", *options, "push", "-q", "--tls-verify=false", "--format", "v2s2",
                              names.output.split()[0], f"docker://{self.registry.host}/bench:first"], may_fail=True)
        if run:
            self.check("first")
        return run

    def check(self, tag):
        _, sizes = self.registry.digest(tag)
        if len(sizes) != LAYERS:
            sys.exit(f"'{tag}' has {len(sizes)} layers")

    def killed(self, moment):
        """Kills a push after so many seconds, runs it again, and returns the bytes of both."""
        self.registry.start()
        command = [self.bench.program, self.layout.folder, "first", self.registry.url, "bench"]
        before = sent_bytes()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.ours(is_fresh=False)
        return sent_bytes() - before


def sent_bytes():
    """The bytes that this machine has sent to itself."""
    for line in Path("/proc/net/dev").read_text().splitlines():
        name, _, figures = line.partition(":")
        if name.strip() == "lo":
            return int(figures.split()[8])
    return 0


def main():
    with Bench("push", __doc__) as bench:
        count = bench.options.size
        layout = Layout(bench.folder / "data" / f"layout-{count}", count)
        layout.warm()
        servers = Path(os.environ.get("SERVERS_TMPDIR", "/dev/shm" if os.access("/dev/shm", os.W_OK) else bench.work))
        registry = Registry(servers / f"sageassets-bench-{os.getpid()}")
        push = Push(bench, layout, registry)
        try:
            work = f"push an image of {size(count)}, {LAYERS} layers"
            if bench.wants(work):
                sides = {"sageassets": push.ours, "skopeo copy": push.skopeo, "buildah push": push.buildah}
                series = bench.alternate(work, sides)
                memory = Limit("MiB", series["sageassets"].peak, most=MEMORY, digits=0)
                for peer in [name for name in sides if name not in series]:
                    bench.miss(f"{work}: not compared with {peer}, which fails here")
                for peer in [name for name in series if name != "sageassets"]:
                    bench.row(work, series["sageassets"], peer, series[peer], faster=FASTER, limits=[memory])
            work = "push it with one layer changed"
            if bench.wants(work):
                push.ours()
                run = push.ours("changed", is_fresh=False)
                layers = int(run.output.split()[1]) / (count / LAYERS)
                limit = Limit("layers sent", layers, most=1.01)
                bench.add(work, f"{run.wall:.2f} s", "—", limit.figure, [limit], f"{run.cpu:.2f}", f"{run.peak:.0f}")
            work = "push it again after a kill"
            if bench.wants(work):
                whole = push.ours().wall
                most = 0
                for number in range(KILLS):
                    moment = random.Random(number).uniform(0.05, 0.95) * whole
                    factor = push.killed(moment) / count
                    log(f"{work} at {moment:.2f} s of {whole:.2f}: {factor:.2f} times its bytes")
                    most = max(most, factor)
                limit = Limit("times its bytes", most, most=RESENT)
                bench.add(f"{work}, {KILLS} times", "", "—", limit.figure, [limit], "", "")
        finally:
            registry.stop()
            shutil.rmtree(registry.folder, ignore_errors=True)
        bench.end()


if __name__ == "__main__":
    main()
