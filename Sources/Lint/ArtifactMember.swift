internal import Archive
internal import Basics

/// A name in a model artifact, and the kind of file that it names.
struct ArtifactMember: Sendable, Hashable {
    typealias Kind = TarMember.Kind

    /// The bytes of the name as they stand in the artifact.
    let name: [UInt8]
    /// The kind of the member; the members of a directory have kinds of a tar archive, too.
    let kind: Kind
    /// The parts between slashes, without empty ones and `.`; empty for a name that no system can create, to which only
    /// the rule about long names applies.
    let parts: [String]

    init(_ member: TarMember) {
        name = member.name
        kind = member.kind
        // Stored, because nearly every rule needs them.
        let text = name.count > Self.nameByteLimit ? "" : String(decoding: name, as: UTF8.self)
        parts = text.pathComponents.filter { $0 != "." }
    }

    /// Creates a member with a name in UTF-8.
    init(_ name: String, _ kind: Kind) {
        self.init(TarMember(name: Array(name.utf8), kind: kind))
    }
}

extension ArtifactMember {
    /// The size in bytes of the longest path that Linux accepts (`PATH_MAX`).
    static let nameByteLimit = 4096

    /// The last part of the path; empty for the root.
    var baseName: String { parts.last ?? "" }

    /// The name as text; invalid UTF-8 becomes U+FFFD.
    var text: String { String(decoding: name, as: UTF8.self) }

    var isAbsolute: Bool { name.first == UInt8(ascii: "/") }

    var isDirectory: Bool { kind == .directory }

    /// Whether the name refers to content: its own, or that of another name by a link.
    var isFile: Bool {
        switch kind {
        case .file, .symbolicLink, .hardLink: true
        case .directory, .special: false
        }
    }

    /// The size of a file's content in bytes; 0 for everything else.
    var byteCount: Int64 {
        if case .file(let size) = kind { size } else { 0 }
    }

    /// The name for messages.
    var shown: String { text.printableLine }
}
