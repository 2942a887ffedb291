import Foundation
import SystemPackage
import Testing
import TestSupport

/// Credentials: wrong ones, none, and that nobody ever reads them.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct SecretTests {
    private static let places = Place.all.filter { $0.server != nil }
    private static let wrong = "canary/WRONG+SECRET/canary"

    @Test(arguments: places, [[], ["--dry-run"]])
    func aWrongSecretIsOneError(place: Place, arguments: [String]) async throws {
        let placed = try await place.makeProject(weights: 9 << 20)
        let program = try placed.start(arguments, environment: ["AWS_SECRET_ACCESS_KEY": Self.wrong])
        let published = try Published(try await program.end())
        #expect(published.status == 1)
        #expect(published.errorLines.count == 1, "\(published.standardError)")
        #expect(published.errors.allSatisfy { $0.hint?.contains("AWS_SECRET_ACCESS_KEY") == true })
        #expect(!published.errors.isEmpty)
        #expect(published.standardError.contains("AWS_SECRET_ACCESS_KEY"), "\(published.standardError)")
        #expect(placed.project.references == nil)
        #expect(try await placed.contents() == [:])
    }

    @Test(arguments: [
        ([], ["AWS_ACCESS_KEY_ID"], "no AWS credentials"),
        (["AWS_ACCESS_KEY_ID"], [], "AWS_SECRET_ACCESS_KEY is missing"),
    ])
    func noCredentialsAreOneError(present: [String], hinted: [String], message: String) async throws {
        let destination = TestProject.destination(bucket: "acme-ml-assets")
        let project = try TestProject.write(destinations: destination, weights: 1000)
        // Nobody listens there: credentials are looked for before anything is sent.
        let environment = ["AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1"]
        let output = try await Program.run(
            ["publish", "--output", "json"],
            in: project.directory,
            environment: environment.merging(present.map { ($0, "AKIAEXAMPLE") }) { $1 }
        )
        let published = try Published(output)
        #expect(published.status == 1)
        #expect(published.errorLines.count == 1, "\(published.standardError)")
        for text in hinted + [message] { #expect(published.standardError.contains(text), "\(published.standardError)") }
        #expect(project.references == nil)
    }

    @Test func aServerThatIsNotThereIsOneError() async throws {
        let project = try TestProject.write(
            destinations: TestProject.destination(bucket: "acme-ml-assets"),
            weights: 1000
        )
        let environment = [
            "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1", "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "secret",
        ]
        let output = try await Program.run(
            ["publish", "--output", "json"],
            in: project.directory,
            environment: environment
        )
        let published = try Published(output)
        #expect(published.status == 1)
        #expect(published.errorLines.count == 1, "\(published.standardError)")
        #expect(published.standardError.contains("127.0.0.1"))
        #expect(project.references == nil)
    }

    /// Everything that a run says or leaves, whether it ends well or not.
    @Test(arguments: places, [false, true])
    func secretsAreNeverToldOrKept(place: Place, isWrong: Bool) async throws {
        let placed = try await place.makeProject(weights: 9 << 20)
        let secret = try isWrong ? Self.wrong : #require(place.server).secretKey
        let environment = ["AWS_SECRET_ACCESS_KEY": secret]
        let published = try await placed.publish("--verbose", "--stats", environment: environment)
        #expect(published.status == (isWrong ? 1 : 0))
        #expect(!published.standardError.isEmpty)
        var texts = [published.standardOutput, published.standardError, placed.project.references ?? ""]
        if !isWrong {
            for key in try await placed.contents().keys where key.hasSuffix(".json") {
                texts.append(String(decoding: try await placed.read(key), as: UTF8.self))
            }
        }
        for text in texts {
            #expect(!text.contains(secret))
            #expect(!text.contains("Signature="))
            #expect(!text.contains("AWS4-HMAC"))
        }
    }

    @Test(arguments: places)
    func aSessionTokenIsNeverTold(place: Place) async throws {
        let placed = try await place.makeWeights(byteCount: 1000)
        let published = try await placed.publish("--verbose", environment: ["AWS_SESSION_TOKEN": "canary-token"])
        #expect(!published.standardError.contains("canary-token"))
        #expect(!published.standardOutput.contains("canary-token"))
        #expect(published.status == 0 || published.errorLines.count == 1)
    }
}
