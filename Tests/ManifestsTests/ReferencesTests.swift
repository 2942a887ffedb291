import Assets
import Basics
import Hashing
import Manifests
import Testing

@Suite struct ReferencesTests {
    static let digest = String(repeating: "0123456789abcdef", count: 4)
    private static let other = String(repeating: "f", count: 64)

    /// The example document of the format's specification, with digests inserted.
    static let text = """
        {
          "assets": {
            "artifacts/scorer": {
              "destinations": {
                "local": {
                  "address": "\(digest)",
                  "modelData": {
                    "sha256": "\(digest)",
                    "size": 99,
                    "uri": ".sageassets/store/\(digest).tar.gz"
                  }
                }
              },
              "kind": "modelData"
            },
            "containers/scorer": {
              "destinations": {
                "staging": {
                  "address": "\(digest)",
                  "context": {
                    "sha256": "\(digest)",
                    "size": 1234,
                    "uri": "s3://acme-ml-assets/assets/\(digest).tar.gz"
                  },
                  "image": {
                    "digest": "sha256:\(digest)",
                    "uri": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/ml-images@sha256:\(digest)"
                  }
                }
              },
              "kind": "image"
            }
          },
          "schema": "sageassets/references/v2"
        }

        """

    @Test func writtenBytesEqualTheReadOnes() throws {
        let references = try References(json: Self.text)
        #expect(references.text == Self.text)
        let scorer = try #require(references.assets[AssetKey("containers/scorer")])
        #expect(scorer.kind == .image)
        #expect(scorer.destinations["staging"]?.object.size == 1234)
        #expect(scorer.destinations["staging"]?.image?.digest == "sha256:\(Self.digest)")
    }

    @Test func documentWithoutAssetsIsValid() throws {
        let text = "{\n  \"assets\": {},\n  \"schema\": \"sageassets/references/v2\"\n}\n"
        #expect(References().text == text)
        #expect(try References(json: text) == References())
    }

