public import Assets
public import Basics
internal import Manifests

/// A template language that does not support every feature of SageMaker.
public enum TemplateLanguage: String, Sendable, Hashable, CaseIterable {
    /// `CloudFormationTemplate`.
    case cloudFormation = "CloudFormation"
    /// `TerraformConfiguration`.
    case terraform = "Terraform"
}

/// An error that prevents the creation of a template.
public enum SageMakerError: UserFacingError, Hashable {
    /// Definitions violate SageMaker's rules; all diagnostics.
    case invalid([Diagnostic])
    /// A model artifact is a file of a type that SageMaker does not read.
    case notGzippedTar(AssetKey)
    /// The references contain no publication of these assets at the destination.
    case notPublished([AssetKey], destination: String)
    /// The reference of an asset cannot be used in a template for the destination.
    case unusableReference(AssetKey, destination: String, problem: String)
    /// The destination of an image asset has no repository.
    case noRepository(AssetKey, destination: String)
    /// The template language does not support a property of a definition.
    case notInLanguage(language: TemplateLanguage, property: String, definition: String)
    /// The arguments of boto3 calls, which have no variables, need values that are not given.
    case missingValues([String])
    /// The project has no destination of the given name.
    case unknownDestination(String, known: [String])
    /// No destination is selected, and the project has several.
    case severalDestinations([String])

    /// One line that names the definition, the property or the asset, and the reason.
    public var message: String {
        switch self {
        case .invalid(let diagnostics): diagnostics.message
        case .notGzippedTar(let key):
            "model data '\(key)' is not a '.tar.gz', the only file type that SageMaker unpacks"
        case .notPublished(let keys, let destination):
            (keys.count == 1 ? "asset " : "assets ") + keys.map { "'\($0)'" }.joined(separator: ", ")
                + (keys.count == 1 ? " is" : " are") + " not published to destination '\(destination)'"
        case .unusableReference(let key, let destination, let problem):
            "the reference of asset '\(key)' at destination '\(destination)' \(problem)"
        case .noRepository(let key, let destination):
            "destination '\(destination)' has no repository for image '\(key)'"
        case .notInLanguage(let language, let property, let definition):
            "\(language.rawValue) does not support '\(property)', which '\(definition)' uses"
        case .missingValues(let names): "missing values: \(names.joined(separator: ", "))"
        case .unknownDestination(let name, _): "there is no destination '\(name)'"
        case .severalDestinations(let names): "there are several destinations: \(names.joined(separator: ", "))"
        }
    }

    /// The next step for the user.
    public var hint: String? {
        switch self {
        case .invalid(let diagnostics): diagnostics.hint
        case .notGzippedTar: "use its directory instead, or pack it into a '.tar.gz'"
        case .notPublished(_, let destination), .unusableReference(_, let destination, _):
            "run 'sageassets publish --destination \(destination)'"
        case .noRepository(_, let destination): "set 'repository' in destinations.\(destination)"
        case .notInLanguage(.cloudFormation, _, _): "use '--format terraform' or '--format boto3'"
        case .notInLanguage(.terraform, _, _): "use '--format cloudformation' or '--format boto3'"
        case .missingValues(let names): "pass \(names.map { "--parameter \($0)=…" }.joined(separator: " "))"
        case .unknownDestination(let name, let known): Suggestion.hint(for: name, among: known)
        case .severalDestinations: "choose one with '--destination NAME'"
        }
    }

    /// The violated rules, each with the path of its property.
    public var diagnostics: [Diagnostic] {
        if case .invalid(let diagnostics) = self { diagnostics } else { [] }
    }

    /// The kind of the failure.
    public var errorCode: Diagnostic.Code {
        switch self {
        case .invalid(let diagnostics): diagnostics.code ?? "invalid-definitions"
        case .notGzippedTar: "not-gzip"
        case .notPublished: "not-published"
        case .unusableReference: "unusable-reference"
        case .noRepository: "no-repository"
        case .notInLanguage: "not-in-language"
        case .missingValues: "missing-values"
        case .unknownDestination: "unknown-destination"
        case .severalDestinations: "several-destinations"
        }
    }

    /// The exit code of a program that this error ends.
    public var exitStatus: ExitStatus {
        switch self {
        case .invalid, .notGzippedTar, .noRepository: .invalid
        case .notPublished, .unusableReference: .failed
        case .notInLanguage, .missingValues, .unknownDestination, .severalDestinations: .usage
        }
    }
}
