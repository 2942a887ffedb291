internal import AWSNames

/// The permissions of IAM that an operation needs.
///
/// Source: "Actions, resources, and condition keys for Amazon S3" in the Service Authorization Reference, and "Required
/// permissions for Amazon S3 API operations" in the Amazon S3 User Guide.
struct S3Permissions {
    /// The API's name of the operation.
    let operation: String
    let key: String
    let configuration: S3Configuration

    /// The actions with their resources, as part of a sentence.
    var description: String {
        var permissions = actions.map { "\($0) on '\(arn)'" }
        if usesKMS { permissions.append(keyDescription) }
        return permissions.joined(separator: " and ")
    }

    /// The actions on the key of KMS, and the key, as part of a sentence.
    var keyDescription: String {
        let key = configuration.encryptionKey.map { "'\($0)'" } ?? "the KMS key of the bucket"
        return "\(keyActions.joined(separator: ", ")) on \(key)"
    }

    /// Whether the operation creates an object or a part of one.
    var isWrite: Bool { actions.contains("s3:PutObject") }

    /// The resource: the object, or the bucket.
    var arn: String { key.isEmpty ? bucketARN : "\(bucketARN)/\(key)" }

    /// The bucket's ARN; servers other than AWS's have them in their policies, too.
    var bucketARN: String { "arn:\(configuration.region.partition.rawValue):s3:::\(configuration.bucket)" }

    private var actions: [String] {
        switch operation {
        case "ListObjectsV2": ["s3:ListBucket"]
        case "ListMultipartUploads": ["s3:ListBucketMultipartUploads"]
        case "ListParts": ["s3:ListMultipartUploadParts"]
        case "GetObject", "HeadObject": ["s3:GetObject"]
        case "CopyObject", "UploadPartCopy": ["s3:GetObject", "s3:PutObject"]
        case "DeleteObject", "AbortMultipartUpload": ["s3:\(operation)"]
        default: ["s3:PutObject"]
        }
    }

    /// Parts are decrypted when they are put together.
    private var keyActions: [String] { isWrite ? ["kms:GenerateDataKey", "kms:Decrypt"] : ["kms:Decrypt"] }

    private var usesKMS: Bool {
        configuration.requestedEncryption?.usesKMS == true && (isWrite || actions == ["s3:GetObject"])
    }
}
