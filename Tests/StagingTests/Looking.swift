import Glibc
import Assets
import IgnoreRules
import Staging
import SystemPackage
import TestSupport

/// What a test makes and sees: a tree in the running test's directory.
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
