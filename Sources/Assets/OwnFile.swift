internal import Basics
internal import Glibc

/// The files that the program writes, as far as they are recognized by their names or their text.
///
/// They take part in no asset: a project whose directory is an asset would change with every publish. What decides is in
/// the files, so that an asset has the same address on every machine.
package enum OwnFile {
    /// The default name of references files.
    package static let referencesName = "sageassets.references.json"
    /// The directory of the default store.
    package static let directoryName = ".sageassets"
    /// The path of the default store, relative to the manifest.
    package static let storePath = "\(directoryName)/store"
    /// The text with which generated templates say what they are.
    package static let templateMark = "Made by sageassets synth"

    /// The number of bytes at the beginning and at the end of a file that are looked at.
    package static let lookedAtByteCount = 160
    private static let sizes = Int64(64)...Int64(8 << 20)
    /// The longest name without a dot: not those of objects of git, which are many.
    private static let nameByteLimit = 32
    private static let markBytes = Array(templateMark.utf8)
    /// In lower case, which names need not have.
    private static let extensions = ["json", "yaml", "yml", "template"].map { Array(".\($0)".utf8) }
    /// The calls of boto3's arguments, which have no place for a mark.
    private static let calls = [
        "attachRolePolicy", "createEndpoint", "createEndpointConfig", "createModel", "createRole", "putMetricAlarm",
        "putRolePolicy", "putScalingPolicy", "registerScalableTarget",
    ].map { Lines("{\n  \"\($0)\": {\n    \"") }
    private static let referencesBeginning = Lines("{\n  \"assets\": {")
    private static let referencesEnd = Array("\n  \"schema\": \"sageassets/references/v".utf8)

    /// Whether a file or directory has a name that the program gives.
    package static func isNamed(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        switch name.first {
        case UInt8(ascii: "."):
            name.elementsEqual(directoryName.utf8) || TemporaryFile.isName(name)
        case UInt8(ascii: "s"): name.elementsEqual(referencesName.utf8)
        default: false
        }
    }

    /// Whether a file may be a generated template or a references file with another name, so that its text decides.
    package static func mayBeGenerated(_ path: String, byteCount: Int64) -> Bool {
        guard sizes.contains(byteCount) else { return false }
        var path = path
        return path.withUTF8 { path in
            var position = path.count
            while position > 0 {
                position -= 1
                switch path[position] {
                case UInt8(ascii: "."):
                    let end = UnsafeBufferPointer(rebasing: path[position...])
                    return extensions.contains { hasExtension(end, $0) }
                case UInt8(ascii: "/"): return path.count - position - 1 <= nameByteLimit
                default: break
                }
            }
            return path.count <= nameByteLimit
        }
    }

    /// Compares from the dot, without regard to case, and without the calls of generic code.
    private static func hasExtension(_ end: UnsafeBufferPointer<UInt8>, _ name: [UInt8]) -> Bool {
        guard end.count == name.count else { return false }
        // The bit in which the cases of a letter differ; nothing else becomes a letter with it.
        for index in name.indices where end[index] | 0x20 != name[index] { return false }
        return true
    }

    /// Whether a file is a generated template or a references file, also one that git checked out with CR LF.
    ///
    /// - Parameters:
    ///   - beginning: The first bytes of the file.
    ///   - end: Returns the last bytes of the file, which are not looked at as a rule.
    package static func isGenerated(beginning: UnsafeRawBufferPointer, end: () -> [UInt8]) -> Bool {
        let isOfWindows = beginning.count > 1 && beginning[1] == UInt8(ascii: "\r")
        if beginning.starts(with: referencesBeginning.bytes(isOfWindows)) {
            return end().withUnsafeBytes { $0.contains(bytes: referencesEnd) }
        }
        return beginning.contains(bytes: markBytes) || calls.contains { beginning.starts(with: $0.bytes(isOfWindows)) }
    }

    /// The first lines of a file, with both kinds of line ends.
    private struct Lines {
        private let unix: [UInt8]
        private let windows: [UInt8]

        init(_ text: String) {
            unix = Array(text.utf8)
            windows = Array(text.replacing("\n", with: "\r\n").utf8)
        }

        func bytes(_ isOfWindows: Bool) -> [UInt8] { isOfWindows ? windows : unix }
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func contains(bytes: [UInt8]) -> Bool {
        indices.contains { self[$0] == bytes.first && has(bytes, at: $0) }
    }

    fileprivate func starts(with bytes: [UInt8]) -> Bool { has(bytes, at: 0) }

    /// Compares without the calls of generic code, which would cost more than reading the bytes.
    private func has(_ bytes: [UInt8], at offset: Int) -> Bool {
        guard let baseAddress, count >= offset + bytes.count else { return false }
        return bytes.withUnsafeBytes { bytes in
            bytes.baseAddress.map { memcmp(baseAddress + offset, $0, bytes.count) == 0 } ?? true
        }
    }
}
