public import Assets
public import Basics
internal import Manifests

/// A language of templates that has no word for some of what SageMaker does.
public enum TemplateLanguage: String, Sendable, Hashable, CaseIterable {
    /// `CloudFormationTemplate`.
    case cloudFormation = "CloudFormation"
    /// `TerraformConfiguration`.
    case terraform = "Terraform"
}

/// A project that cannot be made into a template.
public enum SageMakerError: UserFacingError, Hashable {
    /// Definitions break SageMaker's rules: all diagnostics.
    case invalid([Diagnostic])
    /// A model artifact that is a file of another kind than SageMaker reads.
    case notGzippedTar(AssetKey)
    /// The references do not have some assets at a destination: all of these.
    case notPublished([AssetKey], destination: String)
    /// The references file says of an asset what no definition can use.
    case unusableReference(AssetKey, destination: String, problem: String)
    /// An image asset at a destination that has no repository.
    case noRepository(AssetKey, destination: String)
    /// A property that a template's language has no word for.
    case notInLanguage(language: TemplateLanguage, property: String, definition: String)
    /// A language that has no variables was asked for, and the values of some are not known.
    case missingValues([String])
    /// There is no destination of a name.
    case unknownDestination(String, known: [String])
    /// There are several destinations and none was named.
    case severalDestinations([String])

    /// One line that names the definition, the property or the asset, and the reason.
    public var message: String {
        switch self {
        case .invalid(let diagnostics): diagnostics.message
        case .notGzippedTar(let key): "model data '\(key)' is not a '.tar.gz', the only file that SageMaker unpacks"
        case .notPublished(let keys, let destination):
            (keys.count == 1 ? "asset " : "assets ") + keys.map { "'\($0)'" }.joined(separator: ", ")
                + (keys.count == 1 ? " is" : " are") + " not published to destination '\(destination)'"
        case .unusableReference(let key, let destination, let problem):
            "the reference of asset '\(key)' at destination '\(destination)' \(problem)"
        case .noRepository(let key, let destination):
            "destination '\(destination)' has no repository for image '\(key)'"
        case .notInLanguage(let language, let property, let definition):
            "\(language.rawValue) has no word for '\(property)', which '\(definition)' has"
        case .missingValues(let names): "these values are not known: \(names.joined(separator: ", "))"
        case .unknownDestination(let name, _): "there is no destination '\(name)'"
        case .severalDestinations(let names): "there are several destinations: \(names.joined(separator: ", "))"
        }
    }

    /// The next step.
    public var hint: String? {
        switch self {
        case .invalid(let diagnostics): diagnostics.hint
        case .notGzippedTar: "name the directory instead, or make a '.tar.gz' of it"
        case .notPublished(_, let destination), .unusableReference(_, let destination, _):
            "run 'sageassets publish --destination \(destination)'"
        case .noRepository(_, let destination): "give destinations.\(destination) a 'repository'"
        case .notInLanguage(.cloudFormation, _, _): "use '--format terraform' or '--format boto3'"
        case .notInLanguage(.terraform, _, _): "use '--format cloudformation' or '--format boto3'"
        case .missingValues(let names): "give them: \(names.map { "--parameter \($0)=…" }.joined(separator: " "))"
        case .unknownDestination(let name, let known): Suggestion.hint(for: name, among: known)
        case .severalDestinations: "choose one with '--destination NAME'"
        }
    }

    /// The broken rules, each with its property.
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

    /// How the program ends.
    public var exitStatus: ExitStatus {
        switch self {
        case .invalid, .notGzippedTar: .invalid
        case .notPublished, .unusableReference: .failed
        case .noRepository, .notInLanguage, .missingValues, .unknownDestination, .severalDestinations: .usage
        }
    }
}
