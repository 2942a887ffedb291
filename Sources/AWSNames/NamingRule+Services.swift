internal import Basics

// Rules for names and ARNs of other services that a SageMaker definition or a destination refers to.

extension NamingRule {
    /// Source: "Key ARN" in the AWS KMS Developer Guide.
    package static let encryptionKey = NamingRule(
        ofARN: "must be the ARN of a KMS key such as 'arn:aws:kms:eu-west-1:123456789012:key/…'",
        byteCount: 1...2048,
        /arn:aws[a-z\-]*:kms:[a-z0-9\-]+:[0-9]{12}:(key|alias)\/[a-zA-Z0-9:\/_\-]+/
    )

    /// Source: `KmsKeyId` in the Amazon SageMaker API Reference: "at most 2048", `[a-zA-Z0-9:/_-]*`.
    package static let keyID = NamingRule(
        "must be the id, alias or ARN of a KMS key: at most 2,048 letters, digits, ':', '/', '_' and '-'"
    ) { key in
        guard (1...2048).contains(key.utf8.count), keyCharacters.matches(key) else { return false }
        return !key.hasPrefix("arn:") || encryptionKey.accepts(key)
    }

    private static let keyCharacters = Pattern(/[a-zA-Z0-9:\/_\-]+/)

    /// Source: `SuccessTopic` and `ErrorTopic` in the Amazon SageMaker API Reference: at most 2048 characters.
    package static let topic = NamingRule(
        ofARN: "must be the ARN of an SNS topic such as 'arn:aws:sns:eu-west-1:123456789012:name'",
        byteCount: 1...2048,
        /arn:aws[a-z\-]*:sns:[a-z0-9\-]*:[0-9]{12}:[a-zA-Z0-9_.\-]+/
    )

    /// Source: `RepositoryCredentialsProviderArn` in the Amazon SageMaker API Reference: "the Amazon Resource Name
    /// (ARN) of an AWS Lambda function".
    package static let function = NamingRule(
        ofARN: "must be the ARN of a Lambda function such as 'arn:aws:lambda:eu-west-1:123456789012:function:name'",
        byteCount: 1...2048,
        /arn:aws[a-z\-]*:lambda:[a-z0-9\-]+:[0-9]{12}:function:[a-zA-Z0-9_\-]+(:(\$LATEST|[a-zA-Z0-9_\-]+))?/
    )

    /// Source: `Subnets` and `SecurityGroupIds` of VpcConfig in the Amazon SageMaker API Reference.
    package static let networkID = NamingRule(
        "must be an id such as 'subnet-0123456789abcdef0' or 'sg-0123456789abcdef0'",
        byteCount: 1...32,
        /[a-zA-Z0-9\-]+/
    )
}

// MARK: Roles and policies

extension NamingRule {
    /// Source: `ExecutionRoleArn` of CreateModel in the Amazon SageMaker API Reference; `RoleName` of CreateRole in the
    /// IAM API Reference for the name behind the path.
    package static let roleARN = NamingRule(
        ofARN: "must be the ARN of a role such as 'arn:aws:iam::123456789012:role/Name', with a name of at most 64 "
            + "characters",
        byteCount: 20...2048,
        /arn:aws[a-z\-]*:iam::[0-9]{12}:role\/?(?!\/?aws-service-role\/)([a-zA-Z_0-9+=,.@\-]*\/)*[a-zA-Z_0-9+=,.@\-]{1,64}/
    )

    /// Source: "IAM and AWS STS quotas" in the AWS IAM User Guide.
    package static let roleNameOrARN = NamingRule("must be the name or the ARN of a role") { role in
        NamingRule.roleARN.accepts(role) || roleName.matches(role)
    }

    private static let roleName = Pattern(/[a-zA-Z0-9_+=,.@\-]{1,64}/)

    /// Source: `PolicyArn` of AttachRolePolicy in the IAM API Reference, and `PolicyName` of CreatePolicy for the name
    /// behind the path.
    package static let policyARN = NamingRule(
        ofARN: "must be the ARN of a managed policy such as 'arn:aws:iam::aws:policy/Name', with a name of at most 128 "
            + "characters",
        byteCount: 20...2048,
        /arn:aws[a-z\-]*:iam::(aws|[0-9]{12}):policy\/(?!aws-service-role\/)([a-zA-Z0-9_+=,.@\-]*\/)*[a-zA-Z0-9_+=,.@\-]{1,128}/
    )
}

// MARK: Tags

extension NamingRule {
    /// Source: `Key` of Tag in the Amazon SageMaker API Reference.
    package static let tagKey = NamingRule(
        "must be a tag key: 1 to 128 letters, digits, spaces and '_.:/=+-@', not beginning with 'aws:'"
    ) { key in
        (1...128).contains(key.unicodeScalars.count) && hasTagCharactersOnly(key) && !key.lowercased().hasPrefix("aws:")
    }

    /// Source: `Value` of Tag in the Amazon SageMaker API Reference.
    package static let tagValue = NamingRule(
        "must be a tag value: at most 256 letters, digits, spaces and '_.:/=+-@'"
    ) { value in
        value.unicodeScalars.count <= 256 && hasTagCharactersOnly(value)
    }
}

/// Whether a text contains only characters that tags allow: `[\p{L}\p{Z}\p{N}_.:/=+\-@]*`.
private func hasTagCharactersOnly(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .spaceSeparator, .lineSeparator, .paragraphSeparator,
            .decimalNumber, .letterNumber, .otherNumber:
            true
        default: "_.:/=+-@".unicodeScalars.contains(scalar)
        }
    }
}
