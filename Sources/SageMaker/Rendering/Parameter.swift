internal import AWSNames
internal import Manifests

/// A parameter of a template, whose value is given at deployment.
public enum Parameter: String, CaseIterable, Sendable, Hashable {
    /// The bucket that contains the assets' objects.
    case bucket = "AssetBucket"
    /// The prefix of the objects' keys: empty, or ending in `/`.
    case prefix = "AssetPrefix"
    /// The ECR repository that contains the images.
    case repository = "AssetRepository"

    /// The description in the template, for people.
    var description: String {
        switch self {
        case .bucket: "The bucket that the store's objects are in"
        case .prefix: "What the objects' keys begin with: empty, or ending in /"
        case .repository: "The ECR repository that the images are in, of the stack's account and region"
        }
    }

    /// The regular expression that the value must match, so that an invalid value fails before a resource is created.
    var pattern: String {
        let pattern =
            switch self {
            case .bucket: NamingRule.bucket.templatePattern
            case .prefix: "([^/].*/)?"
            case .repository: NamingRule.repository.templatePattern
            }
        return "^\(pattern ?? ".*")$"
    }

    /// The default value; nil if a value is required.
    var standardValue: String? { self == .prefix ? "" : nil }
}

extension Destination {
    /// Returns the destination's value of a parameter.
    func value(of parameter: Parameter) -> String? {
        guard case .s3(let bucket) = kind else { return parameter.standardValue }
        return switch parameter {
        case .bucket: bucket.bucket
        case .prefix: bucket.prefix
        case .repository: bucket.repository
        }
    }
}
