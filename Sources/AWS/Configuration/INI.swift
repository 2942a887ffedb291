/// The text of a shared AWS file: sections of settings, some of which have settings nested in them.
///
/// The rules are botocore's, which are those of Python's `configparser`:
///
/// - A line that begins with `[` and has a `]` is a section; text behind the last `]` does not count.
/// - `=` or `:` ends a setting's name, whichever comes first; names have no case. A value has no comments in it.
/// - A line that is indented more than the setting above it continues that setting's value, over blank lines too. If the
///   value is otherwise empty, such lines are nested settings, whose names end in `=` only.
/// - `#` and `;` begin a comment at the start of a line, however far it is indented.
/// - The settings of `[DEFAULT]` count in every section that does not have them.
///
/// botocore refuses the whole file for one line that is wrong: one that is no setting, or that begins a section or sets a setting
/// again. Here such a line is noted in its section, so that the other sections stay usable.
package struct INI: Sendable, Hashable {
    /// The value of a setting.
    package enum Value: Sendable, Hashable {
        /// Text of one or more lines, without blanks around it.
        case text(String)
        /// Settings of its own.
        case nested([String: String])
    }

    /// A line that makes its section unusable.
    package struct Fault: Sendable, Hashable {
        /// The kind of fault of a line.
        package enum Kind: Sendable, Hashable {
            /// It is not a setting: its text may be a secret.
            case notASetting
            /// It begins a section that the file has already.
            case repeatedSection
            /// It sets what the section sets already.
            case repeatedSetting(String)
        }

        /// The number of the line.
        package let line: Int
        package let kind: Kind
    }

    /// The settings below a header.
    package struct Section: Sendable, Hashable {
        /// The text between the brackets, as it is written.
        package let name: String
        /// The settings by their names in lower case, with those of `[DEFAULT]`.
        package fileprivate(set) var settings: [String: Value] = [:]
        /// The first line that is wrong.
        package fileprivate(set) var fault: Fault?
    }

    /// The sections in the order in which they are first named.
    package private(set) var sections: [Section] = []
    /// The number of the first line that belongs to no section.
    package private(set) var strayLine: Int?

    /// Reads the bytes of a file; a line that is not UTF-8 is not a setting.
    package init(_ bytes: [UInt8]) {
        let valid = String(validating: bytes, as: UTF8.self)
        self.init(valid ?? String(decoding: bytes, as: UTF8.self), isUTF8: valid != nil)
    }

    /// Reads text.
    package init(_ text: String) {
        self.init(text, isUTF8: true)
    }

    private init(_ text: String, isUTF8: Bool) {
        var reader = INIReader()
        for (index, line) in text.unicodeScalars.trimmingByteOrderMark.linesOfFile.enumerated() {
            let isInvalid = !isUTF8 && line.contains("\u{FFFD}")
            reader.read(INILine(number: index + 1, line), isInvalid: isInvalid)
        }
        strayLine = reader.strayLine
        sections = reader.sections.map { Section($0, defaults: reader.defaults) }
    }

    /// Whether a section has a secret key or a session token.
    package var hasSecrets: Bool {
        sections.contains { !$0.settings.keys.filter(Self.secretNames.contains).isEmpty }
    }

    private static let secretNames: Set = ["aws_secret_access_key", "aws_session_token", "aws_security_token"]

    /// The section of a name.
    package func section(_ name: String) -> Section? { sections.first { $0.name == name } }
}

extension INI.Section {
    fileprivate init(_ section: INIReader.Section, defaults: INIReader.Section) {
        name = section.name
        fault = section.fault
        // A setting that `[DEFAULT]` has twice matters where the section does not have it.
        let inherited = defaults.repetitions.filter { section.settings[$0.key] == nil }
        for (name, line) in section.repetitions.merging(inherited, uniquingKeysWith: { own, _ in own }) {
            note(INI.Fault(line: line, kind: .repeatedSetting(name)))
        }
        for (name, lines) in defaults.settings.merging(section.settings, uniquingKeysWith: { $1 }) {
            settings[name] = value(of: lines)
        }
    }

    /// Keeps the fault if no line above has one.
    private mutating func note(_ new: INI.Fault) {
        if new.line < fault?.line ?? .max { fault = new }
    }

    private mutating func value(of lines: [INILine]) -> INI.Value {
        let joined = lines.map { String($0.content) }.joined(separator: "\n")
        let text = joined.unicodeScalars[...].trimmingEnd
        guard text.first == "\n" else { return .text(String(text)) }
        var nested: [String: String] = [:]
        for line in lines {
            for part in line.content.linesOfText.map(\.trimmed) where !part.isEmpty {
                guard let equals = part.firstIndex(of: "=") else {
                    note(INI.Fault(line: line.number, kind: .notASetting))
                    continue
                }
                nested[String(part[..<equals].trimmed)] = String(part[part.index(after: equals)...].trimmed)
            }
        }
        return .nested(nested)
    }
}

/// A line of a file without the blanks around it.
struct INILine {
    let number: Int
    /// The number of blanks before the text.
    let indentation: Int
    let content: Substring.UnicodeScalarView

    init(number: Int, _ line: Substring.UnicodeScalarView) {
        let text = line.trimmingStart
        self.number = number
        indentation = line.distance(from: line.startIndex, to: text.startIndex)
        content = text.trimmingEnd
    }

    init(number: Int, content: Substring.UnicodeScalarView) {
        self.number = number
        indentation = 0
        self.content = content
    }
}
