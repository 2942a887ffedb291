internal import Basics
internal import Manifests

// The forms of what a definition names in other services, as the SageMaker API Reference has them.

extension NamingRule {
    /// Source: the parameters `DestinationS3Uri` and `S3OutputPath`, at most 512 characters.
    ///
    /// The API's own pattern hardly checks them.
    static let s3URI = NamingRule(
        "must be a place in a bucket such as 's3://bucket/prefix', of at most 512 characters"
    ) { uri in
        guard uri.utf8.count <= 512, let (bucket, _) = ObjectLocation.parts(of: uri) else { return false }
        return NamingRule.bucket.accepts(bucket)
    }

    /// Source: `KmsKeyId`: "at most 2048", `[a-zA-Z0-9:/_-]*`.
    static let keyID = NamingRule(
        "must be the id, alias or ARN of a KMS key: at most 2,048 letters, digits, ':', '/', '_' and '-'",
        byteCount: 1...2048,
        /[a-zA-Z0-9:\/_\-]+/
    )

    /// Source: `SuccessTopic` and `ErrorTopic`: at most 2048 characters.
    static let topic = NamingRule(
        "must be the ARN of an SNS topic such as 'arn:aws:sns:eu-west-1:123456789012:name'",
        byteCount: 1...2048,
        /arn:aws[a-z\-]*:sns:[a-z0-9\-]*:[0-9]{12}:[a-zA-Z0-9_.\-]+/
    )

    /// Source: `RepositoryCredentialsProviderArn`: "the Amazon Resource Name (ARN) of an AWS Lambda function".
    static let function = NamingRule(
        "must be the ARN of a Lambda function such as 'arn:aws:lambda:eu-west-1:123456789012:function:name'",
        byteCount: 1...2048,
        /arn:aws[a-z\-]*:lambda:[a-z0-9\-]+:[0-9]{12}:function:[a-zA-Z0-9_\-:$]+/
    )

    /// Source: `Subnets` and `SecurityGroupIds` of VpcConfig.
    static let networkID = NamingRule(
        "must be an id such as 'subnet-0123456789abcdef0' or 'sg-0123456789abcdef0'",
        byteCount: 1...32,
        /[a-zA-Z0-9\-]+/
    )

    /// Source: `Key` of Tag.
    static let tagKey = NamingRule(
        "is not a tag's key: 1 to 128 letters, digits, blanks and '_.:/=+-@', not beginning with 'aws:'"
    ) { key in
        (1...128).contains(key.unicodeScalars.count) && key.isOfTagCharacters && !key.lowercased().hasPrefix("aws:")
    }

    /// Source: `Value` of Tag.
    static let tagValue = NamingRule("has a value that no tag has: at most 256 letters, digits, blanks and '_.:/=+-@'")
    {
        value in
        value.unicodeScalars.count <= 256 && value.isOfTagCharacters
    }

    /// Source: `ChannelName` of AdditionalModelDataSource.
    static let channel = NamingRule(
        "is not a channel's name: 1 to 64 letters, digits, '.', '-' and '_'",
        /[A-Za-z0-9.\-_]{1,64}/
    )

    /// Source: `ModelPackageName` of ContainerDefinition.
    static let modelPackage = NamingRule(
        "must be the name of a model package, 'name' or 'name/version', or its ARN: at most 176 characters",
        byteCount: 1...176,
        /(arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]{9,16}:[0-9]{12}:model-package\/)?[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}(\/[0-9]{1,9})?/
    )

    static let modelARN = sageMakerARN("model")
    static let endpointARN = sageMakerARN("endpoint")
    static let endpointConfigARN = sageMakerARN("endpoint-config")

    private static func sageMakerARN(_ kind: String) -> NamingRule {
        NamingRule("must be an ARN such as 'arn:aws:sagemaker:eu-west-1:123456789012:\(kind)/name'") { arn in
            let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
            return parts.count == 6 && parts[0] == "arn" && parts[1].hasPrefix("aws") && parts[2] == "sagemaker"
                && NamingRule.region.accepts(parts[3]) && NamingRule.account.accepts(parts[4])
                && parts[5].hasPrefix("\(kind)/") && NamingRule.name.accepts(String(parts[5].dropFirst(kind.count + 1)))
        }
    }

    /// Source: "IAM and AWS STS quotas" in the AWS IAM User Guide.
    static let roleNameOrARN = NamingRule("must be the name or the ARN of a role") { role in
        NamingRule.roleARN.accepts(role) || roleName.matches(role)
    }

    private static let roleName = Pattern(/[a-zA-Z0-9_+=,.@\-]{1,64}/)

    static let policyARN = NamingRule(
        "must be the ARN of a managed policy such as 'arn:aws:iam::aws:policy/Name'",
        byteCount: 20...2048,
        /arn:aws[a-z\-]*:iam::(aws|[0-9]{12}):policy\/[a-zA-Z0-9_+=,.@\-\/]+/
    )

    /// Source: `AcceleratorType` of ProductionVariant.
    static let accelerator = NamingRule(
        "must be 'ml.eia1' or 'ml.eia2' with '.medium', '.large' or '.xlarge'",
        /ml\.eia[12]\.(medium|large|xlarge)/
    )

    /// Source: `InferenceAmiVersion` of ProductionVariant.
    static let machineImage = NamingRule(
        "must be a version such as 'al2-ami-sagemaker-inference-gpu-3-1'",
        /al20?2?3?-ami-sagemaker-inference-[a-z]+(-[0-9]+)+/
    )
}

extension String {
    /// Whether a tag may have all characters: `[\p{L}\p{Z}\p{N}_.:/=+\-@]*`.
    fileprivate var isOfTagCharacters: Bool {
        unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
                .spaceSeparator, .lineSeparator, .paragraphSeparator,
                .decimalNumber, .letterNumber, .otherNumber:
                true
            default: "_.:/=+-@".unicodeScalars.contains(scalar)
            }
        }
    }
}
