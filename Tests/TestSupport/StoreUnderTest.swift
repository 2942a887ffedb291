internal import Foundation
internal import Logging
internal import Manifests
public import Stores
public import SystemPackage
public import Testing

/// A store for the contract tests, with a way to look at it that is not ours.
public struct StoreUnderTest: Sendable, CustomTestStringConvertible {
    /// The server, or nil for the local store.
    public let server: S3Server?

    /// The local store, and one on each server that is there.
    public static let all = [StoreUnderTest(server: nil)] + S3Server.present.map(StoreUnderTest.init)

    /// The name in test reports.
    public var testDescription: String { server?.name ?? "local" }
    /// Whether a write may leave what is there.
    public var knowsConditions: Bool { server?.knowsConditions ?? true }
    /// Whether it replaces only what is to be replaced.
    public var knowsReplacements: Bool { server?.knowsReplacements ?? true }
    /// Whether one of several writers at a time is told that it wrote, and the others that they did not.
    public var decidesRaces: Bool { server?.decidesRaces ?? true }
    /// The same of several uploads at a time.
    public var decidesCompletionRaces: Bool { server?.decidesCompletionRaces ?? true }
    /// Whether it says a checksum of each object: of a file in a directory there is none but by reading it.
    public var saysChecksums: Bool { server?.keepsChecksums ?? false }

    /// Makes an empty store.
    public func make() async throws -> Made {
        guard let server else {
            let directory = TemporaryDirectory.path.appending("store")
            let store = try factory.makeStore(for: Destination(name: "test", kind: .local(store: directory.string)))
            return Made(store: store, place: .directory(directory))
        }
        let prefix = try await server.makePrefix()
        let kind = Destination.Kind.s3(
            try S3Destination(bucket: S3Server.bucket, prefix: prefix, region: "us-east-1", endpoint: server.endpoint)
        )
        return Made(
            store: try factory.makeStore(for: Destination(name: "test", kind: kind)),
            place: .bucket(prefix: prefix, server)
        )
    }

    private var factory: StoreFactory {
        StoreFactory(
            directory: TemporaryDirectory.path,
            environment: server?.environment ?? [:],
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
    }

    /// A store and where it is.
    public struct Made: Sendable {
        /// The store.
        public let store: any ObjectStore
        /// The directory or the bucket.
        public let place: Place

        /// The objects by key, as other programs see them; unfinished ones count too.
        public func contents() async throws -> [String: FoundObject] {
            switch place {
            case .directory(let directory):
                let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.string)) ?? []
                return try Dictionary(
                    uniqueKeysWithValues: names.map { ($0, try FoundObject(file: directory.appending($0))) }
                )
            case .bucket(let prefix, let server):
                for key in try await server.openUploads(below: prefix) { Issue.record("an open upload of '\(key)'") }
                return try await server.objects(below: prefix)
            }
        }
    }

    /// The location of a store.
    public enum Place: Sendable {
        case directory(FilePath)
        case bucket(prefix: String, S3Server)
    }
}
