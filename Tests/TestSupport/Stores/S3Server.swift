internal import AWS
internal import AWSNames
internal import Foundation
internal import HTTP
public import Objects
public import S3
public import Testing

/// A test server that runs: `SAGEASSETS_TEST_S3_<NAME>` is "ENDPOINT ACCESS_KEY SECRET_KEY".
public struct S3Server: Sendable, CustomTestStringConvertible {
    /// The server's name in `ci/servers`.
    public let name: String
    /// The capabilities of the server's buckets.
    public let capabilities: StoreCapabilities
    /// Whether a signature for another region is rejected.
    public let checksRegion: Bool
    /// The URL of the server.
    public let endpoint: String
    /// The access key that has all permissions.
    public let accessKey: String
    /// The access key's secret.
    public let secretKey: String

    /// The servers that run.
    public static let present = [
        S3Server("ministack", StoreCapabilities(), checksRegion: false),
        S3Server(
            "swift",
            StoreCapabilities(
                keepsChecksums: false,
                decidesConcurrentWrites: false,
                decidesConcurrentUploads: false,
                hasConditionalReplacement: false
            ),
            checksRegion: true
        ),
        S3Server("seaweedfs", StoreCapabilities(decidesConcurrentUploads: false), checksRegion: false),
        S3Server(
            "juicefs",
            StoreCapabilities(
                keepsChecksums: false,
                hasConditionalWrites: false,
                decidesConcurrentWrites: false,
                decidesConcurrentUploads: false,
                hasConditionalReplacement: false
            ),
            checksRegion: true
        ),
    ]
    .compactMap { $0 }

    /// The reason for skipping a suite that needs a server.
    public static let absence: Comment = "no SAGEASSETS_TEST_S3_<NAME> is set; run ci/test"

    /// Returns the servers of these names that run.
    public static func present(_ names: String...) -> [S3Server] { present.filter { names.contains($0.name) } }

    private init?(_ name: String, _ capabilities: StoreCapabilities, checksRegion: Bool) {
        let setting = ProcessInfo.processInfo.environment["SAGEASSETS_TEST_S3_\(name.uppercased())"]
        guard let words = setting?.split(separator: " ").map(String.init), words.count == 3 else { return nil }
        (self.name, self.capabilities, self.checksRegion) = (name, capabilities, checksRegion)
        (endpoint, accessKey, secretKey) = (words[0], words[1], words[2])
    }

    /// The name in test reports.
    public var testDescription: String { name }

    /// The credentials and the region as environment variables.
    public var environment: [String: String] {
        ["AWS_ACCESS_KEY_ID": accessKey, "AWS_SECRET_ACCESS_KEY": secretKey, "AWS_REGION": "us-east-1"]
    }

    private static let transport = CurlTransport()

    /// Returns a client of the tests' bucket.
    ///
    /// - Parameters:
    ///   - secret: A secret to sign with instead of the right one.
    ///   - region: The region to sign for.
    ///   - checksumAlgorithm: The checksum that the server is asked to keep.
    public func client(
        secret: String? = nil,
        region: String = "us-east-1",
        checksumAlgorithm: ChecksumAlgorithm = .sha256
    ) throws -> S3Client {
        let configuration = S3Configuration(
            bucket: try BucketName(Self.bucket),
            region: try Region(region),
            endpoint: try HTTPURL(endpoint),
            checksumAlgorithm: checksumAlgorithm
        )
        let credentials = Credentials(accessKeyID: accessKey, secretAccessKey: secret ?? secretKey)
        return S3Client(
            configuration,
            .init(transport: Self.transport, credentials: StaticCredentials(credentials))
        )
    }
}
