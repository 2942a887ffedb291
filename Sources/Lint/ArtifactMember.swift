internal import Basics

/// A name in a model artifact, and what it stands for.
public struct ArtifactMember: Sendable, Hashable {
    /// The kind of a member.
    public enum Kind: Sendable, Hashable {
        /// A regular file of a size in bytes, as far as the artifact says.
        case file(size: Int64)
        case directory
        /// A symbolic link with its target as it stands.
        case symbolicLink(target: String)
        /// Another name of a file that stands before it in the archive.
        case hardLink(target: String)
        /// Another kind of file: "device", "named pipe", "socket".
        case special(String)
    }

    /// The name's bytes as they stand in the artifact.
    public let name: [UInt8]
    /// The kind of the member.
    public let kind: Kind
    /// The parts between slashes, without empty ones and without `.`, which name nothing; none of a name that is too
    /// long for any system, of which there is nothing else to say.
    let parts: [String]

    /// Makes a member.
    public init(name: [UInt8], kind: Kind) {
        self.name = name
        self.kind = kind
        // Kept, for nearly every rule asks for them.
        let text = name.count > Self.nameByteLimit ? "" : String(decoding: name, as: UTF8.self)
        parts = text.pathComponents.filter { $0 != "." }
    }

    /// Makes a member of a name in UTF-8.
    public init(_ name: String, _ kind: Kind) {
        self.init(name: Array(name.utf8), kind: kind)
    }
}

extension ArtifactMember {
    /// The longest name that Linux takes (`PATH_MAX`).
    static let nameByteLimit = 4096

    /// The last part; empty for the root itself.
    var baseName: String { parts.last ?? "" }

    /// The name as text; bytes that are no UTF-8 become U+FFFD.
    var text: String { String(decoding: name, as: UTF8.self) }

    var isAbsolute: Bool { name.first == UInt8(ascii: "/") }

    var isDirectory: Bool { kind == .directory }

    /// Whether the name stands for content, its own or another name's.
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

    /// The name for people, on one line whatever is in it.
    var shown: String {
        text.unicodeScalars.reduce(into: "") { shown, scalar in
            if scalar.properties.generalCategory == .control {
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
    }
}
