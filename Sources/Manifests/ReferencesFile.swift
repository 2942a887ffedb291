public import Basics
internal import FoundationEssentials
internal import Glibc
public import SystemPackage

/// The references file of a project, which several publishers may change at the same time.
///
/// In the file, URIs of local stores are relative to its directory; the references that are read from it have absolute
/// ones.
public struct ReferencesFile: Sendable {
    /// References are small: a larger file is something else.
    private static let byteLimit = 64 << 20

    /// The path of the file.
    public let path: FilePath
    /// The local stores whose URIs are absolute in the file too.
    private let absoluteStores: [FilePath]

    /// Names a file, which may not exist yet.
    ///
    /// - Parameters:
    ///   - path: The path of the file.
    ///   - absoluteStores: The local stores whose URIs are absolute in the file too: those that the manifest names by
    ///     absolute paths, which are the same for everyone.
    public init(_ path: FilePath, absoluteStores: [FilePath] = []) {
        self.path = path
        self.absoluteStores = absoluteStores
    }

    /// Names the file of a program without types for paths.
    ///
    /// - Parameter path: The path of the file.
    public init(path: String) {
        self.init(FilePath(path))
    }

    /// The directory of the file, absolute.
    public var directory: FilePath {
        FilePath(FileManager.default.currentDirectoryPath).pushing(path).lexicallyNormalized().removingLastComponent()
    }

    /// Whether the file exists.
    public var exists: Bool { access(path.string, F_OK) == 0 }

    /// Returns the references as the file has them, with relative URIs of local stores.
    public func relativizingURIs(of references: References) -> References {
        references.relativizingURIs(to: directory, except: absoluteStores)
    }

    /// Reads the references; there are none if there is no file.
    ///
    /// - Throws: `FileError`, `ManifestError.references`.
    public func read() throws -> References {
        guard let text = try readText() else { return References() }
        return try References(json: text, file: path.string).resolvingURIs(in: directory)
    }

    /// Reads the references that are usable: an `update` continues from them.
    ///
    /// - Throws: `FileError`, `ManifestError.references`.
    public func readForUpdate() throws -> References.Rebuilt { try rebuild(try readText()) }

    /// Replaces the references while no other publisher does; an equal file is not touched.
    ///
    /// - Parameter change: Changes the usable references that the file has now.
    /// - Returns: The publications of the file that were not usable, and that the change has not added again.
    /// - Throws: `FileError`, `ManifestError.references`, what `change` throws.
    @discardableResult
    public func update(_ change: (inout References) throws -> Void) throws -> [DroppedReference] {
        // The file itself is replaced. On a file system without locks, two publishers of one project at the same moment may
        // lose a reference, which the next publish restores.
        try DirectoryLock.holdingBlocking(path.removingLastComponent()) {
            let text = try readText()
            let before = try rebuild(text)
            var after = before.references
            try change(&after)
            let newText = relativizingURIs(of: after).text
            let isSame = text.map { $0.hasSameBytes(as: newText) } ?? after.assets.isEmpty
            if !isSame { try TemporaryFile.write(newText, to: path) }
            return before.dropped.filter { after[$0.key, $0.destination] == nil }
        }
    }

    /// Tries whether the file can be replaced, before anything is published that could not be referenced then.
    ///
    /// - Throws: `FileError`.
    public func checkWritable() throws(FileError) {
        let destination = try TemporaryFile.destination(path)
        try TemporaryFile(in: destination.removingLastComponent()).discard()
    }

    private func readText() throws(FileError) -> String? { try SmallFile.read(path, limit: Self.byteLimit) }

    private func rebuild(_ text: String?) throws(ManifestError) -> References.Rebuilt {
        guard let text else { return References.Rebuilt() }
        var rebuilt = try References.rebuilding(json: text, file: path.string)
        rebuilt.references = rebuilt.references.resolvingURIs(in: directory)
        return rebuilt
    }
}
