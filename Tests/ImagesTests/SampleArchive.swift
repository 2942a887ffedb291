import Foundation
import SystemPackage
import Testing
import TestSupport

/// Archives and layouts of images that Python makes.
enum SampleArchive {
    private static let prelude = """
        import gzip, hashlib, io, json, os, sys, tarfile
        out = sys.argv[1]
        def sha(data): return hashlib.sha256(data).hexdigest()
        def layer(**files):
            buffer = io.BytesIO()
            with tarfile.open(fileobj=buffer, mode="w") as tar:
                for name, text in files.items():
                    member = tarfile.TarInfo(name)
                    member.size = len(text)
                    tar.addfile(member, io.BytesIO(text.encode()))
            return buffer.getvalue()
        def config(*diffs, architecture="amd64", **more):
            return json.dumps({"architecture": architecture, "os": "linux", "config": more,
                               "rootfs": {"type": "layers", "diff_ids": ["sha256:" + each for each in diffs]}}).encode()
        def archive(members, form=tarfile.PAX_FORMAT):
            with tarfile.open(out, "w", format=form) as tar:
                for name, content in members:
                    member = tarfile.TarInfo(name)
                    if isinstance(content, str):
                        member.type, member.linkname = tarfile.SYMTYPE, content
                        tar.addfile(member)
                    else:
                        member.size = len(content)
                        tar.addfile(member, io.BytesIO(content))
        def docker(configuration, layers):
            return json.dumps([{"Config": configuration, "RepoTags": None, "Layers": layers}]).encode()
        first, second = layer(result="built\\n"), layer(other="x" * 100000)
        def descriptor(data, type):
            return {"mediaType": type, "digest": "sha256:" + sha(data), "size": len(data)}
        OCI = "application/vnd.oci.image."
        def oci(configuration, *layers):
            manifest = json.dumps({"schemaVersion": 2, "mediaType": OCI + "manifest.v1+json",
                "config": descriptor(configuration, OCI + "config.v1+json"),
                "layers": [descriptor(data, type) for data, type in layers]}).encode()
            index = json.dumps({"schemaVersion": 2, "manifests": [descriptor(manifest, OCI + "manifest.v1+json")]}).encode()
            blobs = [configuration, manifest] + list(dict.fromkeys(data for data, _ in layers))
            return [("index.json", index), ("oci-layout", b'{"imageLayoutVersion": "1.0.0"}')] + [
                ("blobs/sha256/" + sha(blob), blob) for blob in blobs]
        def directory(members):
            for name, content in members:
                path = os.path.join(out, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                if isinstance(content, str):
                    os.symlink(content, path)
                else:
                    open(path, "wb").write(content)
        def zipped(data): return gzip.compress(data, mtime=0)
        TAR, GZIP, ZSTD = OCI + "layer.v1.tar", OCI + "layer.v1.tar+gzip", OCI + "layer.v1.tar+zstd"
        """

    /// Writes an archive or a directory with a script of Python.
    static func make(_ script: String, name: String = "image.tar") throws -> FilePath {
        let path = TemporaryDirectory.path.appending(name)
        let output = try Tool.run("python3", ["-c", prelude + "\n" + script, path.string])
        try #require(output.status == 0, "\(output.standardError)")
        return path
    }

    /// An archive of one layer, as docker before version 25 writes it.
    static func one() throws -> FilePath {
        try make(
            """
            c = config(sha(first), Entrypoint=["/serve"])
            archive([("a/layer.tar", first), (sha(c) + ".json", c), ("manifest.json", docker(sha(c) + ".json", ["a/layer.tar"]))])
            """
        )
    }
}
