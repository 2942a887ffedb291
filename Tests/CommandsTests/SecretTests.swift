import Foundation
import SystemPackage
import Testing
import TestSupport

/// Wrong and missing credentials, and the secrecy of all.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct SecretTests {
    private static let stores = StoreUnderTest.onServers
    private static let wrong = "canary/WRONG+SECRET/canary"

    @Test(arguments: stores, [[], ["--dry-run"]])
    func wrongSecretIsOneError(store: StoreUnderTest, arguments: [String]) async throws {
        let workspace = try await store.makeProject(weights: 9 << 20)
        let program = try workspace.start(arguments, environment: ["AWS_SECRET_ACCESS_KEY": Self.wrong])
        let published = try PublishOutput(try await program.end())
        #expect(published.status == 1)
        #expect(published.errorLines.count == 1, "\(published.standardError)")
        #expect(published.errors.allSatisfy { $0.hint?.contains("AWS_SECRET_ACCESS_KEY") == true })
        #expect(!published.errors.isEmpty)
        #expect(published.standardError.contains("AWS_SECRET_ACCESS_KEY"), "\(published.standardError)")
        #expect(workspace.project.references == nil)
        #expect(try await workspace.store.contents() == [:])
    }

    @Test(arguments: [
        ([], ["AWS_ACCESS_KEY_ID"], "no AWS credentials"),
        (["AWS_ACCESS_KEY_ID"], [], "AWS_SECRET_ACCESS_KEY is missing"),
    ])
    func missingCredentialsAreOneError(present: [String], hinted: [String], message: String) async throws {
        let destination = TestProject.destination(bucket: "acme-ml-assets")
        let project = try TestProject.write(destinations: destination, weights: 1000)
        // Nothing listens there: credentials are resolved before anything is sent.
        let environment = ["AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1"]
        let output = try await Program.run(
            ["publish", "--images", "context", "--output", "json"],
            in: project.directory,
            environment: environment.merging(present.map { ($0, "AKIAEXAMPLE") }) { $1 }
        )
        let published = try PublishOutput(output)
        #expect(published.status == 1)
        #expect(published.errorLines.count == 1, "\(published.standardError)")
        for text in hinted + [message] { #expect(published.standardError.contains(text), "\(published.standardError)") }
        #expect(project.references == nil)
    }

    @Test func unreachableServerIsOneError() async throws {
        let project = try TestProject.write(
            destinations: TestProject.destination(bucket: "acme-ml-assets"),
            weights: 1000
        )
        let environment = [
            "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1", "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "secret",
        ]
        let output = try await Program.run(
            ["publish", "--images", "context", "--output", "json"],
            in: project.directory,
            environment: environment
        )
        let published = try PublishOutput(output)
        #expect(published.status == 1)
        #expect(published.errorLines.count == 1, "\(published.standardError)")
        #expect(published.standardError.contains("127.0.0.1"))
        #expect(project.references == nil)
    }

    /// All outputs and documents of a run, whether it succeeds or not.
    @Test(arguments: stores, [false, true])
    func secretsAreNeitherPrintedNorStored(store: StoreUnderTest, isWrong: Bool) async throws {
        let workspace = try await store.makeProject(weights: 9 << 20)
        let secret = try isWrong ? Self.wrong : #require(store.server).secretKey
        let environment = ["AWS_SECRET_ACCESS_KEY": secret]
        let published = try await workspace.publish("--verbose", "--stats", environment: environment)
        #expect(published.status == (isWrong ? 1 : 0))
        #expect(!published.standardError.isEmpty)
        var texts = [published.standardOutput, published.standardError, workspace.project.references ?? ""]
        if !isWrong {
            for key in try await workspace.store.contents().keys where key.hasSuffix(".json") {
                texts.append(String(decoding: try await workspace.store.read(key), as: UTF8.self))
            }
        }
        for text in texts {
            #expect(!text.contains(secret))
            #expect(!text.contains("Signature="))
            #expect(!text.contains("AWS4-HMAC"))
        }
    }

    @Test(arguments: stores)
    func sessionTokenIsNotPrinted(store: StoreUnderTest) async throws {
        let workspace = try await store.makeWeights(byteCount: 1000)
        let published = try await workspace.publish("--verbose", environment: ["AWS_SESSION_TOKEN": "canary-token"])
        #expect(!published.standardError.contains("canary-token"))
        #expect(!published.standardOutput.contains("canary-token"))
        #expect(published.status == 0 || published.errorLines.count == 1)
    }
}
