import Basics
import Hashing
import HTTP
import Registry
import Testing
import TestSupport

/// Faults of registries: each ends in success or in an error that says what happened.
@Suite(.enabled(if: TestRegistry.plain != nil, TestRegistry.absence), .hangLimit) struct FaultTests {
    static let image = SampleImage(layers: [SampleImage.noise(300_000, seed: 1), SampleImage.noise(90_000, seed: 2)])

    private func repository(_ faults: [JSON]) async throws -> RegistryRepository {
        try await RegistryFaults.shared().repository(faults)
    }

    @Test(
        "a push survives failures that pass",
        arguments: [
            ["status": 500], ["status": 502, "body": "<html>"], ["status": 503, "headers": ["Retry-After": "1"]],
            ["status": 429, "code": "TOOMANYREQUESTS"], ["method": "PUT", "status": 504, "times": 3],
            ["status": 408], ["status": 507],
            ["method": "PUT", "path": "/blobs/", "status": 524], ["method": "POST", "status": 500, "times": 3],
            ["method": "HEAD", "status": 503, "times": 4],
            ["method": "PUT", "path": "/blobs/", "lost": true], ["method": "POST", "lost": true],
            ["method": "PUT", "path": "/manifests/", "lost": true], ["method": "HEAD", "lost": true],
            ["method": "PUT", "path": "/blobs/", "cutRequestAfter": 100_000],
            ["method": "PUT", "path": "/blobs/", "status": 404, "code": "BLOB_UPLOAD_UNKNOWN"],
            ["method": "PUT", "path": "/blobs/", "status": 400, "code": "DIGEST_INVALID", "times": 2],
            ["method": "PUT", "path": "/manifests/", "status": 400, "code": "MANIFEST_BLOB_UNKNOWN"],
        ] as [JSON]
    )
    func transientFailure(fault: JSON) async throws {
        let repository = try await repository([fault])
        let digest = try await repository.push(Self.image, "tag")
        #expect(digest == Self.image.manifest.digest)
        let plain = try #require(TestRegistry.plain).repository(repository.name)
        #expect(try await plain.manifest(.tag("tag"), platform: .amd64) == Self.image.manifest)
        for blob in Self.image.manifest.blobs {
            #expect(try await plain.readBlob(blob, range: 0..<blob.byteCount) == Self.image.bytes(blob))
        }
    }

    @Test("a storm of failures is outlasted")
    func storm() async throws {
        let storm: [JSON] = (0..<40).map { number in
            number.isMultiple(of: 3)
                ? ["lost": true, "after": .integer(number % 4)] : ["status": .integer([500, 502, 429][number % 3])]
        }
        let repository = try await repository(storm)
        #expect(try await repository.push(Self.image, "tag") == Self.image.manifest.digest)
    }

    @Test("an upload whose response was lost is not begun again")
    func lostResponse() async throws {
        let faults = try await RegistryFaults.shared()
        let repository = try await repository([["method": "PUT", "path": "/blobs/", "lost": true, "times": 0]])
        try await repository.push(Self.image, "tag")
        // On a connection that was kept, libcurl itself sends a request again that has no response.
        let posts = try await faults.log(of: repository).filter { $0.method == "POST" }
        #expect(posts.count == Self.image.manifest.blobs.count)
    }

    @Test(
        "a rejected push says why",
        arguments: [
            (
                ["method": "POST", "status": 404, "code": "NAME_UNKNOWN"], "repository-not-found",
                "create the repository"
            ),
            (["method": "POST", "status": 403, "code": "DENIED"], "registry-denied", "log in"),
            (["method": "POST", "status": 401, "times": 0], "http-401", "log in"),
            (["method": "PUT", "path": "/blobs/", "status": 413, "body": "", "times": 0], "http-413", "proxy"),
            (["method": "PUT", "path": "/manifests/", "status": 400, "code": "MANIFEST_INVALID"], "http-400", ""),
            (["method": "POST", "status": 405, "times": 0], "http-405", "pull-through"),
            (
                ["method": "PUT", "path": "/blobs/", "status": 400, "code": "DIGEST_INVALID", "times": 0], "http-400",
                ""
            ),
        ] as [(JSON, String, String)]
    )
    func rejection(fault: JSON, code: String, hint: String) async throws {
        let repository = try await repository([fault])
        let error = await #expect(throws: RegistryError.self) { try await repository.push(Self.image, "tag") }
        #expect(error?.errorCode.rawValue == code)
        #expect(error?.exitStatus == .failed)
        if !hint.isEmpty { #expect(error?.hint?.contains(hint) == true) }
        let plain = try #require(TestRegistry.plain).repository(repository.name)
        #expect(try await plain.digest(ofTag: "tag") == nil)
    }

    @Test(
        "a digest that is not that of what was sent or read is an error of its own",
        arguments: [
            ["method": "PUT", "path": "/blobs/"], ["method": "PUT", "path": "/manifests/"],
            ["method": "HEAD", "path": "/blobs/"],
        ] as [[String: JSON]]
    )
    func wrongDigest(fault: [String: JSON]) async throws {
        let wrong = "sha256:" + String(repeating: "0", count: 64)
        let change: [String: JSON] = ["times": 0, "change": ["Docker-Content-Digest": .string(wrong)]]
        let repository = try await repository([])
        try await repository.push(Self.image, "first")
        let other = SampleImage(layers: [SampleImage.noise(90_000, seed: 2)], label: "other")
        try await RegistryFaults.shared().script([.object(fault.merging(change) { $1 })], for: repository.name)
        let error = await #expect(throws: RegistryError.self) { try await repository.push(other, "tag") }
        #expect(error?.exitStatus == .corrupt)
        #expect(error?.message.contains(wrong) == true)
    }

    @Test("a digest that a registry tells without sending the manifest is not believed")
    func wrongDigestOfATag() async throws {
        let wrong = "sha256:" + String(repeating: "0", count: 64)
        let fault: JSON = [
            "method": "HEAD", "path": "/manifests/", "times": 0, "change": ["Docker-Content-Digest": .string(wrong)],
        ]
        let repository = try await repository([])
        try await repository.push(Self.image, "tag")
        try await RegistryFaults.shared().script([fault], for: repository.name)
        for known in [nil, Self.image.manifest.digest] {
            let error = await #expect(throws: RegistryError.self) {
                try await repository.imageDigest(ofTag: "tag", known: known)
            }
            #expect(error?.exitStatus == .corrupt)
            #expect(error?.message.contains(wrong) == true)
        }
        await #expect(throws: RegistryError.self) { try await repository.push(Self.image, "tag") }
    }

    @Test(
        "a blob or manifest that was changed on the way is not returned",
        arguments: [
            ["path": "/blobs/", "flip": 1000, "times": 0], ["path": "/blobs/", "truncate": 1, "times": 0],
            ["path": "/manifests/", "flip": 20, "times": 0],
        ] as [[String: JSON]]
    )
    func changedOnTheWay(fault: [String: JSON]) async throws {
        let repository = try await repository([])
        try await repository.push(Self.image, "tag")
        let fault = fault.merging(["method": "GET"]) { $1 }
        try await RegistryFaults.shared().script([.object(fault)], for: repository.name)
        let blob = Self.image.manifest.layers[0]
        await #expect(throws: (any Error).self) {
            if fault["path"] == "/blobs/" {
                _ = try await repository.readBlob(blob, range: 0..<blob.byteCount)
            } else {
                _ = try await repository.manifest(.tag("tag"), platform: .amd64)
            }
        }
    }

    @Test("a read that was cut is repeated")
    func cutRead() async throws {
        let repository = try await repository([["method": "GET", "path": "/blobs/", "cutAnswerAfter": 1000]])
        try await repository.push(Self.image, "tag")
        let blob = Self.image.manifest.layers[0]
        #expect(try await repository.readBlob(blob, range: 0..<blob.byteCount) == Self.image.bytes(blob))
    }

    @Test("a registry that says nothing of digests is read all the same")
    func noDigests() async throws {
        let silent: JSON = ["change": ["Docker-Content-Digest": .null], "times": 0]
        let repository = try await repository([silent])
        #expect(try await repository.push(Self.image, "tag") == Self.image.manifest.digest)
        #expect(
            try await repository.tagged("tag")
                == TaggedManifest(digest: Self.image.manifest.digest, mediaType: .dockerManifest)
        )
        #expect(try await repository.manifest(.tag("tag"), platform: .amd64) == Self.image.manifest)
    }

    @Test("a server without ranges is read all the same")
    func noRanges() async throws {
        let repository = try await repository([["method": "GET", "request": ["Range": .null], "times": 0]])
        try await repository.push(Self.image, "tag")
        let blob = Self.image.manifest.layers[0]
        #expect(try await repository.readBlob(blob, range: 100..<200) == Array(Self.image.bytes(blob)[100..<200]))
    }

    @Test("of publishers to an immutable tag, the one who was first has won")
    func immutableTag() async throws {
        let repository = try await repository([])
        let winner = try await repository.push(Self.image, "tag")
        // The tag is not there yet when it is looked for, and is when the manifest is written.
        let faults: [JSON] = [
            ["method": "HEAD", "path": "/manifests/tag", "status": 404, "times": 2],
            ["method": "PUT", "path": "/manifests/tag", "status": 400, "code": "TAG_INVALID"],
        ]
        try await RegistryFaults.shared().script(faults, for: repository.name)
        let loser = SampleImage(layers: [SampleImage.noise(90_000, seed: 2)], label: "loser")
        #expect(try await repository.push(loser, "tag") == winner)
    }

    @Test("an upload to another server is refused")
    func uploadElsewhere() async throws {
        for location in ["http://localhost:1/v2/u", "https://evil.example.com/u?a=secret", "ftp://127.0.0.1/u", ""] {
            let change: JSON = ["method": "POST", "change": ["Location": .string(location)]]
            let repository = try await repository([change, change, change])
            let error = await #expect(throws: RegistryError.self) { try await repository.push(Self.image, "tag") }
            #expect(error?.errorCode == "invalid-response")
            #expect(error?.description.contains("secret") == false)
        }
    }

    @Test("the text of a registry is shown as one line of bounded length, without the password")
    func hostileText() async throws {
        let text = "\u{1b}[2J\n::error::x password-0123456789 " + String(repeating: "a", count: 5000)
        let fault: JSON = ["method": "HEAD", "status": 403, "code": "DENIED"]
        let reason: JSON = ["method": "POST", "status": 403, "code": "DENIED", "message": .string(text)]
        let repository = try await RegistryFaults.shared().repository(
            [["status": 401, "headers": ["WWW-Authenticate": "Basic realm=\"r\""]], reason],
            credentials: StaticRegistryCredentials(.password(user: "user", password: "password-0123456789"))
        )
        _ = fault
        let error = await #expect(throws: RegistryError.self) { try await repository.push(Self.image, "tag") }
        let shown = error?.description ?? ""
        #expect(shown.contains("DENIED") && shown.contains("***"))
        #expect(!shown.contains("password-0123456789") && !shown.contains("\n") && !shown.contains("\u{1b}"))
        #expect(shown.count < 1000)
    }
}
