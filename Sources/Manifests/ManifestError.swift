public import Basics

/// A manifest, a references file or a value for one that cannot be understood.
public enum ManifestError: UserFacingError, Hashable {
    /// The manifest cannot be read, or its definitions break rules of SageMaker: all diagnostics in the text's order.
    case manifest([Diagnostic], exitStatus: ExitStatus)
    /// The references file cannot be read: all diagnostics in the text's order.
    case references([Diagnostic])
    /// A property's value breaks a rule.
    case invalidProperty(name: String, value: String, rule: String)

    /// One error on one line; several with a line each, as editors and CI systems make links of.
    public var message: String {
        switch self {
        case .manifest(let diagnostics, _), .references(let diagnostics): diagnostics.message
        case .invalidProperty(let name, let value, let rule): "\(name) '\(value)' \(rule)"
        }
    }

    /// The next step.
    public var hint: String? {
        switch self {
        case .manifest(let diagnostics, _): diagnostics.hint
        case .references(let diagnostics):
            diagnostics.hint ?? "restore it from version control, or remove it and publish again"
        case .invalidProperty: nil
        }
    }

    /// The code of the error: that of the one diagnostic, or of the document.
    public var errorCode: Diagnostic.Code {
        switch self {
        case .manifest(let diagnostics, _): diagnostics.code ?? "invalid-manifest"
        case .references(let diagnostics): diagnostics.code ?? "invalid-references"
        case .invalidProperty: .invalidValue
        }
    }

    /// The errors, each with its location.
    public var diagnostics: [Diagnostic] {
        switch self {
        case .manifest(let diagnostics, _), .references(let diagnostics): diagnostics
        case .invalidProperty: []
        }
    }

    /// The exit code of a program that this error ends.
    public var exitStatus: ExitStatus {
        switch self {
        case .manifest(_, let exitStatus): exitStatus
        case .references: .failed
        case .invalidProperty: .usage
        }
    }
}
