import Manifests
import Testing

@Suite struct AssetDeclarationTests {
    private func keys(_ uses: [AssetUse]) -> [String] {
        AssetDeclaration.declarations(for: uses).map(\.key.description)
    }

    @Test(arguments: [
        ("artifacts/scorer", "artifacts/scorer"), ("./artifacts/scorer/", "artifacts/scorer"),
        ("artifacts//./scorer", "artifacts/scorer"), ("../shared/model", "../shared/model"), (".", "."), ("./", "."),
        ("a/../b", "a/../b"), ("/data/models/", "/data/models"), ("/", "/"), ("é/x y", "é/x y"),
    ])
    func aPathHasOneSpelling(path: String, expected: String) {
        #expect(AssetUse(path: path, recipe: .modelData(ModelDataOptions())).path == expected)
    }

    @Test func equalUsesAreOneAsset() {
        let options = ImageOptions(target: "gpu")
        let uses = ["c/scorer", "./c/scorer/", "c//scorer"].map { AssetUse(path: $0, recipe: .image(options)) }
        #expect(keys(uses) == ["c/scorer"])
    }

    @Test func optionsAreTextOnlyWherePathsAreShared() {
        let plain = AssetUse(path: "c", recipe: .image(ImageOptions()))
        let arm = ImageOptions(target: "gpu", platform: "linux/arm64", buildArgs: ["B": "2", "A": "1"], secrets: ["s"])
        let variant = AssetUse(path: "c", recipe: .image(arm))
        #expect(keys([variant]) == ["c"])
        #expect(
            keys([variant, plain]) == [
                "c", "c (buildArg.A=1, buildArg.B=2, platform=linux/arm64, target=gpu, secret.s)",
            ]
        )
        #expect(keys([plain, variant]) == keys([variant, plain]))
    }

    @Test func aPathOfTwoKindsIsTwoAssets() {
        let uses = [
            AssetUse(path: "x", recipe: .image(ImageOptions())),
            AssetUse(path: "x", recipe: .modelData(ModelDataOptions(exclude: ["*.md"]))),
        ]
        #expect(keys(uses) == ["x (image)", "x (modelData, exclude=*.md)"])
    }

    @Test func aDirectoryInBothFormsIsTwoAssets() {
        let uses = [ModelDataOptions.CompressionType.none, .gzip].map {
            AssetUse(path: "x", recipe: .modelData(ModelDataOptions(compression: $0)))
        }
        #expect(keys(uses) == ["x", "x (compression=none)"])
        #expect(keys([uses[0]]) == ["x"])
        let excluding = ModelDataOptions(exclude: ["*.md"], compression: .none)
        #expect(
            keys(uses + [AssetUse(path: "x", recipe: .modelData(excluding))])
                == ["x", "x (compression=none)", "x (compression=none, exclude=*.md)"]
        )
    }

    @Test func namesOfOtherBytesAreOtherAssets() {
        let (composed, decomposed) = ("caf\u{e9}", "cafe\u{301}")
        #expect(AssetKey(composed) != AssetKey(decomposed))
        #expect(Set([composed, decomposed, composed].map { AssetKey($0) }).count == 2)
        let uses = [composed, decomposed].map { AssetUse(path: $0, recipe: .image(ImageOptions())) }
        #expect(keys(uses).map { Array($0.utf8) } == [Array(decomposed.utf8), Array(composed.utf8)])
        let variants = [composed, decomposed].map {
            AssetUse(path: "c", recipe: .image(ImageOptions(buildArgs: ["A": $0])))
        }
        #expect(Set(variants).count == 2)
        #expect(Set(AssetDeclaration.declarations(for: variants).map(\.key)).count == 2)
    }

    @Test(arguments: [
        (["A": "1, buildArg.B=2"], ["A": "1", "B": "2"]), (["A=1": "2"], ["A": "1=2"]),
        (["A": "1\", buildArg.B=\"2"], ["A": "1", "B": "2"]), (["A": "\"1, 2\""], ["A": "1, 2"]),
        (["A": "\"1\\\", 2\""], ["A": "1\", 2"]),
    ])
    func otherOptionsHaveOtherKeys(one: [String: String], other: [String: String]) {
        let uses = [one, other].map { AssetUse(path: "c", recipe: .image(ImageOptions(buildArgs: $0))) }
        #expect(Set(AssetDeclaration.declarations(for: uses).map(\.key)).count == 2)
    }

    @Test(arguments: [
        ("x y:z/1.0", "x y:z/1.0"), ("", ""), ("a,b", "\"a,b\""), ("a=b", "\"a=b\""), ("(a)", "\"(a)\""),
        ("it's", "\"it's\""), ("\"a\"", "\"\\\"a\\\"\""), ("a\\b", "\"a\\\\b\""),
    ])
    func whatSeparatesOptionsIsQuoted(value: String, expected: String) {
        let arm = ImageOptions(target: value, secrets: [value])
        let uses = [ImageOptions(), arm].map { AssetUse(path: "c", recipe: .image($0)) }
        #expect(keys(uses) == ["c", "c (target=\(expected), secret.\(expected))"])
    }

    @Test(arguments: ["./Dockerfile", ".//Dockerfile", "Dockerfile/."])
    func aDockerfileHasOneSpelling(file: String) {
        var options = ImageOptions(file: file)
        #expect(options == ImageOptions(file: "Dockerfile"))
        options.file = "./gpu/\(file)"
        #expect(options.file == "gpu/Dockerfile")
    }

    @Test func keysAreSortedByBytes() {
        let uses = ["b", "Z", "é", "a-b", "a/b"].map { AssetUse(path: $0, recipe: .modelData(ModelDataOptions())) }
        #expect(keys(uses) == ["Z", "a-b", "a/b", "b", "é"])
    }
}
