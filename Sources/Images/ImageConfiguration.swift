internal import Basics
internal import FoundationEssentials
public import Registry

/// The configuration of an image: its platform, and the process that a container of it runs.
///
/// Sources: "OCI Image Configuration" in the OCI image specification, and "Image JSON Description" in Docker's image
/// specification, version 1.2.
public struct ImageConfiguration: Sendable, Hashable {
    /// A step of the build.
    public struct History: Sendable, Hashable {
        /// The instruction, as the builder has written it.
        public let createdBy: String
        /// Whether the step has made no layer.
        public let isEmptyLayer: Bool
    }

    /// The platform that the image is for.
    public let platform: ImagePlatform
    /// `ENTRYPOINT`: the program with its first arguments; empty for none.
    public let entrypoint: [String]
    /// `CMD`: the arguments where none are given, or the program where there is no `entrypoint`.
    public let command: [String]
    /// `EXPOSE`: ports with their protocols, `8080/tcp`, sorted.
    public let exposedPorts: [String]
    /// `VOLUME`: the paths, sorted.
    public let volumes: [String]
    /// `USER`; empty for root.
    public let user: String
    /// `WORKDIR`; empty for the root directory.
    public let workingDirectory: String
    /// `ENV`: `name=value`.
    public let environment: [String]
    /// `LABEL`, by name.
    public let labels: [String: String]
    /// The steps of the build, the oldest first.
    public let history: [History]
    /// The digests of the uncompressed layers, the lowest first.
    public let diffIDs: [ImageDigest]

    /// Reads a configuration.
    ///
    /// - Throws: `ImageError.invalidImage`.
    public init(parsing bytes: [UInt8]) throws {
        let document: Document
        do {
            document = try JSONDecoder().decode(Document.self, from: Data(bytes))
        } catch {
            throw ImageError.invalidImage(reason: "its configuration is not as the OCI specification has it")
        }
        let process = document.config
        platform = ImagePlatform(os: document.os, architecture: document.architecture, variant: document.variant)
        entrypoint = process?.entrypoint ?? []
        command = process?.command ?? []
        exposedPorts = (process?.exposedPorts ?? [:]).keys.sorted()
        volumes = (process?.volumes ?? [:]).keys.sorted()
        user = process?.user ?? ""
        workingDirectory = process?.workingDirectory ?? ""
        environment = process?.environment ?? []
        labels = process?.labels ?? [:]
        history = (document.history ?? []).map {
            History(createdBy: $0.createdBy ?? "", isEmptyLayer: $0.isEmptyLayer ?? false)
        }
        diffIDs = try document.rootfs.diffIDs.map { text in
            guard let digest = ImageDigest(text) else {
                throw ImageError.invalidImage(
                    reason: "'\(text.printable(limit: 100))' in its configuration is no digest"
                )
            }
            return digest
        }
    }

    /// Checks that the image runs on a platform; a variant counts where both have one.
    ///
    /// - Throws: `ImageError.wrongPlatform`.
    public func check(_ expected: ImagePlatform) throws(ImageError) {
        let isVariant = platform.variant == nil || expected.variant == nil || platform.variant == expected.variant
        guard platform.os == expected.os, platform.architecture == expected.architecture, isVariant else {
            throw .wrongPlatform(expected: expected, found: platform)
        }
    }
}

/// The document.
private struct Document: Decodable {
    struct Process: Decodable {
        let entrypoint: [String]?
        let command: [String]?
        let exposedPorts: [String: JSON]?
        let volumes: [String: JSON]?
        let user: String?
        let workingDirectory: String?
        let environment: [String]?
        let labels: [String: String]?

        enum CodingKeys: String, CodingKey {
            case entrypoint = "Entrypoint"
            case command = "Cmd"
            case exposedPorts = "ExposedPorts"
            case volumes = "Volumes"
            case user = "User"
            case workingDirectory = "WorkingDir"
            case environment = "Env"
            case labels = "Labels"
        }
    }

    struct Step: Decodable {
        let createdBy: String?
        let isEmptyLayer: Bool?

        enum CodingKeys: String, CodingKey {
            case createdBy = "created_by"
            case isEmptyLayer = "empty_layer"
        }
    }

    struct RootFileSystem: Decodable {
        let diffIDs: [String]

        enum CodingKeys: String, CodingKey {
            case diffIDs = "diff_ids"
        }
    }

    let architecture: String
    let os: String
    let variant: String?
    let config: Process?
    let history: [Step]?
    let rootfs: RootFileSystem
}
