public import Basics

/// An invalid manifest, references file, or value of a destination's property.
public enum ManifestError: UserFacingError, Hashable {
    /// The manifest is invalid, or its definitions violate SageMaker's rules: all diagnostics in the order of the text.
    case manifest([Diagnostic])
    /// The references file is invalid: all diagnostics in the order of the text.
    case references([Diagnostic])
    /// A property's value violates a rule.
    case invalidProperty(name: String, value: String, rule: String)

    /// One error on one line; several with a line each, in the form that editors and CI systems turn into links.
    public var message: String {
        switch self {
        case .manifest(let diagnostics), .references(let diagnostics): diagnostics.message
        case .invalidProperty(let name, let value, let rule): "\(name) '\(value)' \(rule)"
        }
    }

    /// The next step for the user.
    public var hint: String? {
        switch self {
        case .manifest(let diagnostics): diagnostics.hint
        case .references(let diagnostics):
            diagnostics.hint ?? "restore it from version control, or remove it and publish again"
        case .invalidProperty: nil
        }
    }

    /// The code of the only diagnostic, or `invalid-manifest` or `invalid-references` for several.
    public var errorCode: Diagnostic.Code {
        switch self {
        case .manifest(let diagnostics): diagnostics.code ?? "invalid-manifest"
        case .references(let diagnostics): diagnostics.code ?? "invalid-references"
        case .invalidProperty: .invalidValue
        }
    }

    /// The errors, each with its location.
    public var diagnostics: [Diagnostic] {
        switch self {
        case .manifest(let diagnostics), .references(let diagnostics): diagnostics
        case .invalidProperty: []
        }
    }

    /// The exit code of a program that this error ends.
    public var exitStatus: ExitStatus {
        switch self {
        case .manifest, .invalidProperty: .invalid
        case .references: .failed
        }
    }
}
