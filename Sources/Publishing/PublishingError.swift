public import Basics

/// An asset that cannot be published.
public enum PublishingError: UserFacingError, Hashable {
    /// The references say another object than the one that was found.
    case contradictsReferences(uri: String, expected: String, found: String)
    /// An image that may not be built and that no destination has.
    case imageMissing(asset: String)
    /// A plan that was made for other content, other stores or another release.
    case outdatedPlan(asset: String)
    /// A document that is no plan.
    case invalidPlan(reason: String)

    /// One line that names the asset or the object, and the reason.
    public var message: String {
        switch self {
        case .contradictsReferences(let uri, let expected, let found):
            "'\(uri)' is not what the references say: its SHA-256 is \(found) instead of \(expected)"
        case .imageMissing(let asset):
            "the image of '\(asset)' is at none of the destinations, and must not be built here"
        case .outdatedPlan(let asset):
            "the plan does not match asset '\(asset)': its content or its destination has changed"
        case .invalidPlan(let reason): "not a plan of this release: \(reason)"
        }
    }

    /// The next step.
    public var hint: String? {
        switch self {
        case .contradictsReferences:
            "find out who replaced it; if it is right, remove the asset from the references file and publish again"
        case .imageMissing:
            "publish without '--images require' where images can be built, or see 'sageassets image-build'"
        case .outdatedPlan, .invalidPlan: "make the plan again"
        }
    }

    /// The kind of the failure.
    public var errorCode: Diagnostic.Code {
        switch self {
        case .contradictsReferences: "references-mismatch"
        case .imageMissing: "image-missing"
        case .outdatedPlan: "outdated-plan"
        case .invalidPlan: "invalid-plan"
        }
    }

    /// A published object that is not what it should be has an exit code of its own.
    public var exitStatus: ExitStatus {
        switch self {
        case .contradictsReferences: .corrupt
        case .imageMissing, .outdatedPlan, .invalidPlan: .failed
        }
    }
}
