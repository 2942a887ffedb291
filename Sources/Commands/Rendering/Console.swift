internal import Basics
internal import Synchronization
internal import SystemPackage

/// Standard output for results, standard error for everything else.
enum Console {
    /// Prints a line of results, of which no text of others makes two.
    static func print(_ line: String) throws(FileError) {
        try print(document: line.printableLine + "\n")
    }

    /// Prints the text of a JSON document, in which JSON's own escapes stand for what a terminal or a CI system would obey.
    static func print(json document: String) throws(FileError) {
        try print(document: document.escapedAsJSON)
    }

    /// Prints a document as it is: it has its own last newline, and the escapes of its format.
    static func print(document: String) throws(FileError) {
        try FileError.naming("write to", "standard output") {
            _ = try FileDescriptor.standardOutput.writeAll(Array(document.utf8))
        }
    }

    /// Prints a line to standard error, of which no text of others makes two.
    ///
    /// A failure is ignored, since there is no other place to report it.
    static func note(_ line: String) {
        withErasedLine { write("\(line.printableLine)\n") }
    }

    // MARK: The drawn line

    /// Whether the last line of a terminal has a text that was drawn there, behind which the cursor is.
    private static let isLineDrawn = Mutex(false)
    private static let erasure = "\r\u{1B}[K"

    /// Draws text over the current line of a terminal.
    static func draw(_ line: String) {
        isLineDrawn.withLock { isDrawn in
            write(erasure + line.printableLine)
            isDrawn = !line.isEmpty
        }
    }

    /// Erases the drawn line, if there is one.
    static func erase() {
        withErasedLine {}
    }

    /// Writes to standard error, where no drawn line is before the text, and none is drawn meanwhile.
    static func withErasedLine(_ body: () -> Void) {
        isLineDrawn.withLock { isDrawn in
            if isDrawn { write(erasure) }
            isDrawn = false
            body()
        }
    }

    private static func write(_ text: String) {
        _ = try? FileDescriptor.standardError.writeAll(Array(text.utf8))
    }
}
