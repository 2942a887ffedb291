internal import Foundation
public import SystemPackage

/// A project in a directory: a manifest, and the assets that it names.
public struct TestProject: Sendable {
    /// The manifest's directory.
    public let directory: FilePath

    /// A project that is there already.
    public init(directory: FilePath) {
        self.directory = directory
    }

    /// Writes a project that has an image, a directory with weights, another one twice, and a file.
    ///
    /// - Parameters:
    ///   - directory: Where to write it.
    ///   - destinations: The destinations of the manifest, in YAML; the local store if empty.
    ///   - weights: The size of the weights, in bytes; above 8 MiB they are sent in parts.
    public static func write(
        to directory: FilePath = TemporaryDirectory.path.appending("project"),
        destinations: String = "",
        weights: Int = 2 << 20
    ) throws -> TestProject {
        let files: FileNode = [
            "sageassets.yaml": .file(Array(manifest(destinations: destinations).utf8)),
            "containers": [
                "scorer": ["Dockerfile": "FROM scratch\nCOPY serve.py /\n", "serve.py": .executable("print()\n")]
            ],
            "artifacts": [
                "weights": ["model.bin": .file(random(weights)), "config.json": "{}"],
                "tokenizer": ["vocabulary.txt": "a\nb\n"],
                "copy": ["vocabulary.txt": "a\nb\n"],
                "model.tar.gz": .file(archive),
            ],
        ]
        try files.write(to: directory)
        return TestProject(directory: directory)
    }

    /// Writes a project of one asset, the weights.
    public static func writeWeights(
        to directory: FilePath = TemporaryDirectory.path.appending("project"),
        destinations: String = "",
        byteCount: Int
    ) throws -> TestProject {
        let models = "models:\n  Model:\n    containers:\n" + container("artifacts/weights", image: registryImage)
        let files: FileNode = [
            "sageassets.yaml": .file(Array("version: 1\n\(destinations)\(models)".utf8)),
            "artifacts": ["weights": ["model.bin": .file(random(byteCount))]],
        ]
        try files.write(to: directory)
        return TestProject(directory: directory)
    }

    /// Writes a project of one directory that is published uncompressed.
    ///
    /// - Parameter files: The directory, `artifacts/files`.
    public static func writeFiles(
        to directory: FilePath = TemporaryDirectory.path.appending("project"),
        destinations: String = "",
        _ files: FileNode
    ) throws -> TestProject {
        let manifest = """
            version: 1
            \(destinations)models:
              Model:
                containers:
                  - image: \(registryImage)
                    modelData: { fromAsset: { path: artifacts/files, compression: none } }

            """
        let project: FileNode = [
            "sageassets.yaml": .file(Array(manifest.utf8)), "artifacts": ["files": files],
        ]
        try project.write(to: directory)
        return TestProject(directory: directory)
    }

    /// A destination in a bucket, in YAML; the environment names its endpoint.
    public static func destination(bucket: String, prefix: String = "assets/", more: String = "") -> String {
        """
        destinations:
          test:
            { bucket: \(bucket), prefix: \(prefix), region: us-east-1, repository: images,
              account: "123456789012"\(more.isEmpty ? "" : ", \(more)") }

        """
    }

    /// The assets' paths, in the order of the references.
    public static let assets = [
        "artifacts/copy", "artifacts/model.tar.gz", "artifacts/tokenizer", "artifacts/weights", "containers/scorer",
    ]

    /// The text of the references file, or nil if there is none.
    public var references: String? {
        try? String(contentsOfFile: directory.appending("sageassets.references.json").string, encoding: .utf8)
    }

    /// The directory of the local store.
    public var store: FilePath { directory.appending(".sageassets/store") }

    /// The sorted paths of the files in the local store, temporary ones included.
    public var storedNames: [String] { StoreLocation.fileNames(in: store) }

    /// A `.tar.gz` of one file, which Python's tarfile and gzip made.
    public static let archive = Array(
        Data(
            base64Encoded: "H4sIAAAAAAACAyvLT05MKs1JLKrUK6koYaAJMAACMxMTMA0E6DQQmCCxgeKGQOXmDAoGDHQApcUliUVA6xlGJkjkSuJ"
                + "iGAWjYBSMglEw4gAAt6WQgAAIAAA="
        ) ?? Data()
    )

    /// Bytes that no compressor makes smaller, always the same for a seed.
    public static func random(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
        // One block is repeated with a number in each copy: compressors look back less far than a block.
        let blockSize = min(1 << 20, (count + 7) & ~7)
        var state = seed
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            let block = (0..<blockSize / 8).flatMap { _ in withUnsafeBytes(of: splitMix(&state)) { Array($0) } }
            for offset in stride(from: 0, to: count, by: max(blockSize, 1)) {
                let target = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[offset...])
                target.copyBytes(from: block.prefix(target.count))
                if target.count >= 8 { target.storeBytes(of: splitMix(&state), as: UInt64.self) }
            }
            initialized = count
        }
    }

    private static func splitMix(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    private static let registryImage = "{ fromEcrRepository: { repositoryName: repo, tag: latest } }"

    private static func container(_ modelData: String, image: String) -> String {
        "      - image: \(image)\n        modelData: { fromAsset: \(modelData) }\n"
    }

    private static func manifest(destinations: String) -> String {
        "version: 1\n\(destinations)models:\n  Scorer:\n    containers:\n"
            + container("artifacts/weights", image: "{ fromAsset: containers/scorer }")
            + container("artifacts/tokenizer", image: registryImage)
            + container("artifacts/copy", image: registryImage)
            + container("artifacts/model.tar.gz", image: registryImage)
    }
}
