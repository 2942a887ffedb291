/// A defect of an input that the program has checked: a manifest, a references file, a definition, a model artifact.
///
/// One form for all of them, so that a terminal, a report and a CI system print each in one way.
public struct Diagnostic: Error, Hashable {
    /// The consequence of a defect.
    public enum Severity: String, Sendable, Hashable, Codable {
        /// The program refuses the input, or SageMaker would.
        case error
        /// The input is accepted, and is probably not what its author meant.
        case warning
    }

    /// The kind of a defect in a word that stays the same across releases: `unknown-property`, `nested-top-folder`.
    public struct Code: Sendable, Hashable, RawRepresentable, ExpressibleByStringLiteral {
        /// Lower-case words with hyphens between them.
        public let rawValue: String

        /// Creates a code.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// Creates a code from a literal.
        public init(stringLiteral value: String) { self.init(rawValue: value) }
    }

    /// The place of a defect; each part is nil where it is not known or there is none.
    public struct Location: Sendable, Hashable {
        /// The document, as it was named to the program.
        public var file: String?
        /// The position in the document's text.
        public var position: SourceLocation?
        /// The property of the document.
        public var path: PropertyPath?
        /// The first member of an artifact that has the defect.
        public var member: String?
        /// The number of other members that have it.
        public var otherMemberCount: Int

        /// Creates a location.
        public init(
            file: String? = nil,
            position: SourceLocation? = nil,
            path: PropertyPath? = nil,
            member: String? = nil,
            otherMemberCount: Int = 0
        ) {
            self.file = file
            self.position = position
            self.path = path
            self.member = member
            self.otherMemberCount = otherMemberCount
        }
    }

    /// The consequence of the defect.
    public var severity: Severity
    /// The kind of the defect.
    public var code: Code
    /// The place of the defect.
    public var location: Location
    /// The defect: one line that follows the location, lower-case start, no full stop.
    public var message: String
    /// The repair, or nil where the message says it.
    public var fix: String?

    /// Describes a defect.
    public init(
        _ severity: Severity = .error,
        _ code: Code,
        at location: Location = Location(),
        _ message: String,
        fix: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.location = location
        self.message = message
        self.fix = fix
    }

    /// Describes an error in a property.
    public init(_ code: Code, at path: PropertyPath, _ message: String, fix: String? = nil) {
        self.init(.error, code, at: Location(path: path), message, fix: fix)
    }
}

// MARK: Text

extension Diagnostic: CustomStringConvertible {
    /// The property or the members, the defect and the repair, on one line.
    public var description: String {
        let text = fix.map { "\(message); \($0)" } ?? message
        return location.subject.map { "\($0): \(text)" } ?? text
    }

    /// The description behind `file:line:column`, which editors and CI systems make links of.
    public var line: String {
        let position = location.position.map { ":\($0.line):\($0.column)" } ?? ""
        return location.file.map { "\($0)\(position): \(description)" } ?? description
    }
}

extension Diagnostic.Location {
    /// The property, or the members with the number of those that are not named; nil for the input as a whole.
    public var subject: String? {
        if let member { return otherMemberCount > 0 ? "\(member) (and \(otherMemberCount) more)" : member }
        return path.flatMap { $0.components.isEmpty ? nil : $0.description }
    }
}

// MARK: Several

extension [Diagnostic] {
    /// One diagnostic on one line without its fix; more with a line each, below their number.
    public var message: String {
        if count == 1 { return self[0].withoutFix.line }
        let files = Set(compactMap(\.location.file))
        let place = files.count == 1 ? " in \(files.first ?? "")" : ""
        return (["\(count) errors\(place)"] + map(\.line)).joined(separator: "\n  ")
    }

    /// The fix of the only diagnostic; several have theirs in the message.
    public var hint: String? { count == 1 ? self[0].fix : nil }

    /// The code of the only diagnostic, or nil if there are several.
    public var code: Diagnostic.Code? { count == 1 ? self[0].code : nil }
}

extension Diagnostic {
    fileprivate var withoutFix: Diagnostic {
        var diagnostic = self
        diagnostic.fix = nil
        return diagnostic
    }
}

// MARK: JSON

extension Diagnostic: Codable {
    private enum CodingKeys: String, CodingKey {
        case code, column, file, fix, line, member, message, others, path, severity
    }

    /// The diagnostic for programs.
    public var json: JSON {
        .object(compacting: [
            "code": .string(code.rawValue),
            "column": location.position.map { .integer($0.column) },
            "file": location.file.map { .string($0) },
            "fix": fix.map { .string($0) },
            "line": location.position.map { .integer($0.line) },
            "member": location.member.map { .string($0) },
            "message": .string(message),
            "others": location.otherMemberCount > 0 ? .integer(location.otherMemberCount) : nil,
            "path": location.path.map { .string($0.description) },
            "severity": .string(severity.rawValue),
        ])
    }

    /// Writes the diagnostic as `json` has it.
    public func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }

    /// Reads a diagnostic that `json` has written.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        var location = Location(
            file: try container.decodeIfPresent(String.self, forKey: .file),
            path: try container.decodeIfPresent(PropertyPath.self, forKey: .path),
            member: try container.decodeIfPresent(String.self, forKey: .member),
            otherMemberCount: try container.decodeIfPresent(Int.self, forKey: .others) ?? 0
        )
        if let line = try container.decodeIfPresent(Int.self, forKey: .line) {
            location.position = SourceLocation(line: line, column: try container.decode(Int.self, forKey: .column))
        }
        self.init(
            try container.decode(Severity.self, forKey: .severity),
            Code(rawValue: try container.decode(String.self, forKey: .code)),
            at: location,
            try container.decode(String.self, forKey: .message),
            fix: try container.decodeIfPresent(String.self, forKey: .fix)
        )
    }
}