    @Test(arguments: [
        ("references/v2", "references/v3", "refs.json:34:3: schema: is 'sageassets/references/v3', which this release"),
        ("\"schema\"", "\"scheme\"", "refs.json:1:1: schema: is missing"),
        (
            "\"size\": 99", "\"size\": \"99\"",
            "assets.artifacts/scorer.destinations.local.modelData.size: must be a whole number"
        ),
        ("\"size\": 99", "\"size\": -1", "destinations.local.modelData.size: must not be negative"),
        ("\"size\": 99", "\"bytes\": 99", "destinations.local.modelData.bytes: unknown property"),
        (
            "\"kind\": \"image\"", "\"kind\": \"picture\"",
            "assets.containers/scorer.kind: must be one of image, modelData"
        ),
        (
            "\"kind\": \"image\"", "\"kind\": \"modelData\"",
            "assets.containers/scorer.destinations.staging: belongs to model data, but has 'context' or 'image'"
        ),
        (
            "\"address\": \"0", "\"address\": \"X",
            "assets.artifacts/scorer.destinations.local.address: must be a digest: 64 lower-case hexadecimal digits"
        ),
        ("\"assets\": {", "\"assets\": [", "refs.json:3:23: invalid JSON: expected ',' or ']'"),
        (
            "\"modelData\": {", "\"data\": {",
            "assets.artifacts/scorer.destinations.local: needs one of 'context' and 'modelData'"
        ),
        ("\"address\"", "\"adress\"", "assets.artifacts/scorer.destinations.local.adress: unknown property"),
    ])
    func errorsAreReportedWithTheirLocation(old: String, new: String, message: String) throws {
        let range = try #require(Self.text.firstRange(of: old))
        let error = #expect(throws: ManifestError.self) {
            try References(json: Self.text.replacingCharacters(in: range, with: new), file: "refs.json")
        }
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
        #expect(error?.exitStatus == .failed)
        #expect(error?.hint != nil)
    }

    @Test(arguments: ["", "[]", "null", "{", "\u{0}"])
    func invalidDocumentsAreRefused(text: String) {
        #expect(throws: ManifestError.self) { try References(json: text) }
    }

    @Test func allErrorsAreReportedAtOnce() throws {
        let invalid = Self.text.replacing("\"size\": 99", with: "\"size\": -1").replacing("\"image\",", with: "\"x\",")
            .replacing("\"kind\": \"image\"", with: "\"kind\": \"picture\"")
        let error = #expect(throws: ManifestError.self) { try References(json: invalid, file: "refs.json") }
        #expect(
            error?.message == """
                2 errors in refs.json
                  refs.json:9:13: assets.artifacts/scorer.destinations.local.modelData.size: must not be negative
                  refs.json:31:7: assets.containers/scorer.kind: must be one of image, modelData
                """
        )
    }

    @Test func mergeConflictIsReportedWithItsLine() {
        let lines = Self.text.split(separator: "\n", omittingEmptySubsequences: false)
        let text = (lines[..<4] + ["<<<<<<< ours", "x", "=======", "y", ">>>>>>> theirs"] + lines[4...])
            .joined(separator: "\n")
        let error = #expect(throws: ManifestError.self) { try References(json: text, file: "refs.json") }
        #expect(error?.message == "refs.json:5:1: has an unresolved merge conflict")
        #expect(error?.errorCode == "merge-conflict")
        // The sides are no references.
        #expect(error?.hint?.hasPrefix("restore the file from version control") == true)
    }

    @Test func duplicateAssetIsRefused() throws {
        let key = "\"containers/scorer\""
        let text = Self.text.replacing("\"artifacts/scorer\"", with: key)
        let error = #expect(throws: ManifestError.self) { try References(json: text, file: "refs.json") }
        #expect(error?.message == "refs.json:16:5: duplicate name 'containers/scorer'")
    }

    @Test func namesAreComparedByBytes() throws {
        let text = Self.text.replacing("artifacts/scorer", with: "caf\u{e9}")
            .replacing("containers/scorer", with: "cafe\u{301}")
        let references = try References(json: text)
        #expect(references.assets.count == 2)
        #expect(try References(json: references.text) == references)
    }

    /// Every key contains the address: an object of another version is recognized.
    @Test(arguments: [
        ("store/\(digest)", "store/\(other)", "destinations.local.modelData.uri: is '.sageassets/store/"),
        ("assets/\(digest)", "assets/\(other)", "containers/scorer.destinations.staging.context.uri: is 's3://"),
        ("\(digest).tar.gz\"", "\(digest)x.tar.gz\"", "artifacts/scorer.destinations.local.modelData.uri: is"),
        ("store/\(digest).tar.gz", "\(digest)/store", "artifacts/scorer.destinations.local.modelData.uri: is"),
        ("store/\(digest).tar.gz", "store/\(digest).index.json", "destinations.local.modelData.uri: is"),
        ("assets/\(digest).tar.gz", "assets/\(digest)/", "containers/scorer.destinations.staging.context.uri: is"),
        ("assets/\(digest).tar.gz", "assets/\(digest)", "containers/scorer.destinations.staging.context.uri: is"),
        ("\"address\": \"\(digest)", "\"address\": \"\(other)", "is not the object of address \(other)"),
        ("ml-images@sha256:0123", "ml-images@sha256:3123", "image.uri: must end in '@sha256:\(digest)'"),
    ])
    func objectOfAnotherAddressIsRefused(old: String, new: String, message: String) throws {
        let range = try #require(Self.text.firstRange(of: old))
        let error = #expect(throws: ManifestError.self) {
            try References(json: Self.text.replacingCharacters(in: range, with: new), file: "refs.json")
        }
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
        #expect(error?.errorCode == "conflicting-properties")
        #expect(error?.hint?.hasPrefix("run 'sageassets publish'") == true)
    }

    /// The checksum of a prefix and of a file is the address; that of the bundle of a directory need not be.
    @Test(arguments: ["/", ".bin", "", ".tar.gz"], [digest, other, nil] as [String?])
    func prefixesAndFilesHaveTheAddressAsChecksum(suffix: String, checksum: String?) throws {
        let property = checksum.map { "\"sha256\": \"\($0)\"" } ?? "\"sha256OfParts\": \"\(Self.digest)-2\""
        let text = Self.text.replacing("store/\(Self.digest).tar.gz", with: "store/\(Self.digest)\(suffix)")
            .replacing("\"sha256\": \"\(Self.digest)\"", with: property, maxReplacements: 1)
        let references = try? References(json: text)
        #expect((references != nil) == (checksum == Self.digest || suffix == ".tar.gz"))
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}
