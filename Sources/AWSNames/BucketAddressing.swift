/// The position of a bucket's name in the URLs of its objects.
public enum BucketAddressing: String, Sendable, Hashable, CaseIterable {
    /// In the host name on AWS where the bucket's name allows it, in the path at other endpoints.
    case auto
    /// In the path: `https://endpoint/bucket/key`.
    case path
    /// In the host name: `https://bucket.endpoint/key`.
    case virtualHost
}
