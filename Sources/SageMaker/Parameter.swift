internal import Basics

/// A parameter of a template that is made for a local destination: the places that the store's content goes to.
enum Parameter: String, CaseIterable, Sendable {
    case bucket = "AssetBucket"
    case prefix = "AssetPrefix"
    case repository = "AssetRepository"

    /// The parameter's declaration, with patterns so that a wrong value fails before anything is made.
    var json: JSON {
        switch self {
        case .bucket:
            [
                "AllowedPattern": "^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
                "Description": "The bucket that the store's objects are in",
                "Type": "String",
            ]
        case .prefix:
            [
                "AllowedPattern": "^([^/].*/)?$",
                "Default": "",
                "Description": "What the objects' keys begin with: empty, or ending in /",
                "Type": "String",
            ]
        case .repository:
            [
                "AllowedPattern": "^[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$",
                "Description": "The ECR repository that the images are in, of the stack's account and region",
                "Type": "String",
            ]
        }
    }
}
