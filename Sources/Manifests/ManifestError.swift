public import Basics

/// A document or a value of it that cannot be understood.
public enum ManifestError: UserFacingError, Hashable {
    /// The manifest file is none.
    case manifest(DocumentProblem)
    /// The manifest has mistakes, or its definitions break rules of SageMaker: all of them.
    case invalid(file: String, [Finding])
    /// The references file has a mistake.
    case references(DocumentProblem)
    /// A property's value breaks a rule.
    case invalidProperty(name: String, value: String, rule: String)

    /// One line that names the file, the location and the reason.
    public var message: String {
        switch self {
        case .manifest(let problem), .references(let problem): problem.message
        case .invalid(let file, let findings): Self.message(of: findings, in: file)
        case .invalidProperty(let name, let value, let rule): "\(name) '\(value)' \(rule)"
        }
    }

    /// The next step.
    public var hint: String? {
        switch self {
        case .manifest(let problem): problem.hint
        case .references(let problem): problem.hint ?? "restore it from version control, or remove it and publish again"
        case .invalid, .invalidProperty: nil
        }
    }

    /// The mistakes, each with its place.
    public var findings: JSON? {
        if case .invalid(_, let findings) = self { .array(findings.map(\.json)) } else { nil }
    }

    /// How the program ends.
    public var exitStatus: ExitStatus {
        switch self {
        case .manifest, .invalidProperty: .usage
        // What stands in a definition is SageMaker's to accept; all else is our own.
        case .invalid(_, let findings): findings.contains(where: \.isOfDefinition) ? .invalid : .usage
        case .references: .failed
        }
    }
}

extension ManifestError {
    /// One mistake on one line, more with a line each, in the form that editors and CI systems make links of.
    private static func message(of findings: [Finding], in file: String) -> String {
        let lines = findings.map { finding in
            let place = finding.place.map { ":\($0.line):\($0.column)" } ?? ""
            return "\(file)\(place): \(finding)"
        }
        return lines.count == 1 ? lines[0] : (["\(lines.count) mistakes in \(file)"] + lines).joined(separator: "\n  ")
    }
}

extension Finding {
    fileprivate var isOfDefinition: Bool {
        if case .property(let section) = path.components.first {
            return section != "destinations" && section != "version"
        }
        return false
    }
}

/// An error in a document, with its location.
public struct DocumentProblem: Sendable, Hashable {
    /// The document's file, as it was named to the program.
    public var file: String
    /// Where in the document.
    public var path: PropertyPath
    /// The reason: one line that follows the location.
    public var problem: String
    /// The next step.
    public var hint: String?

    /// Describes a problem.
    public init(file: String, path: PropertyPath = PropertyPath(), problem: String, hint: String? = nil) {
        self.file = file
        self.path = path
        self.problem = problem
        self.hint = hint
    }

    var message: String {
        path.components.isEmpty ? "\(file): \(problem)" : "\(file): \(path): \(problem)"
    }
}
