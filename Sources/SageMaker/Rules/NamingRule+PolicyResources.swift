internal import AWSNames
internal import Basics

// Source: "IAM JSON policy elements: Resource" and "IAM ARNs" in the AWS IAM User Guide; what IAM refuses is quoted from
// its error, MalformedPolicyDocument.

extension NamingRule {
    /// The resources of a statement, whose service has no wildcards.
    ///
    /// IAM refuses others: "Resource must be in ARN format or \"*\"", "Resource vendor must be fully qualified and
    /// cannot contain regexes", "Partition … is not valid for resource".
    static let policyResource = NamingRule(
        "must be '*' or an ARN with its service such as 'arn:aws:s3:::bucket/*', with '*' and '?' as wildcards behind "
            + "it, without a region where the service has none"
    ) { text in
        text == "*" || PolicyResource(text)?.isAccepted ?? false
    }
}

/// An ARN in a policy, whose parts may have wildcards, and whose last parts may be missing.
private struct PolicyResource {
    let service: String
    /// The parts behind the service: the region, the account and the resource.
    let parts: [String]

    /// The partition, the service and the rest.
    private static let form = Pattern(/arn:([a-z\-*?]+):([A-Za-z0-9\-]+)(?::(.*))?/)

    init?(_ text: String) {
        guard let match = Self.form.wholeMatch(in: text) else { return nil }
        let partition = String(match.1)
        guard partition.hasWildcard || Partition(rawValue: partition) != nil else { return nil }
        service = String(match.2)
        let rest = match.3?.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false) ?? []
        parts = rest.map(String.init)
    }

    var isAccepted: Bool {
        guard parts.count == 3 else { return isCompleted }
        let (region, account, resource) = (parts[0], parts[1], parts[2])
        guard !resource.isEmpty else { return false }
        return switch service {
        case "iam": ["", "*"].contains(region) && Self.isOfIAM(resource)
        case "route53": [region, account].allSatisfy { $0.isEmpty || $0.hasWildcard }
        case "s3": region.isEmpty || region.hasWildcard || Self.isOfRegion(resource)
        default: true
        }
    }

    /// Whether IAM completes the ARN, which has not all parts.
    ///
    /// Source: "IAM ARNs": in a policy of an identity, wildcards stand for all parts that are missing. An empty part
    /// among fewer than all is none that the policy's parser takes, and a service without regions has no ARN that ends
    /// before the resource: "Resource … can not contain region information". A wildcard at the end stands for any
    /// number of parts.
    private var isCompleted: Bool {
        if let last = parts.last, last.hasSuffix("*") { return true }
        return !["iam", "route53", "s3"].contains(service) && !parts.contains("")
    }

    /// Whether IAM has resources of the path, which are of no region: "IAM resource path must either be \"*\" or start
    /// with user/, …", "IAM resource … cannot contain region information".
    ///
    /// Source: "Resource types defined by AWS Identity and Access Management" in the Service Authorization Reference;
    /// "AWS account principals" in the IAM User Guide for `root`.
    private static func isOfIAM(_ path: String) -> Bool {
        ["*", "root"].contains(path) || pathsOfIAM.contains(where: path.hasPrefix)
    }

    private static let pathsOfIAM = [
        "user/", "federated-user/", "role/", "group/", "instance-profile/", "mfa/", "server-certificate/", "policy/",
        "sms-mfa/", "saml-provider/", "oidc-provider/", "report/", "access-report/",
    ]

    /// Whether a resource of S3 may be of a region, which buckets and objects are not: "Resource … can not contain
    /// region information".
    ///
    /// Source: "Resource types defined by Amazon S3" in the Service Authorization Reference.
    private static func isOfRegion(_ resource: String) -> Bool {
        let beginning = resource.prefix { $0 != "*" && $0 != "?" }
        return regionalResources.contains { type in
            resource.hasPrefix(type) || beginning.count < resource.count && type.hasPrefix(beginning)
        }
    }

    private static let regionalResources = [
        "accesspoint/", "accesspoint:", "access-grants/", "async-request/", "job/", "storage-lens/",
        "storage-lens-group/",
    ]
}

extension String {
    fileprivate var hasWildcard: Bool { contains { $0 == "*" || $0 == "?" } }
}
