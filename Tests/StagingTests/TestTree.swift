import Assets
import Glibc
import IgnoreRules
import Staging
import SystemPackage
import TestSupport

/// A tree in the temporary directory of the running test.
enum TestTree {
    static var root: FilePath { TemporaryDirectory.path.appending("root") }

    /// Writes files and returns the walked tree.
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
    /// A line for each entry: `d/` a directory, `f 5` a file of 5 bytes, `x* 5` an executable one, `l -> t` a link.
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

/// Throws `errno` if the result of a system call is negative.
func expectingSuccess(_ status: CInt) throws(Errno) {
    guard status >= 0 else { throw Errno(rawValue: errno) }
}

extension FileTree {
    /// Hashes a tree with the settings that most tests need.
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
    /// Stages an asset with the settings that most tests need.
    func stage(width: Int, partSize: Int? = nil, read: @Sendable @escaping (Int) -> Void) async throws -> StagedAsset {
        try await stage(StagingOptions(width: width, partByteCount: partSize, progress: reading(read)))
    }
}

/// Returns a receiver of progress that passes on only the bytes read.
private func reading(_ read: @Sendable @escaping (Int) -> Void) -> @Sendable (StagingProgress) -> Void {
    { progress in
        if case .read(let count) = progress { read(count) }
    }
}
