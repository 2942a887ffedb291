internal import Basics
internal import SystemPackage

/// Standard output for results, standard error for everything else.
enum Console {
    /// Prints a line of results.
    static func print(_ line: String) throws(FileError) {
        try print(document: line + "\n")
    }

    /// Prints a document that has its own last newline.
    static func print(document: String) throws(FileError) {
        try FileError.naming("write to", "standard output") {
            _ = try FileDescriptor.standardOutput.writeAll(Array(document.utf8))
        }
    }

    /// Prints lines to standard error; a failure is ignored, since there is no other place to report it.
    ///
    /// A message may quote a file of somebody else's: characters that a terminal would obey become spaces.
    static func note(_ message: String) {
        let isObeyed = { (scalar: Unicode.Scalar) in
            scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
        }
        let scalars = message.unicodeScalars.map { isObeyed($0) ? " " : $0 }
        let text = String(String.UnicodeScalarView(scalars)) + "\n"
        _ = try? FileDescriptor.standardError.writeAll(Array(text.utf8))
    }

    /// Draws text over the current line of a terminal.
    static func draw(_ line: String) {
        _ = try? FileDescriptor.standardError.writeAll(Array("\r\u{1B}[K\(line)".utf8))
    }
}
