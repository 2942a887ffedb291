import Assets
import Glibc
import IgnoreRules
import Staging
import SystemPackage
import TestSupport

/// A tree in the running test's directory.
enum Looking {
    static var root: FilePath { TemporaryDirectory.path.appending("root") }

    /// Writes a directory and walks it.
    static func tree(
        of content: FileNode,
        links: FileTree.LinkPolicy = .replace,
        excluding patterns: [String] = []
    ) throws -> FileTree {
        try content.write(to: root)
        return try FileTree(at: root, links: links, rules: IgnoreRuleSet(patterns: patterns))
    }
}

extension FileTree {
    /// One line for each entry: `d/` a directory, `f 5` a file of 5 bytes, `x* 5` an executable one, `l -> t` a link.
    var lines: [String] {
        entries.map { entry in
            switch entry.kind {
            case .directory: "\(entry.path)/"
            case .file(let size, let isExecutable): "\(entry.path)\(isExecutable ? "*" : "") \(size)"
            case .link(let target): "\(entry.path) -> \(target)"
            }
        }
    }
}

/// Runs a call that sets `errno` when it fails.
func expectingSuccess(_ status: CInt) throws(Errno) {
    guard status >= 0 else { throw Errno(rawValue: errno) }
}

extension FileTree {
    /// Reads a tree with settings that most tests do not need to name.
    func hashed(
        width: Int,
        cache: FingerprintCache? = nil,
        reader: (any TreeReader)? = nil,
        read: @Sendable @escaping (Int) -> Void
    ) async throws -> KnownContent {
        try await hashed(StagingOptions(width: width, cache: cache, treeReader: reader, progress: reading(read)))
    }
}

extension WalkedAsset {
    /// Reads an asset with settings that most tests do not need to name.
    func stage(width: Int, partSize: Int? = nil, read: @Sendable @escaping (Int) -> Void) async throws -> StagedAsset {
        try await stage(StagingOptions(width: width, partByteCount: partSize, progress: reading(read)))
    }
}

/// A receiver of progress that counts the bytes read alone.
private func reading(_ read: @Sendable @escaping (Int) -> Void) -> @Sendable (StagingProgress) -> Void {
    { progress in
        if case .read(let count) = progress { read(count) }
    }
}
