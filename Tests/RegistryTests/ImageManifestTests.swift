import Basics
import Hashing
import Registry
import Testing
import TestSupport

/// Manifests of both specifications, and their conversion.
@Suite struct ImageManifestTests {
    static let digests = (0..<4).map { "sha256:\(SHA256.hash("\($0)"))" }

    private static func descriptor(_ type: String, _ number: Int, _ size: String = "5", extra: String = "") -> String {
        "{\"mediaType\":\"\(type)\",\"digest\":\"\(digests[number])\",\"size\":\(size)\(extra)}"
    }

    private static func oci(
        layers: [String] = ["application/vnd.oci.image.layer.v1.tar+gzip"],
        config: String = "application/vnd.oci.image.config.v1+json",
        extra: String = ""
    ) -> String {
        let layers = layers.enumerated().map { descriptor($1, $0 + 1, extra: extra) }.joined(separator: ",")
        return "{\"schemaVersion\":2,\"config\":\(descriptor(config, 0)),\"layers\":[\(layers)],"
            + "\"annotations\":{\"a\":\"b\"}}"
    }

    private func read(_ text: String, _ type: MediaType? = nil) throws(ImageManifestError) -> ImageManifest {
        try ImageManifest(reading: Array(text.utf8), mediaType: type, image: "example.com/a:b")
    }

    @Test("an OCI manifest is read and keeps its bytes")
    func readsOCI() throws {
        let text = Self.oci()
        let manifest = try read(text, .ociManifest)
        #expect(manifest.mediaType == .ociManifest)
        #expect(manifest.bytes == Array(text.utf8))
        #expect(manifest.digest == ImageDigest(SHA256.hash(text)))
        #expect(manifest.blobs.map(\.digest.description) == Array(Self.digests[..<2]))
        #expect(try read(text) == manifest)
    }

    @Test("an OCI manifest becomes one of Docker schema 2 with the same blobs")
    func converts() throws {
        let manifest = try read(Self.oci()).convertedToDocker(image: "a")
        #expect(manifest.mediaType == .dockerManifest)
        #expect(manifest.configuration.mediaType == .dockerConfiguration)
        #expect(manifest.layers.map(\.mediaType) == [.dockerLayer])
        #expect(manifest.blobs.map(\.digest.description) == Array(Self.digests[..<2]))
        #expect(try read(String(decoding: manifest.bytes, as: UTF8.self)) == manifest)
        #expect(try manifest.convertedToDocker(image: "a") == manifest)
    }

    @Test(
        "a layer that Docker schema 2 cannot hold is refused with a way out",
        arguments: [
            ("application/vnd.oci.image.layer.v1.tar+zstd", "", "zstd", "gzip"),
            ("application/vnd.oci.image.layer.v1.tar", "", "not compressed", "gzip"),
            ("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", "", "no registry holds it", "base image"),
            ("application/vnd.oci.image.layer.v1.tar+gzip", ",\"urls\":[\"https://a\"]", "no registry", "base image"),
            ("application/x-\u{1b}[2J", "", "\\u{1b}", "build the image"),
        ]
    )
    func refusesLayers(type: String, extra: String, problem: String, fix: String) throws {
        let escaped = type.replacing("\u{1b}", with: "\\u001b")
        let manifest = try read(Self.oci(layers: [escaped], extra: extra))
        let error = #expect(throws: ImageManifestError.self) { try manifest.convertedToDocker(image: "a") }
        #expect(error?.message.contains(problem) == true)
        #expect(error?.hint?.contains(fix) == true)
        #expect(error?.errorCode == "unsupported-image-layer")
    }

    @Test("what is no image is refused")
    func refusesArtifacts() throws {
        let manifest = try read(Self.oci(config: "application/vnd.cncf.helm.config.v1+json"))
        #expect(throws: ImageManifestError.self) { try manifest.convertedToDocker(image: "a") }
    }

