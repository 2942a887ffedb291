import Assets
import Testing

@Suite struct AssetDeclarationTests {
    private func keys(_ uses: [AssetSource]) -> [String] {
        AssetDeclaration.declarations(for: uses).map(\.key.description)
    }

    @Test(arguments: [
        ("artifacts/scorer", "artifacts/scorer"), ("./artifacts/scorer/", "artifacts/scorer"),
        ("artifacts//./scorer", "artifacts/scorer"), ("../shared/model", "../shared/model"), (".", "."), ("./", "."),
        ("a/../b", "a/../b"), ("/data/models/", "/data/models"), ("/", "/"), ("é/x y", "é/x y"),
    ])
    func pathsAreNormalized(path: String, expected: String) {
        #expect(AssetSource(path: path, options: .modelData()).path == expected)
    }

    @Test func equalSourcesAreOneAsset() {
        let options = ImageBuild(target: "gpu")
        let uses = ["c/scorer", "./c/scorer/", "c//scorer"].map { AssetSource(path: $0, options: .image(options)) }
        #expect(keys(uses) == ["c/scorer"])
    }

    @Test func optionsAppearOnlyForSharedPaths() {
        let plain = AssetSource(path: "c", options: .image())
        let arm = ImageBuild(
            target: "gpu",
            platform: "linux/arm64",
            buildArgs: ["B": "2", "A": "1"],
            secrets: ["s": .environment("s")]
        )
        let variant = AssetSource(path: "c", options: .image(arm))
        #expect(keys([variant]) == ["c"])
        #expect(
            keys([variant, plain]) == [
                "c", "c (buildArg.A=1, buildArg.B=2, platform=linux/arm64, target=gpu, secret.s)",
            ]
        )
        #expect(keys([plain, variant]) == keys([variant, plain]))
    }

    @Test func kindsOfOnePathAreSeparateAssets() {
        let uses = [
            AssetSource(path: "x", options: .image()),
            AssetSource(path: "x", options: .modelData(ModelDataOptions(exclude: ["*.md"]))),
        ]
        #expect(keys(uses) == ["x (image)", "x (modelData, exclude=*.md)"])
    }

    @Test func formatsOfOnePathAreSeparateAssets() {
        let uses = [ModelDataOptions.CompressionType.none, .gzip].map {
            AssetSource(path: "x", options: .modelData(ModelDataOptions(compression: $0)))
        }
        #expect(keys(uses) == ["x", "x (compression=none)"])
        #expect(keys([uses[0]]) == ["x"])
        let excluding = ModelDataOptions(exclude: ["*.md"], compression: .none)
        #expect(
            keys(uses + [AssetSource(path: "x", options: .modelData(excluding))])
                == ["x", "x (compression=none)", "x (compression=none, exclude=*.md)"]
        )
    }

    @Test func namesAreComparedByBytes() {
        let (composed, decomposed) = ("caf\u{e9}", "cafe\u{301}")
        #expect(AssetKey(composed) != AssetKey(decomposed))
        #expect(Set([composed, decomposed, composed].map { AssetKey($0) }).count == 2)
        let uses = [composed, decomposed].map { AssetSource(path: $0, options: .image()) }
        #expect(keys(uses).map { Array($0.utf8) } == [Array(decomposed.utf8), Array(composed.utf8)])
        let variants = [composed, decomposed].map {
            AssetSource(path: "c", options: .image(ImageBuild(buildArgs: ["A": $0])))
        }
        #expect(Set(variants).count == 2)
        #expect(Set(AssetDeclaration.declarations(for: variants).map(\.key)).count == 2)
    }

    @Test(arguments: [
        (["A": "1, buildArg.B=2"], ["A": "1", "B": "2"]), (["A=1": "2"], ["A": "1=2"]),
        (["A": "1\", buildArg.B=\"2"], ["A": "1", "B": "2"]), (["A": "\"1, 2\""], ["A": "1, 2"]),
        (["A": "\"1\\\", 2\""], ["A": "1\", 2"]),
    ])
    func differentOptionsHaveDifferentKeys(one: [String: String], other: [String: String]) {
        let uses = [one, other].map { AssetSource(path: "c", options: .image(ImageBuild(buildArgs: $0))) }
        #expect(Set(AssetDeclaration.declarations(for: uses).map(\.key)).count == 2)
    }

    @Test func waysOfBuildingOnePathAreSeparateAssets() {
        let builds = [
            ImageBuild(), ImageBuild(builder: .podman), ImageBuild(ssh: ["default"]),
            ImageBuild(cacheFrom: ["type=gha"], cacheTo: "type=inline"), ImageBuild(secrets: ["t": .environment("t")]),
            ImageBuild(secrets: ["t": .environment("T")]), ImageBuild(secrets: ["t": .file("t.txt")]),
        ]
        #expect(
            keys(builds.map { AssetSource(path: "c", options: .image($0)) }) == [
                "c", "c (builder=podman)", "c (cacheFrom=\"type=gha\", cacheTo=\"type=inline\")", "c (secret.t)",
                "c (secret.t=env:T)", "c (secret.t=file:t.txt)", "c (ssh=default)",
            ]
        )
    }

    @Test(arguments: [
        ("x y:z/1.0", "x y:z/1.0"), ("", ""), ("a,b", "\"a,b\""), ("a=b", "\"a=b\""), ("(a)", "\"(a)\""),
        ("it's", "\"it's\""), ("\"a\"", "\"\\\"a\\\"\""), ("a\\b", "\"a\\\\b\""),
    ])
    func separatorsInOptionsAreQuoted(value: String, expected: String) {
        let arm = ImageBuild(target: value, secrets: [value: .environment(value)])
        let uses = [ImageBuild(), arm].map { AssetSource(path: "c", options: .image($0)) }
        #expect(keys(uses) == ["c", "c (target=\(expected), secret.\(expected))"])
    }

    @Test(arguments: ["./Dockerfile", ".//Dockerfile", "Dockerfile/."])
    func dockerfilePathIsNormalized(file: String) {
        var options = ImageBuild(file: file)
        #expect(options == ImageBuild(file: "Dockerfile"))
        options.file = "./gpu/\(file)"
        #expect(options.file == "gpu/Dockerfile")
    }

    @Test func keysAreSortedByBytes() {
        let uses = ["b", "Z", "é", "a-b", "a/b"].map { AssetSource(path: $0, options: .modelData()) }
        #expect(keys(uses) == ["Z", "a-b", "a/b", "b", "é"])
    }
}
