internal import Foundation
internal import Hashing
public import Registry
internal import SystemPackage
internal import Testing

/// skopeo, an independent reader and writer of registries and image layouts.
public enum Skopeo {
    /// Copies an image, and records an issue if that fails.
    ///
    /// - Parameters:
    ///   - source: The image in skopeo's words: `docker://…`, `oci:DIRECTORY:TAG`.
    ///   - destination: Where the copy goes.
    ///   - options: Further options.
    ///   - registry: The registry of either image.
    public static func copy(
        _ source: String,
        to destination: String,
        _ options: [String] = [],
        registry: TestRegistry? = nil
    ) throws {
        let options = options + (registry.map { $0.options("src-") + $0.options("dest-") } ?? [])
        _ = try run(["copy", "--quiet"] + options + [source, destination])
    }

    /// Returns the manifest of an image, byte for byte.
    public static func manifest(_ image: String, registry: TestRegistry? = nil) throws -> [UInt8] {
        Array(try run(["inspect", "--raw"] + (registry?.options("") ?? []) + [image]).utf8)
    }

    private static func run(_ arguments: [String]) throws -> String {
        // Logins of the machine are none of the tests'.
        let output = try Tool.run("skopeo", arguments, environment: ["REGISTRY_AUTH_FILE": "/nonexistent/auth.json"])
        try #require(output.status == 0, "skopeo \(arguments): \(output.standardError)")
        return output.standardOutput
    }
}

/// A manifest as skopeo reads it from a registry.
public struct SkopeoManifest: Sendable, Equatable {
    /// The digest of its bytes, which sha256sum computes.
    public let digest: String
    /// The media type that it names.
    public let mediaType: String

    /// Reads the manifest of `repository:tag`; nil if there is none.
    public init?(_ image: String, in registry: TestRegistry) throws {
        let output = try Tool.run(
            "skopeo",
            ["inspect", "--raw"] + registry.options("") + ["docker://\(registry.host)/\(image)"],
            environment: ["REGISTRY_AUTH_FILE": "/nonexistent/auth.json"]
        )
        guard output.status == 0 else { return nil }
        let bytes = Array(output.standardOutput.utf8)
        let manifest = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
        let sum = try Tool.run("sha256sum", [], input: bytes).standardOutput.prefix(64)
        digest = "sha256:\(sum)"
        mediaType = manifest?["mediaType"] as? String ?? ""
    }
}

extension TestRegistry {
    /// Returns the options by which skopeo and buildah reach the registry.
    ///
    /// - Parameter prefix: The beginning of their names, of programs that talk to two registries.
    public func options(_ prefix: String = "") -> [String] {
        let login = userAndPassword.map { ["--\(prefix)creds", $0] } ?? []
        guard let certificate else { return login + ["--\(prefix)tls-verify=false"] }
        return login + ["--\(prefix)cert-dir", certificate.removingLastComponent().appending("trusted").string]
    }
}

extension SampleImage {
    /// Makes an image that programs can unpack, of layers that have one file each.
    public init(texts: [String], platform: ImagePlatform = .amd64) throws {
        let archives = try texts.map(Self.archive)
        self.init(
            layers: archives.map(\.compressed),
            platform: platform,
            diffIDs: archives.map { ImageDigest(SHA256.hash($0.plain.span.bytes)) }
        )
    }

    private static func archive(_ text: String) throws -> (plain: [UInt8], compressed: [UInt8]) {
        let directory = TemporaryDirectory.path.appending("layer-\(UUID().uuidString)")
        try FileManager.default.createDirectory(atPath: directory.string, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: directory.appending("file").string))
        func read(_ options: [String], _ name: String) throws -> [UInt8] {
            let archive = "\(directory).\(name)"
            let output = try Tool.run("tar", options + ["-C", directory.string, "--mtime=@0", "-cf", archive, "file"])
            try #require(output.status == 0)
            return Array(try Data(contentsOf: URL(fileURLWithPath: archive)))
        }
        return (try read([], "tar"), try read(["-z"], "tar.gz"))
    }
}
