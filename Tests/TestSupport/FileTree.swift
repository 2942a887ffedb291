internal import Foundation
public import SystemPackage

/// A directory's content, written in a test as it would be drawn.
public enum FileNode: ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral, Sendable {
    case file([UInt8], permissions: UInt32 = 0o644)
    case link(String)
    case directory([String: FileNode])

    /// Makes a file that holds text.
    public init(stringLiteral value: String) { self = .file(Array(value.utf8)) }
    /// Makes a directory.
    public init(dictionaryLiteral elements: (String, FileNode)...) {
        self = .directory(Dictionary(uniqueKeysWithValues: elements))
    }

    /// An executable file.
    public static func executable(_ text: String) -> FileNode { .file(Array(text.utf8), permissions: 0o755) }

    /// Creates this at a path, with the directories above it.
    @discardableResult
    public func write(to path: FilePath) throws -> FilePath {
        switch self {
        case .file(let bytes, let permissions):
            try FileManager.default.createDirectory(
                atPath: path.removingLastComponent().string,
                withIntermediateDirectories: true
            )
            let descriptor = try FileDescriptor.open(
                path,
                .writeOnly,
                options: [.create, .truncate],
                permissions: FilePermissions(rawValue: permissions)
            )
            defer { try? descriptor.close() }
            try descriptor.writeAll(bytes)
            // Whatever the mask was.
            try FileManager.default.setAttributes([.posixPermissions: Int(permissions)], ofItemAtPath: path.string)
        case .link(let target):
            try FileManager.default.createDirectory(
                atPath: path.removingLastComponent().string,
                withIntermediateDirectories: true
            )
            try FileManager.default.createSymbolicLink(atPath: path.string, withDestinationPath: target)
        case .directory(let children):
            try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: true)
            for (name, child) in children { try child.write(to: FilePath(path.string + "/" + name)) }
        }
        return path
    }
}
