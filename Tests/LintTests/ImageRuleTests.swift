import Assets
import Basics
import Foundation
import Images
import Lint
import Registry
import Staging
import SystemPackage
import Testing
import TestSupport

@Suite("Lint rules of images", .temporaryDirectory)
struct ImageRuleTests {
    /// An image in memory.
    private struct MemoryImage: ImageContent {
        let manifest: ImageManifest
        let blobs: [ImageDigest: [UInt8]]

        /// - Parameters:
        ///   - config: The member `config` of the configuration, in JSON.
        ///   - layers: The names in each layer.
        ///   - sizes: Sizes of layers that are not there.
        ///   - blob: The bytes of one more layer.
        init(
            _ config: String,
            architecture: String = "amd64",
            layers: [[String]] = [],
            sizes: [Int64] = [],
            blob: [UInt8]? = nil
        ) throws {
            let text = """
                {"architecture": "\(architecture)", "os": "linux", "config": \(config), "rootfs": {"diff_ids": []}}
                """
            var blobs: [ImageDigest: [UInt8]] = [:]
            func add(_ bytes: [UInt8], _ type: MediaType) throws -> BlobDescriptor {
                let output = try Tool.run("sha256sum", [], input: bytes)
                let digest = try #require(ImageDigest("sha256:" + output.standardOutput.prefix(64)))
                blobs[digest] = bytes
                return BlobDescriptor(mediaType: type, digest: digest, byteCount: Int64(bytes.count))
            }
            let configuration = try add(Array(text.utf8), .dockerConfiguration)
            var descriptors = try layers.map { names in
                let path = TemporaryDirectory.path.appending("layer.tar.gz")
                let script = """
                    import sys, tarfile
                    with tarfile.open(sys.argv[1], "w:gz") as tar:
                        for name in sys.argv[2:]: tar.addfile(tarfile.TarInfo(name))
                    """
                try #require(try Tool.run("python3", ["-c", script, path.string] + names).status == 0)
                return try add([UInt8](Data(contentsOf: URL(fileURLWithPath: path.string))), .dockerLayer)
            }
            if let blob { descriptors.append(try add(blob, .dockerLayer)) }
            for (number, size) in sizes.enumerated() {
                let digest = try #require(ImageDigest("sha256:" + String(repeating: "\(number)", count: 64)))
                descriptors.append(BlobDescriptor(mediaType: .dockerLayer, digest: digest, byteCount: size))
            }
            self.blobs = blobs
            manifest = .docker(configuration: configuration, layers: descriptors)
        }

        func blob(_ descriptor: BlobDescriptor) throws -> any ByteSource { try #require(blobs[descriptor.digest]) }
    }

    private static let server = #""Entrypoint": ["python", "serve.py"]"#

    private func codes(_ image: MemoryImage, context: FileTree? = nil) throws -> [String] {
        try ImageLinter().lint(image, context: context).map { "\($0.severity.rawValue) \($0.code.rawValue)" }
    }

