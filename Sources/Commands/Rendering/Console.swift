internal import Basics
internal import Glibc

/// Standard output for results, standard error for everything else.
enum Console {
    /// Prints a line of results.
    static func print(_ line: String) {
        write(line + "\n", to: stdout)
        fflush(stdout)
    }

    /// Prints a document that has its own last newline.
    static func print(document: String) {
        write(document, to: stdout)
        fflush(stdout)
    }

    /// Prints a line for people.
    static func note(_ line: String) {
        write(line + "\n", to: stderr)
    }

    /// Draws text over the current line of a terminal.
    static func draw(_ line: String) {
        write("\r\u{1B}[K" + line, to: stderr)
    }

    /// Whether people look at standard error as it is written.
    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    private static func write(_ text: String, to stream: UnsafeMutablePointer<FILE>?) {
        guard let stream else { return }
        fputs(text, stream)
    }
}
