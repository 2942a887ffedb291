import Foundation
import Images
import Registry
import Testing

@Suite("Configurations of images")
struct ImageConfigurationTests {
    private static let layer = "sha256:" + String(repeating: "a", count: 64)

    @Test("What a container runs is read, as docker writes it")
    func everything() throws {
        let text = """
            {"architecture": "arm64", "os": "linux", "variant": "v8", "config": {
                "Entrypoint": ["/serve"], "Cmd": ["--port", "8080"], "ExposedPorts": {"8080/tcp": {}, "22/tcp": {}},
                "Volumes": {"/data": {}}, "User": "app", "WorkingDir": "/app", "Env": ["PATH=/bin"],
                "Labels": {"a": "b"}, "Healthcheck": {"Test": ["NONE"]}},
             "history": [{"created_by": "COPY a b"}, {"created_by": "ENV x", "empty_layer": true}],
             "rootfs": {"type": "layers", "diff_ids": ["\(Self.layer)"]}}
            """
        let configuration = try ImageConfiguration(parsing: Array(text.utf8))
        #expect(configuration.platform == ImagePlatform("linux/arm64/v8"))
        #expect(configuration.entrypoint == ["/serve"] && configuration.command == ["--port", "8080"])
        #expect(configuration.exposedPorts == ["22/tcp", "8080/tcp"] && configuration.volumes == ["/data"])
        #expect(configuration.user == "app" && configuration.workingDirectory == "/app")
        #expect(configuration.environment == ["PATH=/bin"] && configuration.labels == ["a": "b"])
        #expect(configuration.history.map(\.isEmptyLayer) == [false, true])
        #expect(configuration.diffIDs == [ImageDigest(Self.layer)].compactMap(\.self))
    }

    @Test("Members that are missing or null are empty")
    func nothing() throws {
        let text = """
            {"architecture": "amd64", "os": "linux", "config": {"Entrypoint": null, "Labels": null},
             "rootfs": {"diff_ids": []}}
            """
        let configuration = try ImageConfiguration(parsing: Array(text.utf8))
        #expect(configuration.entrypoint == [] && configuration.labels == [:] && configuration.user == "")
    }

    @Test(
        "Anything else is refused",
        arguments: [
            "", "[]", "{}", #"{"architecture": "amd64", "os": "linux"}"#,
            #"{"architecture": "amd64", "os": "linux", "rootfs": {"diff_ids": ["sha256:1"]}}"#,
            #"{"architecture": 1, "os": "linux", "rootfs": {"diff_ids": []}}"#,
        ]
    )
    func invalid(_ text: String) {
        #expect(throws: ImageError.self) { try ImageConfiguration(parsing: Array(text.utf8)) }
    }

    @Test(
        "A variant counts where both platforms have one",
        arguments: [("linux/arm64/v8", true), ("linux/arm64/v7", false), ("linux/arm64", true), ("linux/amd64", false)]
    )
    func platforms(_ platform: String, _ fits: Bool) throws {
        let text = #"{"architecture": "arm64", "os": "linux", "variant": "v8", "rootfs": {"diff_ids": []}}"#
        let configuration = try ImageConfiguration(parsing: Array(text.utf8))
        let expected = try #require(ImagePlatform(platform))
        #expect(((try? configuration.check(expected)) != nil) == fits)
    }
}
