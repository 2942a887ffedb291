import Assets
import Hashing
import Testing

@Suite struct ImageBuildTests {
    private func context() throws -> SHA256Digest {
        try #require(SHA256Digest("2f8e22fd8e5dfa362d4a4b81c7d5660d3625eaf33316f2e0e2078a6f4cf09b2e"))
    }

    private let full = ImageBuild(
        file: "docker/Dockerfile",
        target: "prod",
        platform: "linux/arm64",
        buildArgs: ["A": "1", "B": ""],
        buildContexts: ["src": "../src"],
        secrets: ["npm": .environment("npm")],
        network: "none",
        extraHash: "x"
    )

    /// Addresses computed by Python's hashlib from the pairs of the specification.
    @Test func addressMatchesTheSpecification() throws {
        let plain = try ImageBuild().address(context: context())
        #expect(plain.description == "e239cee9c801b1ed4d19ca24e7bb2a62cfabb77758ab4ef6140147c0875c46c5")
        let full = try full.address(context: context())
        #expect(full.description == "a30e1aba780b38e9349401f882802052e14b6b22e074ac57b4a6525d6240ae9c")
    }

    @Test func eachOptionChangesTheAddress() throws {
        let builds = [
            ImageBuild(), full,
            ImageBuild(file: "a"),
            ImageBuild(buildArgs: ["a": "b"]),
            ImageBuild(buildArgs: ["a": ""]),
            ImageBuild(buildArgs: ["b": ""]),
            ImageBuild(buildContexts: ["a": "b"]),
            ImageBuild(network: "a"),
            ImageBuild(platform: "a"),
            ImageBuild(secrets: ["a": .environment("a")]),
            ImageBuild(secrets: ["a": .environment("a"), "b": .environment("b")]),
            ImageBuild(target: "a"),
            ImageBuild(target: ""),
            ImageBuild(extraHash: "a"),
        ]
        var addresses = try builds.map { try $0.address(context: context()) }
        addresses.append(ImageBuild().address(context: SHA256.hash("another context")))
        addresses.append(try context())
        #expect(Set(addresses).count == builds.count + 2)
    }

    /// The same content is the same asset, whoever builds it, with whichever cache and secret.
    @Test func theWayOfBuildingIsNoPartOfTheAddress() throws {
        let build = ImageBuild(secrets: ["a": .environment("a")])
        let others = [
            ImageBuild(secrets: ["a": .environment("A")]), ImageBuild(secrets: ["a": .file("a.txt")]),
            ImageBuild(secrets: ["a": .environment("a")], exclude: ["*.md"], builder: .buildah),
            ImageBuild(secrets: ["a": .environment("a")], ssh: ["default"]),
            ImageBuild(secrets: ["a": .environment("a")], cacheFrom: ["type=gha"], cacheTo: "type=gha"),
        ]
        for other in others {
            #expect(try other.address(context: context()) == build.address(context: context()), "\(other)")
        }
    }

    @Test func orderOfOptionsIsIgnored() throws {
        let names = ["b", "a", "B", "é", "a.b"]
        let forward = ImageBuild(
            buildArgs: Dictionary(uniqueKeysWithValues: names.map { ($0, $0) }),
            secrets: Dictionary(uniqueKeysWithValues: names.map { ($0, .environment($0)) })
        )
        let backward = ImageBuild(
            buildArgs: Dictionary(uniqueKeysWithValues: names.reversed().map { ($0, $0) }),
            secrets: Dictionary(uniqueKeysWithValues: names.reversed().map { ($0, .environment($0)) })
        )
        #expect(try forward.address(context: context()) == backward.address(context: context()))
    }
}
