internal import AWSNames
internal import Basics
internal import Manifests

extension NamingRule {
    /// Source: `ModelName` of CreateModel; `EndpointConfigName`, `EndpointName`, `VariantName` and `ContainerHostname`
    /// have the same form in the Amazon SageMaker API Reference.
    static let name = NamingRule(
        "must be 1 to 63 letters, digits and '-', beginning and ending with a letter or digit",
        byteCount: 1...63,
        /[a-zA-Z0-9]([a-zA-Z0-9\-]*[a-zA-Z0-9])?/
    )

    /// Source: "Logical ID" under "Resources" in the AWS CloudFormation User Guide.
    static let logicalID = NamingRule(
        "must be 1 to 240 letters and digits: it becomes a logical id in the template",
        // CloudFormation's limit is 255; the ids derived from this one have a suffix.
        byteCount: 1...240,
        /[A-Za-z0-9]+/
    )

    /// Source: `Environment` of ContainerDefinition in the Amazon SageMaker API Reference.
    static let environmentKey = NamingRule(
        "must be an environment variable name: at most 1,024 letters, digits and '_', not beginning with a digit",
        byteCount: 1...1024,
        /[a-zA-Z_][a-zA-Z0-9_]*/
    )

    /// Source: "Creating object key names" in the Amazon S3 User Guide; `ModelDataUrl` in the SageMaker API Reference.
    static let objectKey = NamingRule("must be an object key: 1 to 1,024 bytes, not ending in '/'") { key in
        (1...1024).contains(key.utf8.count) && !key.hasSuffix("/")
    }

    /// Source: `InstanceType` of ProductionVariant in the Amazon SageMaker API Reference.
    static let instanceType = NamingRule(
        "must be a SageMaker instance type such as 'ml.c5.xlarge'",
        /ml\.[a-z0-9\-]+\.[a-z0-9\-]+/
    )

    /// Source: "Pulling manifests" in the OCI distribution specification; `Image` of ContainerDefinition in the Amazon
    /// SageMaker API Reference: at most 255 characters.
    static let registryImage = NamingRule(
        "must be an image such as 'registry.example.com/team/image:tag', of at most 255 characters, without spaces",
        byteCount: 1...255,
        /[A-Za-z0-9.\-]+(:[0-9]+)?(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)+(:[A-Za-z0-9_][A-Za-z0-9._\-]{0,127})?(@sha256:[0-9a-f]{64})?/
    )
}
