internal import Basics

/// Rules about names that occur more than once.
extension LintRule {
    static let fileAndFolder = LintRule("file-and-folder") { context in
        let members = context.listing.members
        let files = Set(members.filter { !$0.isDirectory }.map { Path($0.parts) })
        return context.diagnostics(
            members.filter { member in
                let parts = member.parts
                let folders = member.isDirectory ? 0..<parts.count : 0..<max(0, parts.count - 1)
                return folders.contains { files.contains(Path(parts[...$0])) }
            },
            .error,
            "a name in its path is both a file and a folder: SageMaker cannot create one of them",
            fix: "rename one of the two"
        )
    }

    static let duplicateName = LintRule("duplicate-name") { context in
        var seen: Set<Path> = []
        return context.diagnostics(
            context.listing.members.filter { !$0.isDirectory && !seen.insert(Path($0.parts)).inserted },
            .warning,
            "the name is there more than once: the last one replaces the others when it is unpacked",
            fix: "make the archive again; 'tar --append' adds a second copy of what is there"
        )
    }

    static let namesDifferInCase = LintRule("names-differ-in-case") { context in
        var spellings: [String: Path] = [:]
        return context.diagnostics(
            context.listing.members.filter { member in
                let path = Path(member.parts)
                // Swift compares canonically equivalent texts as equal: é in one or in two scalars.
                let spelling = path.text.lowercased()
                guard let first = spellings[spelling] else {
                    spellings[spelling] = path
                    return false
                }
                return first != path
            },
            .warning,
            "another name differs in case or accents only: on the endpoint these are two, on a Mac or Windows one",
            fix: "remove the one that is not meant, or rename it"
        )
    }
}

/// A path that compares by its bytes, unlike a Swift string.
private struct Path: Hashable {
    private let bytes: [UInt8]

    init(_ parts: some BidirectionalCollection<String>) {
        bytes = Array(parts.joined(separator: "/").utf8)
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Hashes all bytes at once: an array hashes byte by byte.
    func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}
