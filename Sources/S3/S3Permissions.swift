internal import AWSNames

/// The permissions of IAM that an operation needs.
///
/// Source: "Actions, resources, and condition keys for Amazon S3" in the Service Authorization Reference, and "Required
/// permissions for Amazon S3 API operations" in the Amazon S3 User Guide.
struct S3Permissions {
    let operation: S3Operation.Name
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

    /// Whether the operation reads an object, and nothing else.
    var isRead: Bool { actions == ["s3:GetObject"] }

    /// The resource: the object, or the bucket.
    var arn: String { key.isEmpty ? bucketARN : "\(bucketARN)/\(key)" }

    /// The bucket's ARN; servers other than AWS's have them in their policies, too.
    var bucketARN: String { "arn:\(configuration.region.partition.rawValue):s3:::\(configuration.bucket)" }

    private var actions: [String] {
        switch operation {
        case .headBucket, .listObjectsV2: ["s3:ListBucket"]
        case .listMultipartUploads: ["s3:ListBucketMultipartUploads"]
        case .listParts: ["s3:ListMultipartUploadParts"]
        case .getObject, .headObject: ["s3:GetObject"]
        case .copyObject, .uploadPartCopy: ["s3:GetObject", "s3:PutObject"]
        case .deleteObject: ["s3:DeleteObject"]
        case .abortMultipartUpload: ["s3:AbortMultipartUpload"]
        case .createMultipartUpload, .completeMultipartUpload, .putObject, .uploadPart: ["s3:PutObject"]
        }
    }

    /// Parts are decrypted when they are put together.
    private var keyActions: [String] { isWrite ? ["kms:GenerateDataKey", "kms:Decrypt"] : ["kms:Decrypt"] }

    private var usesKMS: Bool {
        configuration.requestedEncryption?.usesKMS == true && (isWrite || isRead)
    }
}
