internal import Basics

/// A publish that a signal has ended.
struct PublishInterruption: UserFacingError {
    /// The bytes that were sent to destinations that keep them: whole objects, and parts that the next publish does not
    /// send again.
    let keptByteCount: Int
    /// The command line.
    let arguments: [String]

    var message: String {
        guard keptByteCount > 0 else { return "interrupted" }
        return "interrupted; the \(Format.bytes(keptByteCount)) that were sent are kept at the destination"
    }

    var hint: String? {
        let name = arguments.first.flatMap { $0.split(separator: "/").last }.map(String.init) ?? "sageassets"
        let command = [name] + arguments.dropFirst().map(\.shellQuoted)
        return "run '\(command.joined(separator: " "))' again to go on"
    }

    var errorCode: Diagnostic.Code { "interrupted" }

    var exitStatus: ExitStatus { .interrupted }
}

extension String {
    /// The text as one word of a POSIX shell.
    var shellQuoted: String {
        let isPlain =
            !isEmpty
            && utf8.allSatisfy { byte in
                byte >= 0x80 || Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber
                    || "%+,-./:=@_".utf8.contains(byte)
            }
        return isPlain
            ? self
            : "\""
                + replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("$", with: "\\$").replacing(
                    "`",
                    with: "\\`"
                ) + "\""
    }
}