    @Test(
        "The configuration is checked",
        arguments: [
            (server, []), (server + #", "ExposedPorts": {"8080/tcp": {}, "22/tcp": {}}"#, []),
            (server + #", "ExposedPorts": {"80/tcp": {}}"#, ["warning port-8080"]),
            (
                server
                    + #", "ExposedPorts": {"80/tcp": {}}, "Labels": {"com.amazonaws.sagemaker.capabilities.accept-bind-to-port": "true"}"#,
                []
            ),
            (#""Entrypoint": ["/bin/sh", "-c", "python serve.py"]"#, ["warning shell-entry-point"]),
            (server + #", "User": "app:app""#, ["warning not-root"]), (server + #", "User": "0:0""#, []),
            (server + #", "Volumes": {"/opt/ml/model": {}}"#, ["warning volume-over-model"]),
            (server + #", "Volumes": {"/opt/mlflow": {}}"#, []),
            (server + #", "Env": ["AWS_SECRET_ACCESS_KEY=x"]"#, ["warning secret-in-image"]),
            (#""Cmd": ["python", "serve.py"]"#, ["error no-entry-point"]),
        ] as [(String, [String])]
    )
    func configurations(_ config: String, _ expected: [String]) throws {
        #expect(try codes(MemoryImage("{\(config)}")) == expected)
    }

    @Test("An image for another platform is an error, which comes first")
    func platform() throws {
        let image = try MemoryImage("{\(Self.server), \"User\": \"app\"}", architecture: "arm64")
        #expect(try codes(image) == ["error wrong-architecture", "warning not-root"])
        let graviton = ImageLinter(platform: ImagePlatform(os: "linux", architecture: "arm64"))
        #expect(try graviton.lint(image).map(\.code) == ["not-root"])
    }

    @Test(
        "Without ENTRYPOINT, a program 'serve' in PATH is looked for in the layers",
        arguments: [
            ([["usr/local/bin/serve"]], []), ([["./usr/bin/serve"], ["other"]], []),
            ([["opt/program/serve"]], ["error no-entry-point"]),
            ([["usr/local/bin/serve"], ["usr/local/bin/.wh.serve"]], ["error no-entry-point"]),
            ([["usr/local/bin/.wh.serve"], ["usr/local/bin/serve"]], []),
        ] as [([[String]], [String])]
    )
    func serve(_ layers: [[String]], _ expected: [String]) throws {
        #expect(try codes(MemoryImage("{}", layers: layers)) == expected)
        let path = try MemoryImage(#"{"Env": ["PATH=/opt/program:/bin"]}"#, layers: [["opt/program/serve"]])
        #expect(try codes(path) == [])
    }

    @Test(
        "A layer that cannot be unpacked is an error if it is looked into",
        arguments: [
            "", "no gzip", "\u{1F}",
            // The text "hello", compressed with gzip.
            "H4sIAAAAAAAAA8tIzcnJBwCGphA2BQAAAA==",
        ]
    )
    func damagedLayer(_ text: String) throws {
        let bytes = [UInt8](Data(base64Encoded: text) ?? Data(text.utf8))
        #expect(try codes(MemoryImage("{}", blob: bytes)) == ["error damaged-layer"])
        #expect(try codes(MemoryImage("{\(Self.server)}", blob: bytes)) == [])
    }

    @Test(
        "Large layers are reported",
        arguments: [(10 << 30, []), (11 << 30, ["warning large-layer"]), (52_001 << 20, ["error layer-too-large"])]
            as [(Int64, [String])]
    )
    func sizes(_ byteCount: Int64, _ expected: [String]) throws {
        #expect(try codes(MemoryImage("{\(Self.server)}", sizes: [1000, byteCount])) == expected)
    }

    @Test(
        "A server whose sources are there must answer /ping",
        arguments: [
            ("@app.get('/ping')", []), ("from sagemaker_inference import model_server", []),
            ("print('hello')", ["warning no-ping-route"]),
        ] as [(String, [String])]
    )
    func ping(_ source: String, _ expected: [String]) throws {
        let path = TemporaryDirectory.path.appending("context")
        let files: FileNode = ["Dockerfile": "FROM python\n", "src": ["serve.py": .file(Array(source.utf8))]]
        try files.write(to: path)
        let tree = try AssetSource.Options.image().walk(at: path).tree
        #expect(try codes(MemoryImage("{\(Self.server)}"), context: tree) == expected)
        // The program is not in the directory: it may be in the base image.
        #expect(try codes(MemoryImage(#"{"Entrypoint": ["/usr/bin/server"]}"#), context: tree) == [])
    }

    @Test("Sources are read only if the server is among them, and no more than 64 MiB of them")
    func pingIsLookedForInLittleText() throws {
        let path = TemporaryDirectory.path.appending("context")
        let files: FileNode = ["Dockerfile": "FROM python\n", "a.txt": "a", "serve.py": "print('hello')"]
        try files.write(to: path)
        let tree = try AssetSource.Options.image().walk(at: path).tree
        // What is not there any more cannot be read, and is not.
        try FileManager.default.removeItem(atPath: path.appending("a.txt").string)
        #expect(try codes(MemoryImage(#"{"Entrypoint": ["/usr/bin/server"]}"#), context: tree) == [])
        #expect(throws: (any Error).self) { try codes(MemoryImage("{\(Self.server)}"), context: tree) }

        let large = TemporaryDirectory.path.appending("large")
        let text = FileNode.file(Array(repeating: 0, count: 1 << 20))
        let texts = Dictionary(uniqueKeysWithValues: (0..<65).map { ("\($0).txt", text) })
        let others: [String: FileNode] = ["Dockerfile": "FROM python\n", "serve.py": "print('hello')"]
        try FileNode.directory(texts.merging(others) { $1 }).write(to: large)
        let largeTree = try AssetSource.Options.image().walk(at: large).tree
        #expect(try codes(MemoryImage("{\(Self.server)}"), context: largeTree) == [])
    }

    @Test("Files that are named like keys are told, once, with their number")
    func secrets() throws {
        let names = [
            ".aws/config", ".env", ".env.example", ".env.production", "app/key.pem", "home/.ssh/known_hosts", "id_rsa",
            "id_rsa.pub", "monkey.py", "public/keyboard.txt",
        ]
        let entries = names.map { TreeEntry(path: $0, kind: .file(size: 1, isExecutable: false)) }
        let found = ImageLinter().lint(context: entries)
        #expect(found.map(\.code) == ["secret-in-context"])
        #expect(found.first?.location.member == ".aws/config")
        #expect(found.first?.location.otherMemberCount == 5)
        #expect(ImageLinter().lint(context: []) == [])
    }

    @Test(
        "Contexts whose content is not in the address are told, unless the manifest has an 'extraHash'",
        arguments: [
            ([:], nil, []), (["base": "docker-image://alpine", "code": "https://example.com/x.git"], nil, []),
            (["ssh": "git@example.com:x.git", "other": "git://example.com/x"], nil, []),
            (["data": "../data"], nil, ["unhashed-context"]), (["data": "/data"], "1", []),
            (["image": "oci-layout://../layout", "data": "data"], nil, ["unhashed-context"]),
        ] as [([String: String], String?, [Diagnostic.Code])]
    )
    func contexts(_ contexts: [String: String], _ extraHash: String?, _ expected: [Diagnostic.Code]) throws {
        let path = try FileNode.directory(["Dockerfile": "FROM scratch\n"]).write(
            to: TemporaryDirectory.path.appending("context")
        )
        let build = ImageBuild(buildContexts: contexts, extraHash: extraHash)
        let found = ImageLinter().lint(try AssetSource.Options.image(build).walk(at: path))
        #expect(found.map(\.code) == expected)
        if contexts.count == 2, let text = found.first?.message { #expect(text.contains("'data', 'image'")) }
    }
}
