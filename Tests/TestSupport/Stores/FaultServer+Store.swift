public import Basics
internal import Logging
internal import Manifests
public import Stores
internal import SystemPackage

extension FaultServer {
    /// Makes an empty bucket that behaves as the settings say, and a store that is all of it.
    public func makeStore(_ settings: [String: JSON] = [:]) async throws -> (store: any ObjectStore, bucket: String) {
        let bucket = try await makeBucket(settings)
        let endpoint = "http://127.0.0.1:\(port)"
        let destination = try S3Destination(bucket: bucket, prefix: "", region: "us-east-1", endpoint: endpoint)
        let factory = StoreFactory(
            directory: "/",
            environment: ["AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"],
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            longestOutage: .seconds(20)
        )
        return (try factory.makeStore(for: Destination(name: "test", kind: .s3(destination))), bucket)
    }
}
