/// The text of a shared AWS file: sections of settings, some of which hold settings of their own.
///
/// The rules are those of "Shared config and credentials files" in the AWS SDKs and tools reference guide:
///
/// - `#` and `;` start a comment at the start of a line, and after white space behind a value.
/// - Names of settings have no case; names of sections have one.
/// - An indented line continues the setting above it: as nested settings if that has no value.
/// - A section or a setting that occurs again adds to the first, and the last value wins.
package struct INI: Sendable, Hashable {
    /// A setting's value, and the settings nested in it.
    package struct Setting: Sendable, Hashable {
        package var value: String
        package var nested: [String: String] = [:]
    }

    /// A line that is none of these, by its number: its text may be a secret.
    package struct SyntaxError: Error, Hashable {
        package let line: Int
    }

    /// The settings of each section, by the text between its brackets.
    package private(set) var sections: [String: [String: Setting]] = [:]

    /// Reads text.
    package init(_ text: String) throws(SyntaxError) {
        var section: String?
        var setting: String?
        for (index, line) in Self.lines(of: text).enumerated() where !Self.isBlankOrComment(line) {
            let content = Self.trimmed(line)
            if content.hasPrefix("[") {
                guard let name = Self.sectionName(content) else { throw SyntaxError(line: index + 1) }
                if sections[name] == nil { sections[name] = [:] }
                (section, setting) = (name, nil)
            } else if line.first.map(Self.isSpace) ?? false, let section, let setting {
                nest(content, in: setting, of: section)
            } else {
                // The first setting of a section may be indented: editors do that.
                guard let section, let (name, value) = Self.assignment(content) else {
                    throw SyntaxError(line: index + 1)
                }
                sections[section]?[name] = Setting(value: value)
                setting = name
            }
        }
    }

    private mutating func nest(_ content: Substring, in setting: String, of section: String) {
        guard var outer = sections[section]?[setting] else { return }
        if outer.value.isEmpty, let (name, value) = Self.assignment(content) {
            outer.nested[name] = value
        } else if outer.nested.isEmpty {
            outer.value += "\n\(content)"
        }
        sections[section]?[setting] = outer
    }
}

// MARK: Lines

extension INI {
    private static func lines(of text: String) -> [Substring] {
        // Windows' line ends are one character, of two scalars.
        text.trimmingByteOrderMark.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    }

    private static func isBlankOrComment(_ line: Substring) -> Bool {
        guard let first = trimmed(line).first else { return true }
        return first == "#" || first == ";"
    }

    /// `[profile a]`, with nothing but a comment behind it; each run of white space inside the name becomes one space.
    private static func sectionName(_ content: Substring) -> String? {
        guard let end = content.firstIndex(of: "]") else { return nil }
        let rest = trimmed(content[content.index(after: end)...])
        guard rest.isEmpty || rest.hasPrefix("#") || rest.hasPrefix(";") else { return nil }
        let words = content[..<end].dropFirst().split(whereSeparator: isSpace)
        return words.isEmpty ? nil : words.joined(separator: " ")
    }

    private static func assignment(_ content: Substring) -> (name: String, value: String)? {
        guard let equals = content.firstIndex(of: "=") else { return nil }
        let name = trimmed(content[..<equals]).lowercased()
        guard !name.isEmpty else { return nil }
        return (name, String(withoutComment(trimmed(content[content.index(after: equals)...]))))
    }

    private static func withoutComment(_ value: Substring) -> Substring {
        var isAfterSpace = true
        for index in value.indices {
            if isAfterSpace, value[index] == "#" || value[index] == ";" { return trimmed(value[..<index]) }
            isAfterSpace = isSpace(value[index])
        }
        return value
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop(while: isSpace)
        return start.lastIndex { !isSpace($0) }.map { start[...$0] } ?? start
    }

    private static func isSpace(_ character: Character) -> Bool {
        character == " " || character == "\t" || character == "\r"
    }
}

extension String {
    fileprivate var trimmingByteOrderMark: Substring {
        unicodeScalars.first == "\u{FEFF}" ? Substring(unicodeScalars.dropFirst()) : self[...]
    }
}