    @Test(
        "a document that violates its specification is refused",
        arguments: [
            ("[]", "another type"), ("", "not JSON"), ("{", "not JSON"), ("{}", "schemaVersion"),
            (oci().replacing("\"schemaVersion\":2", with: "\"schemaVersion\":1"), "schemaVersion"),
            (oci().replacing("sha256:", with: "sha512:"), "SHA-256"),
            (oci().replacing(digests[1], with: digests[1].uppercased()), "SHA-256"),
            (oci().replacing("\"size\":5", with: "\"size\":-5"), "size"),
            (oci().replacing("\"size\":5", with: "\"size\":\"5\""), "another type"),
            (oci().replacing("\"layers\"", with: "\"layer\""), "'layers' is missing"),
            (oci().replacing("\"config\"", with: "\"configuration\""), "'config' is missing"),
            (oci().replacing("\"config\"", with: "\"manifests\":[],\"config\""), "both"),
            (oci().replacing("\"layers\"", with: "\"layers\":[],\"layers\""), "twice"),
            (oci().replacing("\"layers\"", with: "\"Layers\":[],\"layers\""), "twice"),
            (oci().replacing("\"layers\"", with: "\"lay\\u0065rs\":[],\"layers\""), "twice"),
            (oci().replacing("{\"a\":\"b\"}", with: "{\"a\":\"b\",\"a\":\"c\"}"), "twice"),
            (
                oci().replacing(digests[1], with: digests[0]).replacing("\"size\":5}]", with: "\"size\":6}]"),
                "two sizes"
            ),
            ("{\"schemaVersion\":2,\"mediaType\":\"application/x\",\"layers\":[]}", "one or several platforms"),
        ]
    )
    func refusesInvalid(text: String, problem: String) {
        let error = #expect(throws: ImageManifestError.self) { try read(text) }
        #expect(error?.message.contains(problem) == true, "\(error?.message ?? "")")
    }

    @Test("a document above the limit is refused")
    func refusesLarge() {
        let error = #expect(throws: ImageManifestError.self) { try read(String(repeating: " ", count: (4 << 20) + 1)) }
        #expect(error?.message.contains("larger") == true)
    }

    @Test("a document that was received as another type is refused")
    func refusesOtherType() {
        let text = Self.oci().replacing("{\"schema", with: "{\"mediaType\":\"\(MediaType.ociManifest)\",\"schema")
        #expect(throws: ImageManifestError.self) { try read(text, .dockerManifest) }
        #expect(throws: ImageManifestError.self) { try read(Self.oci(), .ociIndex) }
        #expect(throws: ImageManifestError.self) {
            try read(Self.oci(), MediaType("application/vnd.docker.distribution.manifest.v1+json"))
        }
    }

    @Test(
        "an index is resolved by platform",
        arguments: [
            ("linux/amd64", 0), ("linux/arm64", 1), ("linux/arm/v7", 3), ("linux/arm", 2), ("linux/s390x", nil),
            ("windows/amd64", nil),
        ] as [(String, Int?)]
    )
    func resolvesIndex(platform: String, expected: Int?) throws {
        func member(_ os: String, _ architecture: String, _ variant: String = "") -> String {
            let variant = variant.isEmpty ? "" : ",\"variant\":\"\(variant)\""
            return ",\"platform\":{\"os\":\"\(os)\",\"architecture\":\"\(architecture)\"\(variant)}"
        }
        let members = [
            member("linux", "amd64"), member("linux", "arm64", "v8"), member("linux", "arm", "v6"),
            member("linux", "arm", "v7"),
        ].enumerated().map { Self.descriptor("\(MediaType.ociManifest)", $0, extra: $1) }
        let attestation = Self.descriptor("\(MediaType.ociManifest)", 0, extra: member("unknown", "unknown"))
        let text = "{\"schemaVersion\":2,\"manifests\":[\((members + [attestation]).joined(separator: ","))]}"
        let index = try ImageIndex(reading: Array(text.utf8), mediaType: nil, image: "a")
        let wanted = try #require(ImagePlatform(platform))
        guard let expected else {
            let error = #expect(throws: ImageManifestError.self) { try index.manifest(for: wanted, image: "a") }
            #expect(error?.message.contains("only for linux/amd64, linux/arm64/v8") == true)
            #expect(error?.message.contains("unknown") == false)
            return
        }
        #expect(try index.manifest(for: wanted, image: "a").digest.description == Self.digests[expected])
    }
}
