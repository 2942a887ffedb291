internal import Logging
internal import Manifests
public import Stores
internal import SystemPackage
public import Testing

/// A kind of store that tests run with: a local directory, or the bucket of a test server.
public struct StoreUnderTest: Sendable, CustomTestStringConvertible {
    /// The server, or nil for a directory.
    public let server: S3Server?
    /// The checksum that the server is asked to keep.
    public let checksumAlgorithm: ChecksumAlgorithm

    /// A store in a directory.
    public static let local = StoreUnderTest(server: nil)
    /// The directory, and each server that runs.
    public static let all = [local] + onServers
    /// Each server that runs.
    public static let onServers = S3Server.present.map { StoreUnderTest(server: $0) }
    /// The servers that keep a CRC64NVME of all bytes of objects that are sent in parts, and are asked for it.
    public static let keepingCRC64NVME = S3Server.present("seaweedfs").map {
        StoreUnderTest(server: $0, checksumAlgorithm: .crc64nvme)
    }

    /// Chooses a server, or a directory for nil.
    public init(server: S3Server?, checksumAlgorithm: ChecksumAlgorithm = .sha256) {
        self.server = server
        self.checksumAlgorithm = checksumAlgorithm
    }

    /// The name in test reports.
    public var testDescription: String {
        let name = server?.name ?? "local"
        return checksumAlgorithm == .sha256 ? name : "\(name), \(checksumAlgorithm)"
    }

    /// The capabilities of the store.
    public var capabilities: StoreCapabilities {
        guard checksumAlgorithm == .sha256 else {
            // SeaweedFS compares bodies with checksums, and not with the digest that requests are signed with.
            return StoreCapabilities(checksDigests: false, decidesConcurrentUploads: false)
        }
        return server?.capabilities ?? .local
    }

    /// Makes an empty store.
    public func make() async throws -> TestStore {
        let (location, kind): (StoreLocation, Destination.Kind)
        if let server {
            let (bucket, prefix) = (S3Server.bucket, try await server.makePrefix())
            location = .bucket(server, prefix: prefix)
            kind = .s3(
                try S3Destination(bucket: bucket, prefix: prefix, region: "us-east-1", endpoint: server.endpoint)
            )
        } else {
            let directory = TemporaryDirectory.path.appending("store")
            (location, kind) = (.directory(directory), .local(store: directory.string))
        }
        let factory = StoreFactory(
            directory: TemporaryDirectory.path,
            environment: server?.environment ?? [:],
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            checksumAlgorithm: checksumAlgorithm
        )
        let store = try factory.makeStore(for: Destination(name: "test", kind: kind))
        return TestStore(store: store, capabilities: capabilities, location: location)
    }
}

/// An empty store that one test uses.
public struct TestStore: Sendable {
    /// The store.
    public let store: any ObjectStore
    /// The capabilities that the store must show.
    public let capabilities: StoreCapabilities
    /// Access to the objects that does not go through the store.
    public let location: StoreLocation

    /// Creates a store for a test from its parts.
    public init(store: any ObjectStore, capabilities: StoreCapabilities, location: StoreLocation) {
        self.store = store
        self.capabilities = capabilities
        self.location = location
    }

    /// The objects by key as other programs find them; an unfinished upload is recorded as an issue.
    public func contents() async throws -> [String: FoundObject] {
        for key in try await location.openUploads() { Issue.record("unfinished upload of '\(key)'") }
        return try await location.contents()
    }
}
