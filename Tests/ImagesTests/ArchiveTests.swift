import Foundation
import Hashing
import Images
import Registry
import SystemPackage
import Testing
import TestSupport

@Suite("Images that builders hand over", .temporaryDirectory)
struct ArchiveTests {
    private func read(_ path: FilePath, isLayout: Bool = false) async throws -> any ImageContent {
        let directory = TemporaryDirectory.path.appending("layers-\(UUID())")
        try FileManager.default.createDirectory(atPath: directory.string, withIntermediateDirectories: true)
        let reader = ImageReader(name: "sample", platform: .amd64, directory: directory, width: 3)
        return isLayout ? try await reader.read(layout: path) : try await reader.read(archive: path)
    }

    @Test(
        "Every form of archive becomes the same image of Docker schema 2",
        arguments: [
            // docker before 25: a directory for each layer, links for those that occur twice.
            """
            c = config(sha(first), sha(second), sha(first))
            archive([("a/layer.tar", first), ("a/json", b"{}"), ("a/VERSION", b"1.0"), ("b/layer.tar", second),
                     ("c/layer.tar", "../a/layer.tar"), (sha(c) + ".json", c),
                     ("manifest.json", docker(sha(c) + ".json", ["a/layer.tar", "b/layer.tar", "c/layer.tar"]))])
            """,
            // docker since 25: an image layout with a list.
            """
            c = config(sha(first), sha(second), sha(first))
            blobs = ["blobs/sha256/" + sha(each) for each in (first, second, first)]
            archive(oci(c, (first, TAR), (second, TAR)) + [("manifest.json", docker("blobs/sha256/" + sha(c), blobs))])
            """,
            // BuildKit's exporter "oci", with names from the root.
            """
            c = config(sha(first), sha(second), sha(first))
            archive([("./" + name, blob) for name, blob in oci(c, (first, TAR), (second, TAR), (first, TAR))])
            """,
        ]
    )
    func forms(_ script: String) async throws {
        let image = try await read(try SampleArchive.make(script))
        let expected = try await read(
            try SampleArchive.make(
                """
                c = config(sha(first), sha(second), sha(first))
                archive([("1", first), ("2", second), ("c.json", c), ("manifest.json", docker("c.json", ["1", "2", "1"]))])
                """,
                name: "expected.tar"
            )
        )
        #expect(image.manifest == expected.manifest)
        #expect(image.manifest.mediaType == .dockerManifest)
        #expect(image.manifest.layers.count == 3)
        #expect(try await image.files(in: TemporaryDirectory.path)["result"] == "built\n")
    }

    @Test("Layers with gzip keep their digests; those without are compressed", arguments: [true, false])
    func layers(isLayout: Bool) async throws {
        let make = isLayout ? "directory" : "archive"
        let path = try SampleArchive.make(
            "\(make)(oci(config(sha(first), sha(second)), (zipped(first), GZIP), (second, TAR))); print(sha(zipped(first)))"
        )
        let image = try await read(path, isLayout: isLayout)
        let files = try await image.files(in: TemporaryDirectory.path)
        #expect(files["result"] == "built\n")
        #expect(image.manifest.layers.allSatisfy { $0.mediaType == .dockerLayer })
        let digest = try Tool.run(Tool.python, ["-c", Self.gzipDigest, path.string, "\(isLayout)"])
        #expect(digest.standardOutput.contains(image.manifest.layers[0].digest.sha256.description))
    }

    private static let gzipDigest = """
        import os, sys, tarfile
        if sys.argv[2] == "true":
            print(os.listdir(os.path.join(sys.argv[1], "blobs/sha256")))
        else:
            print(tarfile.open(sys.argv[1]).getnames())
        """

    @Test("A large layer is compressed in several frames, the same bytes for any width")
    func largeLayer() async throws {
        let path = try SampleArchive.make(
            """
            import random
            random.seed(1)
            big = layer(big="".join(random.choices("abcdefgh", k=14_000_000)))
            c = config(sha(big))
            archive([("1", big), ("c.json", c), ("manifest.json", docker("c.json", ["1"]))])
            """
        )
        var digests: [ImageDigest] = []
        for width in [1, 4] {
            let directory = TemporaryDirectory.path.appending("layers-\(width)")
            try FileManager.default.createDirectory(atPath: directory.string, withIntermediateDirectories: true)
            let reader = ImageReader(name: "sample", platform: .amd64, directory: directory, width: width)
            let image = try await reader.read(archive: path)
            #expect(image.manifest.layers[0].byteCount < 8_000_000)
            digests.append(image.manifest.digest)
            _ = try await image.files(in: TemporaryDirectory.path)
        }
        #expect(digests[0] == digests[1])
    }

