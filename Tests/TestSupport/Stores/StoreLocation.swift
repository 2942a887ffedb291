internal import Foundation
public import SystemPackage

/// The location of a store, and access to its objects that does not go through this program: by file or by boto3.
public enum StoreLocation: Sendable {
    case directory(FilePath)
    case bucket(S3Server, prefix: String)

    /// The prefix of the keys in the bucket; empty in a directory.
    public var prefix: String {
        switch self {
        case .directory: ""
        case .bucket(_, let prefix): prefix
        }
    }

    /// The objects by key; the temporary files of unfinished objects count too.
    public func contents() async throws -> [String: FoundObject] {
        switch self {
        case .directory(let directory):
            let names = Self.fileNames(in: directory)
            return try Dictionary(
                uniqueKeysWithValues: names.map { ($0, try FoundObject(file: directory.appending($0))) }
            )
        case .bucket(let server, let prefix): return try await server.objects(below: prefix)
        }
    }

    /// Returns the bytes of an object.
    public func read(_ key: String) async throws -> [UInt8] {
        switch self {
        case .directory(let directory):
            Array(try Data(contentsOf: URL(fileURLWithPath: directory.appending(key).string)))
        case .bucket(let server, let prefix): try await server.read(prefix + key)
        }
    }

    /// Returns the checksums that a server keeps of an object, and their type, by S3's names; none in a directory.
    public func checksums(of key: String) async throws -> [String: String] {
        switch self {
        case .directory: [:]
        case .bucket(let server, let prefix): try await server.checksums(of: prefix + key)
        }
    }

    /// Writes an object, whether or not there is one.
    public func write(_ bytes: [UInt8], to key: String) async throws {
        switch self {
        case .directory(let directory): try FileNode.file(bytes).write(to: directory.appending(key))
        case .bucket(let server, let prefix): try await server.write(bytes, to: prefix + key)
        }
    }

    /// Damages an object in its place.
    public func damage(_ key: String, _ damage: Damage) async throws {
        switch self {
        case .directory: try await write(damage.apply(to: try await read(key)), to: key)
        case .bucket(let server, let prefix): try await server.damage(prefix + key, damage)
        }
    }

    /// Deletes an object.
    public func remove(_ key: String) async throws {
        switch self {
        case .directory(let directory): try FileManager.default.removeItem(atPath: directory.appending(key).string)
        case .bucket(let server, let prefix): try await server.remove(prefix + key)
        }
    }

    /// Returns the keys of unfinished multipart uploads; a directory has none.
    public func openUploads() async throws -> [String] {
        switch self {
        case .directory: []
        case .bucket(let server, let prefix): try await server.openUploads(below: prefix)
        }
    }

    /// Returns the sorted paths of all files below a directory, which need not exist.
    static func fileNames(in directory: FilePath) -> [String] {
        let paths = (try? FileManager.default.subpathsOfDirectory(atPath: directory.string)) ?? []
        return paths.filter { path in
            let type = try? FileManager.default.attributesOfItem(atPath: directory.appending(path).string)[.type]
            return type as? FileAttributeType != .typeDirectory
        }
        .sorted()
    }
}
