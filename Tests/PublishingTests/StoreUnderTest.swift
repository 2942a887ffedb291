import Foundation
import Logging
import Manifests
import Publishing
import SystemPackage
import TestSupport
import Testing

/// A store that the contract is held against, with a way to look at it that is not ours.
struct StoreUnderTest: Sendable, CustomTestStringConvertible {
    /// The server, or nil for the local store.
    let server: S3Server?

    static let all = [StoreUnderTest(server: nil)] + S3Server.present.map(StoreUnderTest.init)

    var testDescription: String { server?.name ?? "local" }
    /// Whether a write may leave what is there.
    var knowsConditions: Bool { server?.knowsConditions ?? true }
    /// Whether it replaces only what is to be replaced.
    var knowsReplacements: Bool { server?.knowsReplacements ?? true }
    /// Whether one of several writers at a time is told that it wrote, and the others that they did not.
    var decidesRaces: Bool { server?.decidesRaces ?? true }
    /// The same of several uploads at a time.
    var decidesCompletionRaces: Bool { server?.decidesCompletionRaces ?? true }
    /// Whether it says a checksum of each object: of a file in a directory there is none but by reading it.
    var saysChecksums: Bool { server?.keepsChecksums ?? false }

    /// Makes an empty store.
    func make() async throws -> Made {
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
    struct Made: Sendable {
        let store: any Store
        let place: Place

        /// What is in it by key, as others see it; what is not finished counts too.
        func contents() async throws -> [String: FoundObject] {
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

    enum Place: Sendable {
        case directory(FilePath)
        case bucket(prefix: String, S3Server)
    }
}
