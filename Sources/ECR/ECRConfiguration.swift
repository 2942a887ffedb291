internal import AWS
public import AWSNames
public import HTTP

/// An account's private registry in Amazon ECR, and the server of its API.
public struct ECRConfiguration: Sendable, Hashable {
    /// The region of the registry.
    public var region: Region
    /// The account of the registry; nil for that of the credentials.
    public var account: String?
    /// The URL of another server than AWS's, such as one of the tests; nil for AWS's.
    public var endpoint: HTTPURL?
    /// The variant of AWS's endpoints.
    public var endpointVariants: EndpointVariants

    /// Creates a configuration.
    public init(
        region: Region,
        account: String? = nil,
        endpoint: HTTPURL? = nil,
        endpointVariants: EndpointVariants = []
    ) {
        self.region = region
        self.account = account
        self.endpoint = endpoint
        self.endpointVariants = endpointVariants
    }

    /// The URL of the API.
    public var url: HTTPURL { endpoint ?? region.ecrEndpoint(endpointVariants) }

    /// Returns the ARN of a repository; `*` stands for an unknown account.
    func arn(ofRepository name: String) -> String {
        "arn:\(region.partition.rawValue):ecr:\(region):\(account ?? "*"):repository/\(name)"
    }
}
