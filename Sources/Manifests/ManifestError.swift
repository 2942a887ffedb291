public import Basics

/// A document or a value of it that cannot be understood.
public enum ManifestError: UserFacingError, Hashable {
    /// The manifest file has a mistake.
    case manifest(DocumentProblem)
    /// The references file has a mistake.
    case references(DocumentProblem)
    /// A property's value breaks a rule.
    case invalidProperty(name: String, value: String, rule: String)

    /// What is wrong, with what, on one line.
    public var message: String {
        switch self {
        case .manifest(let problem), .references(let problem): problem.message
        case .invalidProperty(let name, let value, let rule): "\(name) '\(value)' \(rule)"
        }
    }

    /// What to do about it.
    public var hint: String? {
        switch self {
        case .manifest(let problem): problem.hint
        case .references(let problem): problem.hint ?? "restore it from version control, or remove it and publish again"
        case .invalidProperty: nil
        }
    }

    /// How the program ends.
    public var exitStatus: ExitStatus {
        switch self {
        case .manifest, .invalidProperty: .usage
        case .references: .failed
        }
    }
}

/// What is wrong in a document, and where.
public struct DocumentProblem: Sendable, Hashable {
    /// The document's file, as it was named to the program.
    public var file: String
    /// Where in the document.
    public var path: PropertyPath
    /// What is wrong there.
    public var problem: String
    /// What to do about it.
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