    @Test(
        "An archive that is damaged or lies is refused",
        arguments: [
            ("open(out, 'wb').write(b'no tar' * 1000)", "damaged"),
            ("archive([])", "neither"),
            ("archive([('manifest.json', b'{}')])", "as docker writes it"),
            ("archive([('manifest.json', b'[]')])", "0 images"),
            ("archive([('manifest.json', docker('c.json', []))])", "has no 'c.json'"),
            (
                "c = config(sha(first)); archive([('c.json', c), ('manifest.json', docker('c.json', ['../../../etc/passwd']))])",
                "has no 'etc/passwd'"
            ),
            (
                "c = config(sha(first)); archive([('a', '/etc/passwd'), ('c.json', c), ('manifest.json', docker('c.json', ['a']))])",
                "has no 'etc/passwd'"
            ),
            (
                "c = config(sha(first)); archive([('a', 'b'), ('b', 'a'), ('c.json', c), ('manifest.json', docker('c.json', ['a']))])",
                "has no"
            ),
            (
                "c = config(sha(second)); archive([('a', first), ('c.json', c), ('manifest.json', docker('c.json', ['a']))])",
                "does not match its digest"
            ),
            (
                "c = config(); archive([('a', first), ('c.json', c), ('manifest.json', docker('c.json', ['a']))])",
                "0 layers, its manifest 1"
            ),
            (
                "c = config(sha(first)); archive([('a', first), ('0' * 64 + '.json', c), ('manifest.json', docker('0' * 64 + '.json', ['a']))])",
                "does not match its digest"
            ),
            (
                "c = config(sha(first)); archive([(n, b + b' ') if n.endswith(sha(c)) else (n, b) for n, b in oci(c, (first, TAR))])",
                "does not match its digest"
            ),
            (
                "c = config(sha(first)); archive([(n, second) if n.endswith(sha(first)) else (n, b) for n, b in oci(c, (first, TAR))])",
                "does not match its digest"
            ),
            (
                "c = config(sha(second)); archive(oci(c, (second, TAR))); d = open(out, 'rb').read(); open(out, 'wb').write(d[:len(d) // 2])",
                "fewer bytes"
            ),
            (
                """
                member = tarfile.TarInfo("a"); member.size = 1 << 40
                open(out, "wb").write(member.tobuf() + b"x" * 2000)
                """, "fewer bytes"
            ),
            (
                """
                member = tarfile.TarInfo("a"); member.size = (1 << 63) - 1
                open(out, "wb").write(b"x".join([member.tobuf(tarfile.GNU_FORMAT), b"y" * 2000]))
                """, "damaged"
            ),
            (
                "c = config(sha(first)); archive([('a', first), ('a', second), ('c.json', c), ('manifest.json', docker('c.json', ['a']))])",
                "'a' twice"
            ),
            ("archive([(str(i), b'') for i in range(10001)])", "more than 10000 members"),
            ("c = config(sha(first)); archive([(str(i), b'[' + b' ' * 4_000_000) for i in range(9)])", "too large"),
        ]
    )
    func hostile(_ script: String, _ reason: String) async throws {
        let path = try SampleArchive.make(script)
        let error = await #expect(throws: ImageError.self) { try await read(path) }
        #expect(error?.message.contains(reason) == true, "\(error as Any)")
        // Nothing is written outside of the directory of layers.
        let names = try FileManager.default.contentsOfDirectory(atPath: TemporaryDirectory.path.string)
        #expect(names.allSatisfy { $0 == "image.tar" || $0.hasPrefix("layers-") })
    }

    @Test(
        "A layout that is damaged or lies is refused",
        arguments: [
            "directory([(n, b + b' ') if n.endswith(sha(zipped(first))) else (n, b) for n, b in oci(c, (zipped(first), GZIP))])",
            "directory([(n, b'x' * len(b)) if n.endswith(sha(zipped(first))) else (n, b) for n, b in oci(c, (zipped(first), GZIP))])",
            "directory([(n, b) for n, b in oci(c, (first, TAR)) if not n.endswith(sha(first))])",
            "directory([(n, b) for n, b in oci(config(sha(first)), (second, TAR))])",
            "directory([(n, '/etc/passwd') if n.endswith(sha(first)) else (n, b) for n, b in oci(c, (first, TAR))])",
            "directory([('index.json', b'{}')])",
            "directory([('index.json', b' ' * 5_000_000)])",
        ]
    )
    func hostileLayout(_ script: String) async throws {
        let path = try SampleArchive.make("c = config(sha(first))\n" + script, name: "layout")
        await #expect(throws: (any Error).self) { try await read(path, isLayout: true) }
    }

    @Test("Layers with zstd and foreign layers are refused with a way out", arguments: [true, false])
    func unsupportedLayers(isLayout: Bool) async throws {
        let make = isLayout ? "directory" : "archive"
        let zstd = try SampleArchive.make(
            "z = b'\\x28\\xb5\\x2f\\xfd' + b'x' * 100; \(make)(oci(config(sha(first)), (z, ZSTD)))",
            name: "zstd"
        )
        let foreign = try SampleArchive.make(
            "\(make)(oci(config(sha(first)), (zipped(first), OCI + 'layer.nondistributable.v1.tar+gzip')))",
            name: "foreign"
        )
        for path in [zstd, foreign] {
            let error = await #expect(throws: ImageManifestError.self) { try await read(path, isLayout: isLayout) }
            #expect(error?.hint != nil)
        }
    }

    @Test("An image for another platform is refused")
    func platform() async throws {
        let path = try SampleArchive.make(
            "c = config(sha(first), architecture='arm64'); archive([('a', first), ('c.json', c), ('manifest.json', docker('c.json', ['a']))])"
        )
        let found = ImagePlatform(os: "linux", architecture: "arm64")
        await #expect(throws: ImageError.wrongPlatform(expected: .amd64, found: found)) { try await read(path) }
    }
}
