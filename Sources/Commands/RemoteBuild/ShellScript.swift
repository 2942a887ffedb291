internal import Basics

/// Lines of a script for a POSIX shell, whose words are quoted so that none of them is read as anything else.
struct ShellScript {
    private(set) var lines: [String] = []

    /// A word: a text that is quoted, or one that the shell expands.
    enum Word: ExpressibleByStringLiteral {
        /// A text that the shell takes as it is.
        case text(String)
        /// A part of a script, such as `"$directory/context"`, which is written as it stands.
        case expanded(StaticString)

        init(stringLiteral value: String) { self = .text(value) }

        var quoted: String {
            switch self {
            case .text(let text): text.inSingleQuotes
            case .expanded(let script): "\(script)"
            }
        }
    }

    /// Adds a line of the script itself.
    mutating func add(_ line: StaticString) { lines.append("\(line)") }

    /// Adds a command.
    ///
    /// - Parameters:
    ///   - words: The program and its arguments.
    ///   - ending: A redirection or a pipe that follows them.
    mutating func run(_ words: [Word], _ ending: StaticString = "") {
        let command = words.map(\.quoted).joined(separator: " ")
        lines.append(ending.utf8CodeUnitCount == 0 ? command : "\(command) \(ending)")
    }

    /// Adds the assignment of a command's output to a variable: the script ends if the command fails, other than in a pipe.
    mutating func assign(_ variable: StaticString, outputOf words: [Word]) {
        lines.append("\(variable)=$(\(words.map(\.quoted).joined(separator: " ")))")
    }

    /// Adds a comment of one line.
    mutating func comment(_ text: String) { lines.append("# \(text.printableLine)") }

    /// Adds the line by which curl's configuration names a URL.
    ///
    /// Source: "-K, --config" in the manual of curl.
    mutating func addCurlURL(_ url: String) {
        let escaped = url.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        lines.append("url = \"\(escaped.printableLine)\"")
    }
}

extension String {
    /// The text as one word of a shell: in single quotes, within which nothing has a meaning, unless it needs none.
    ///
    /// Closing and opening them again changes nothing, but no line then begins with a text of others, and no text is a
    /// command of a CI system. What terminals obey is made by `printf`, which keeps all but newlines at the end.
    fileprivate var inSingleQuotes: String {
        if !isEmpty, utf8.allSatisfy({ isPlainInShell($0) }) { return self }
        var word: String.UnicodeScalarView = "'".unicodeScalars
        for scalar in unicodeScalars {
            switch scalar {
            case "'": word.append(contentsOf: "'\\''".unicodeScalars)
            case "\n": word.append(contentsOf: "\n''".unicodeScalars)
            case "#" where word.last == "#": word.append(contentsOf: "''#".unicodeScalars)
            case _ where scalar.isUnprintable:
                word.append(contentsOf: "'\"$(printf '\(scalar.octalEscapes)')\"'".unicodeScalars)
            default: word.append(scalar)
            }
        }
        return String(word) + "'"
    }
}

extension Unicode.Scalar {
    /// The bytes of the scalar as `printf` reads them: `\302\233`.
    fileprivate var octalEscapes: String {
        String(self).utf8.map { byte in
            let digits = String(byte, radix: 8)
            return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
        }
        .joined()
    }
}

private func isPlainInShell(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
    default: "%+,-./:@_".utf8.contains(byte)
    }
}
