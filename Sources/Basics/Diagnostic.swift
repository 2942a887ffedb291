/// A defect of an input that the program has checked: a manifest, a references file, a definition, a model artifact.
///
/// One type for all inputs, so that terminals, reports and CI systems show every defect in the same form.
public struct Diagnostic: Error, Hashable {
    /// The consequence of a defect.
    public enum Severity: String, Sendable, Hashable, Codable {
        /// The program refuses the input, or SageMaker would.
        case error
        /// The input is accepted, and is probably not what its author meant.
        case warning
    }

    /// An identifier of a kind of defects that is stable across releases: `unknown-property`, `nested-top-folder`.
    public struct Code: Sendable, Hashable, RawRepresentable, ExpressibleByStringLiteral {
        /// Lower-case words with hyphens between them.
        public let rawValue: String

        /// Creates a code from lower-case words with hyphens between them.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// Creates a code from a string literal.
        public init(stringLiteral value: String) { self.init(rawValue: value) }
    }

    /// The location of a defect; a part is nil if it is unknown or does not apply.
    public struct Location: Sendable, Hashable {
        /// The document's path or name, as it was given to the program.
        public var file: String?
        /// The position in the document's text.
        public var position: SourceLocation?
        /// The path of the property in the document.
        public var path: PropertyPath?
        /// The first member of an artifact that has the defect.
        public var member: String?
        /// The number of other members that have the defect.
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
    /// The location of the defect.
    public var location: Location
    /// The description of the defect: one line that follows the location, lower-case start, no full stop.
    public var message: String
    /// The instruction that fixes the defect; nil if the message suffices.
    public var fix: String?

    /// Creates a diagnostic of a defect anywhere in an input.
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

    /// Creates a diagnostic of an error in a property.
    public init(_ code: Code, at path: PropertyPath, _ message: String, fix: String? = nil) {
        self.init(.error, code, at: Location(path: path), message, fix: fix)
    }
}

// MARK: Text

extension Diagnostic: CustomStringConvertible {
    /// The property or the members, the message and the fix, on one line.
    public var description: String {
        let text = fix.map { "\(message); \($0)" } ?? message
        return location.item.map { "\($0): \(text)" } ?? text
    }

    /// The description after `file:line:column`, which editors and CI systems turn into a link.
    public var line: String {
        let position = location.position.map { ":\($0.line):\($0.column)" } ?? ""
        return location.file.map { "\($0)\(position): \(description)" } ?? description
    }
}

extension Diagnostic.Location {
    /// The property, or the first member with the number of other members; nil for the input as a whole.
    public var item: String? {
        if let member { return otherMemberCount > 0 ? "\(member) (and \(otherMemberCount) more)" : member }
        return path.flatMap { $0.components.isEmpty ? nil : $0.description }
    }
}

// MARK: Several

extension [Diagnostic] {
    /// The text of one diagnostic without its fix; or the number of diagnostics, followed by a line for each.
    public var message: String {
        if count == 1 { return self[0].withoutFix.line }
        return ([summary] + map(\.line)).joined(separator: "\n  ")
    }

    /// The number of diagnostics, and the file if all are in one.
    package var summary: String {
        let files = Set(compactMap(\.location.file))
        let location = files.count == 1 ? " in \(files.first ?? "")" : ""
        return "\(count) errors\(location)"
    }

    /// The fix of the only diagnostic; nil for several, whose fixes are part of the message.
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

    /// The diagnostic as a JSON object, for programs.
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

    /// Encodes the same object as `json`.
    public func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }

    /// Decodes the object that `json` describes.
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
