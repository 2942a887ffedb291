import Basics
import HTTP
import SystemPackage
import Testing
import TestSupport

/// Proxies on the way to a server, which curl takes from the environment.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct ProxyTests {
    private func publish(endpoint: String, proxy: String, bucket: String = "bucket") async throws -> Tool.Output {
        let manifest = """
            version: 1
            destinations: { test: { bucket: \(bucket), region: us-east-1, addressing: path } }
            models:
              Model:
                containers:
                  - { image: { fromEcrRepository: { repositoryName: repo, tag: t } }, modelData: { fromAsset: weights } }
            """
        let files: FileNode = ["sageassets.yaml": .file(Array(manifest.utf8)), "weights": ["model.bin": "x"]]
        try files.write(to: TemporaryDirectory.path)
        let environment = [
            "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_ENDPOINT_URL_S3": endpoint,
            "http_proxy": proxy, "https_proxy": proxy, "AWS_MAX_ATTEMPTS": "2",
        ]
        return try await Program.run(["publish"], in: TemporaryDirectory.path, environment: environment)
    }

    @Test(arguments: ["http://s3.test", "https://s3.test"])
    func deadProxyIsReportedAsProxy(endpoint: String) async throws {
        let dead = try await publish(endpoint: endpoint, proxy: "http://127.0.0.1:1")
        #expect(dead.status == 1)
        #expect(dead.standardError.contains("cannot connect to the proxy"), "\(dead.standardError)")
        let unknown = try await publish(endpoint: endpoint, proxy: "http://no-such-proxy.invalid:3128")
        #expect(unknown.standardError.contains("cannot find the proxy"), "\(unknown.standardError)")
        for output in [dead, unknown] {
            #expect(output.standardError.contains("HTTPS_PROXY"), "\(output.standardError)")
        }
    }

    @Test func proxyThatAsksForAPasswordIsReported() async throws {
        let server = try FaultServer.shared()
        let refusal: JSON = ["status": 407]
        let bucket = try await server.makeBucket(["script": .array(Array(repeating: refusal, count: 20))])
        let output = try await publish(endpoint: "http://s3.test", proxy: server.url("/").text, bucket: bucket)
        #expect(output.status == 1)
        #expect(output.standardError.contains("asks for a user name and a password"), "\(output.standardError)")
        #expect(output.standardError.contains("USER:PASSWORD@"), "\(output.standardError)")
    }

    @Test func proxyThatMakesNoTunnelIsReported() async throws {
        let server = try FaultServer.shared()
        // It does not know CONNECT.
        let output = try await publish(endpoint: "https://s3.test", proxy: server.url("/").text)
        #expect(output.status == 1)
        #expect(output.standardError.contains("the proxy makes no connection to 's3.test'"), "\(output.standardError)")
        #expect(output.standardError.contains("501"), "\(output.standardError)")
    }
}
