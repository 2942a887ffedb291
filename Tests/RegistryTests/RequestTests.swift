import Basics
import Hashing
import HTTP
import Registry
import SystemPackage
import Testing
import TestSupport

/// The requests by which images are pushed and read: how many there are, and what they hold.
@Suite(.enabled(if: TestRegistry.plain != nil, TestRegistry.absence), .hangLimit) struct RequestTests {
    static let layers = [SampleImage.noise(300_000, seed: 1), SampleImage.noise(90_000, seed: 2)]
    static let image = SampleImage(layers: layers)

    @Test("an image that is there costs one request")
    func nothingToDo() async throws {
        let faults = try await RegistryFaults.shared()
        let repository = try await faults.repository([])
        try await repository.push(Self.image, "tag")
        let before = try await faults.log(of: repository).count
        try await repository.push(Self.image, "tag")
        let requests = try await faults.log(of: repository).dropFirst(before)
        #expect(requests.map(\.method) == ["HEAD"])
    }

    @Test("a digest that the caller knows is told by one request, and any other one is read by a second")
    func imageOfAnotherPublisher() async throws {
        let faults = try await RegistryFaults.shared()
        let repository = try await faults.repository([])
        let digest = try await repository.push(Self.image, "tag")
        for (known, methods) in [(digest, ["HEAD"]), (ImageDigest(SHA256.hash("other")), ["HEAD", "GET"])] {
            let before = try await faults.log(of: repository).count
            #expect(try await repository.imageDigest(ofTag: "tag", known: known) == digest)
            #expect(try await faults.log(of: repository).dropFirst(before).map(\.method) == methods)
        }
        let before = try await faults.log(of: repository).count
        let other = SampleImage(layers: Self.layers, label: "other")
        #expect(try await repository.push(other, "tag") == digest)
        #expect(try await faults.log(of: repository).dropFirst(before).map(\.method) == ["HEAD", "GET"])
        #expect(try await repository.imageDigest(ofTag: "another", known: digest) == nil)
    }

    @Test("a blob is sent by one PUT with its length, and the largest first")
    func monolithicUpload() async throws {
        let faults = try await RegistryFaults.shared()
        let repository = try await faults.repository([]) { $0.pushWidth = 1 }
        try await repository.push(Self.image, "tag")
        let uploads = try await faults.log(of: repository).filter { $0.path.contains("/blobs/uploads/") }
        #expect(uploads.map(\.method) == ["POST", "PUT", "POST", "PUT", "POST", "PUT"])
        let puts = uploads.filter { $0.method == "PUT" }
        let sizes = puts.compactMap { $0.headers["content-length"].flatMap { Int($0) } }
        #expect(sizes == Self.image.manifest.blobs.map { Int($0.byteCount) }.sorted().reversed())
        #expect(puts.allSatisfy { $0.headers["transfer-encoding"] == nil && $0.path.contains("digest=sha256%3A") })
    }

    @Test("blobs of another repository are mounted, not sent")
    func mounts() async throws {
        let faults = try await RegistryFaults.shared()
        let source = try await faults.repository([])
        try await source.push(Self.image, "tag")
        let repository = try await faults.repository([])
        let log = PushLog()
        try await repository.push(Self.image, "tag", mountingFrom: source, log: log)
        #expect(log.sentSizes == [])
        #expect(log.foundSizes.count == 3)
        #expect(try await repository.manifest(.tag("tag"), platform: .amd64) == Self.image.manifest)
    }

    @Test("a copy within one registry downloads what is not mounted, and nothing else", .temporaryDirectory)
    func copies() async throws {
        let faults = try await RegistryFaults.shared()
        let source = try await faults.repository([])
        try await source.push(Self.image, "tag")
        let refused: JSON = ["method": "POST", "path": "mount=", "status": 403, "code": "DENIED", "times": 1]
        let cases: [([JSON], Int)] = [([], 0), ([refused], 1)]
        for (number, (script, sent)) in cases.enumerated() {
            let repository = try await faults.repository(script) { $0.pushWidth = 1 }
            let before = try await faults.log(of: source).count
            let workspace = TemporaryDirectory.path.appending("copy-\(number)")
            let image = try #require(
                try await source.image(.tag("tag"), platform: .amd64, downloadingTo: workspace)
            )
            let log = PushLog()
            #expect(try await repository.push(image, "tag", mountingFrom: source, log: log) == image.manifest.digest)
            #expect(log.sentSizes == (sent == 0 ? [] : [300_000]))
            let reads = try await faults.log(of: source).dropFirst(before).filter {
                $0.method == "GET" && $0.path.contains("/blobs/")
            }
            #expect(reads.count == 1 + sent)
            #expect(try await repository.manifest(.tag("tag"), platform: .amd64) == Self.image.manifest)
        }
    }

    @Test(
        "a mount that the registry does not make becomes an upload",
        arguments: [
            ["method": "POST", "path": "mount=", "request": ["query": .null], "times": 0],
            ["method": "POST", "path": "mount=", "status": 404, "code": "NAME_UNKNOWN", "times": 0],
            ["method": "POST", "path": "mount=", "status": 403, "code": "DENIED", "times": 0],
            ["method": "POST", "path": "mount=", "status": 405, "times": 0],
        ] as [JSON]
    )
    func refusedMount(fault: JSON) async throws {
        let faults = try await RegistryFaults.shared()
        let source = try await faults.repository([])
        try await source.push(Self.image, "tag")
        let repository = try await faults.repository([fault])
        let log = PushLog()
        try await repository.push(Self.image, "tag", mountingFrom: source, log: log)
        #expect(log.sentSizes.count == 3)
        #expect(try await repository.digest(ofTag: "tag") == Self.image.manifest.digest)
    }

    @Test("a redirected read reaches the other host without the password, and the errors do not show its URL")
    func redirection() async throws {
        let faults = try await RegistryFaults.shared()
        let challenge: JSON = ["status": 401, "headers": ["WWW-Authenticate": "Basic realm=\"r\""]]
        let repository = try await faults.repository(
            [challenge, ["method": "GET", "path": "/blobs/", "elsewhere": true, "times": 0]],
            credentials: StaticRegistryCredentials(.password(user: "user", password: "pass-0123456789"))
        )
        try await repository.push(Self.image, "tag")
        let blob = Self.image.manifest.layers[0]
        #expect(try await repository.readBlob(blob, range: 0..<blob.byteCount) == Self.image.bytes(blob))
        #expect(try await repository.readBlob(blob, range: 10..<20) == Array(Self.image.bytes(blob)[10..<20]))
        let elsewhere = try await faults.elsewhere(of: repository)
        #expect(elsewhere.count == 2)
        #expect(elsewhere.allSatisfy { $0.headers["authorization"] == nil && $0.path.contains("signature=") })
        #expect(elsewhere.last?.headers["range"] == "bytes=10-19")
        let own = try await faults.log(of: repository)
        #expect(own.dropFirst().allSatisfy { $0.headers["authorization"]?.hasPrefix("Basic ") == true })
        #expect(own.first?.headers["authorization"] == nil)
    }

    @Test(
        "a redirection to no registry's business is an error",
        arguments: ["ftp://127.0.0.1/x", "http://example.com/x", "/", ""]
    )
    func badRedirection(location: String) async throws {
        let faults = try await RegistryFaults.shared()
        let fault: JSON = [
            "method": "GET", "path": location == "/" ? "" : "/blobs/", "status": 307, "times": 0, "body": "",
            "headers": ["Location": .string(location == "/" ? "/v2/x" : location)],
        ]
        let repository = try await faults.repository([])
        try await repository.push(Self.image, "tag")
        try await faults.script([fault], for: repository.name)
        let blob = Self.image.manifest.layers[0]
        await #expect(throws: RegistryError.self) { try await repository.readBlob(blob, range: 0..<10) }
    }

    @Test("a request is authorized again once, with fresh credentials")
    func freshCredentials() async throws {
        let faults = try await RegistryFaults.shared()
        let challenge: [String: JSON] = ["status": 401, "headers": ["WWW-Authenticate": "Basic realm=\"r\""]]
        let expired: JSON = [
            "status": 403, "code": "DENIED", "after": 3,
            "message": "Your authorization token has expired. Reauthenticate and try again.",
        ]
        let later: JSON = .object(challenge.merging(["after": 6]) { $1 })
        let credentials = ChangingCredentials()
        let repository = try await faults.repository([.object(challenge), expired, later], credentials: credentials)
        try await repository.push(Self.image, "tag")
        #expect(credentials.count == 3)
        #expect(try await repository.digest(ofTag: "tag") == Self.image.manifest.digest)
    }

    @Test("credentials that stay wrong end the push at once")
    func wrongCredentials() async throws {
        let faults = try await RegistryFaults.shared()
        let challenge: JSON = ["status": 401, "headers": ["WWW-Authenticate": "Basic realm=\"r\""], "times": 0]
        let repository = try await faults.repository(
            [challenge],
            credentials: StaticRegistryCredentials(.password(user: "user", password: "wrong"))
        )
        let error = await #expect(throws: RegistryError.self) { try await repository.push(Self.image, "tag") }
        #expect(error?.hint?.contains("check the user name and the password") == true)
        #expect(try await faults.log(of: repository).count == 2)
    }
}

/// Another password each time.
private final class ChangingCredentials: RegistryCredentials {
    private let counter = RequestCounters()

    var count: Int { counter.requestCount }

    func login(for registry: String, rejected: RegistryLogin?) -> RegistryLogin? {
        counter.addRequest(byteCount: 0)
        return .password(user: "user", password: "password-\(counter.requestCount)")
    }
}
