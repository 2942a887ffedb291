public import Basics
internal import Logging
internal import Manifests
public import Stores
internal import SystemPackage

extension FaultServer {
    /// Makes an empty bucket that behaves as the settings say, and a store that is all of it.
    public func makeStore(
        _ settings: [String: JSON] = [:],
        _ algorithm: ChecksumAlgorithm = .sha256
    ) async throws -> (store: any ObjectStore, bucket: String) {
        let bucket = try await makeBucket(settings)
        return (try store(in: bucket, algorithm), bucket)
    }

    /// Returns a store that is all of a bucket.
    public func store(in bucket: String, _ algorithm: ChecksumAlgorithm) throws -> any ObjectStore {
        let endpoint = "http://127.0.0.1:\(port)"
        let destination = try S3Destination(bucket: bucket, prefix: "", region: "us-east-1", endpoint: endpoint)
        let factory = StoreFactory(
            directory: "/",
            environment: ["AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"],
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            longestOutage: .seconds(20),
            checksumAlgorithm: algorithm
        )
        return try factory.makeStore(for: Destination(name: "test", kind: .s3(destination)))
    }
}
