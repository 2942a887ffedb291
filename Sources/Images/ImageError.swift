internal import Assets
public import Basics
public import Registry

/// An image that cannot be built, or that cannot be used as it was built.
public enum ImageError: UserFacingError, Hashable {
    /// No program was found that builds images; each with the reason why it was passed over.
    case noBuilder([UnusableBuilder])
    /// A builder that this program does not know.
    case unknownBuilder(String)
    /// The builder that was asked for does not work.
    case unusableBuilder(UnusableBuilder)
    /// An option of the build that the builder does not have.
    case unsupportedOption(builder: String, option: String, hint: String)
    /// An option of the build whose value cannot be used.
    case invalidOption(option: String, reason: String)
    /// A secret whose source does not exist.
    case secretNotFound(id: String, source: String)
    /// The builder failed.
    case buildFailed(BuildFailure)
    /// A builder's result that is no image, or not the one that it says.
    case invalidImage(reason: String)
    /// An image that was found in a repository, and is no longer there.
    case imageRemoved(tag: String)
    /// An image for another platform than the one that was asked for.
    case wrongPlatform(expected: ImagePlatform, found: ImagePlatform)
    /// A program that could not be started, or not be watched.
    case cannotRun(program: String, reason: String)
}

/// A builder that does not work here.
public struct UnusableBuilder: Sendable, Hashable {
    /// The program.
    public let name: String
    /// The reason, as a part of a line.
    public let reason: String

    /// Names a builder with the reason.
    public init(name: String, reason: String) {
        self.name = name
        self.reason = reason
    }
}

/// The failure of a builder.
public struct BuildFailure: Sendable, Hashable {
    /// The asset.
    public var asset: String
    /// The builder.
    public var builder: String
    /// The end of the program: `exit status 1`.
    public var ending: String
    /// The path of the Dockerfile in the asset, and the line that failed; nil if the builder has not told it.
    public var location: String?
    /// The instruction that failed.
    public var step: String?
    /// The last lines of the builder's output, without secrets.
    public var lastLines: [String]
}

// MARK: Text

extension ImageError {
    /// One line that names the asset or the builder, and the reason.
    public var message: String {
        switch self {
        case .noBuilder(let builders):
            "no program that builds images works here: "
                + builders.map { "\($0.name): \($0.reason)" }.joined(separator: "; ")
        case .unknownBuilder(let name): "unknown builder of images '\(name.printable())'"
        case .unusableBuilder(let builder): "the builder '\(builder.name)' does not work: \(builder.reason)"
        case .unsupportedOption(let builder, let option, _): "\(builder) has no \(option)"
        case .invalidOption(let option, let reason): "\(option.printable()) cannot be used: \(reason)"
        case .secretNotFound(let id, let source): "the secret '\(id.printable())' is not there: \(source)"
        case .buildFailed(let failure): failure.message
        case .invalidImage(let reason): "the builder's result cannot be used: \(reason)"
        case .imageRemoved(let tag):
            "the image '\(tag.printable())' was removed from the repository that had it when the run began"
        case .wrongPlatform(let expected, let found):
            "the image is for '\(found.description.printable(limit: 60))', not for '\(expected)'"
        case .cannotRun(let program, let reason): "cannot run '\(program.printable())': \(reason)"
        }
    }

    /// The builder's last lines.
    public var details: [String] {
        if case .buildFailed(let failure) = self { failure.lastLines } else { [] }
    }

    /// The next step.
    public var hint: String? {
        switch self {
        case .noBuilder:
            "install docker, podman or buildah, or publish contexts only and build elsewhere ('sageassets image-build')"
        case .unknownBuilder: "one of: " + BuilderName.allCases.map(\.rawValue).joined(separator: ", ")
        case .unusableBuilder: "repair it, or name another one in SAGEASSETS_BUILDER"
        case .unsupportedOption(_, _, let hint): hint
        case .secretNotFound: "set the variable or create the file, or change the secret's source in the manifest"
        case .imageRemoved: "publish again: it is built then"
        case .wrongPlatform:
            "build the base image for that platform, or set 'platform' in the manifest to that of the instances"
        case .invalidOption, .buildFailed, .invalidImage, .cannotRun: nil
        }
    }

    /// The kind of the failure.
    public var errorCode: Diagnostic.Code {
        switch self {
        case .noBuilder: "no-image-builder"
        case .unknownBuilder: "unknown-image-builder"
        case .unusableBuilder: "unusable-image-builder"
        case .unsupportedOption: "unsupported-build-option"
        case .invalidOption: "invalid-build-option"
        case .secretNotFound: "build-secret-not-found"
        case .buildFailed: "image-build-failed"
        case .invalidImage: "invalid-image"
        case .imageRemoved: "image-removed"
        case .wrongPlatform: "wrong-platform"
        case .cannotRun: "program-failed"
        }
    }

    /// An image that breaks a rule of SageMaker, and a manifest that a builder cannot follow, have an exit code of their
    /// own.
    public var exitStatus: ExitStatus {
        switch self {
        case .wrongPlatform, .unknownBuilder, .unsupportedOption, .invalidOption: .invalid
        default: .failed
        }
    }
}

extension BuildFailure {
    fileprivate var message: String {
        let place = location.map { " at \($0)" } ?? ""
        let instruction = step.map { ", '\($0)'" } ?? ""
        return "\(builder) could not build '\(asset.printable())'\(place)\(instruction): \(ending)"
    }
}
