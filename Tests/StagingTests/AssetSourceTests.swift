import Assets
import Foundation
import Hashing
import Staging
import SystemPackage
import Testing
import TestSupport

@Suite(.temporaryDirectory) struct AssetSourceTests {
    private func lines(_ options: AssetSource.Options) throws -> [String] {
        try options.walk(at: TestTree.root).tree.lines
    }

    @Test func fileAddressEqualsItsSHA256() async throws {
        let path = TestTree.root.appending("model.tar.gz")
        try FileNode.file([UInt8](repeating: 3, count: 1 << 20 + 7)).write(to: path)
        try FileNode.link("model.tar.gz").write(to: TestTree.root.appending("link.bin"))
        let judge = try Tool.run("sha256sum", [path.string]).standardOutput.prefix(64)
        for name in ["model.tar.gz", "link.bin"] {
            let walked = try AssetSource.Options.modelData().walk(at: TestTree.root.appending(name))
            let asset = try await walked.stage(width: 2) { _ in }
            #expect(asset.format == .file)
            #expect(asset.address.description == judge)
            // The entry has the name, and so the extension, that the user gave.
            #expect(asset.tree.entries.map(\.path) == [name])
        }
    }

    @Test func emptyFileHasAddress() async throws {
        try FileNode.file([]).write(to: TestTree.root)
        let asset = try await AssetSource.Options.modelData().walk(at: TestTree.root).stage(width: 1) { _ in }
        #expect(asset.address == SHA256.hash(""))
    }

    @Test func excludePatternsFollowIgnoreFile() throws {
        try FileNode.directory([
            ".sageassetsignore": "*.log\n!keep.log\n", ".dockerignore": "a", "a": "", "b.log": "", "keep.log": "",
            "c.tmp": "",
        ]).write(to: TestTree.root)
        let all = [".dockerignore 1", ".sageassetsignore 16", "a 0", "c.tmp 0", "keep.log 0"]
        #expect(try lines(.modelData()) == all)
        // The manifest's patterns are applied last.
        let exclude = ["keep.log", ".*", "!.dockerignore"]
        #expect(try lines(.modelData(ModelDataOptions(exclude: exclude))) == [all[0], all[2], all[3]])
    }

    @Test func directoryAddressEqualsTreeAddress() async throws {
        try FileNode.directory(["a": "hello"]).write(to: TestTree.root)
        let asset = try await AssetSource.Options.modelData().walk(at: TestTree.root).stage(width: 1) { _ in }
        #expect(asset.address.description == "2f8e22fd8e5dfa362d4a4b81c7d5660d3625eaf33316f2e0e2078a6f4cf09b2e")
    }

    @Test func dockerfileSpecificIgnoreFileTakesPrecedence() throws {
        try FileNode.directory([
            ".dockerignore": "a", "Dockerfile": "", "a": "", "b": "",
            "gpu": ["Dockerfile": "", "Dockerfile.dockerignore": "b"],
        ]).write(to: TestTree.root)
        let files = [".dockerignore 1", "Dockerfile 0"]
        let gpu = ["gpu/", "gpu/Dockerfile 0", "gpu/Dockerfile.dockerignore 1"]
        #expect(try lines(.image()) == files + ["b 0"] + gpu)
        #expect(
            try lines(.image(ImageBuild(file: "gpu/Dockerfile"))) == files + ["a 0"] + gpu
        )
        try FileNode.file(Array("gpu\n".utf8)).write(to: TestTree.root.appending("Dockerfile.dockerignore"))
        #expect(
            try lines(.image()) == files + ["Dockerfile.dockerignore 4", "a 0", "b 0"]
        )
    }

    @Test(arguments: ["Dockerfile", "gpu/Dockerfile", "Dockerfile[1]", "gpu/*", "a b", "!x", "#x", "é", "x\\y", "?"])
    func dockerfileIsNeverExcluded(dockerfile: String) throws {
        try FileNode.directory([".dockerignore": "**\n", "other": "", "gpu": ["other": ""], "1": ""])
            .write(to: TestTree.root)
        try FileNode.file([1]).write(to: FilePath("\(TestTree.root)/\(dockerfile)"))
        let directory = dockerfile.hasPrefix("gpu/") ? ["gpu/"] : []
        var build = ImageBuild(file: dockerfile)
        #expect(try lines(.image(build)) == directory + ["\(dockerfile) 1"])
        // Not even by the manifest.
        build.exclude = ["**"]
        #expect(try lines(.image(build)) == directory + ["\(dockerfile) 1"])
    }

    @Test func missingDockerfileFails() throws {
        try FileNode.directory(["Dockerfile": "", "d": ["Dockerfile": [:]]]).write(to: TestTree.root)
        for name in ["Containerfile", "d/Dockerfile", "d"] {
            #expect(throws: StagingError.noDockerfile(TestTree.root.appending(name))) {
                try AssetSource.Options.image(ImageBuild(file: name)).walk(at: TestTree.root)
            }
        }
    }

    @Test func imageAddressCoversContextAndOptions() async throws {
        try FileNode.directory(["Dockerfile": "", "l": .link("/etc/hostname")]).write(to: TestTree.root)
        let build = ImageBuild(buildArgs: ["A": "1"])
        let asset = try await AssetSource.Options.image(build).walk(at: TestTree.root).stage(width: 1) { _ in }
        #expect((asset.options, asset.format) == (.image(build), .image))
        #expect(asset.address == build.address(context: asset.content.address))
        #expect(asset.tree.lines == ["Dockerfile 0", "l -> /etc/hostname"])
    }

    @Test func missingOrSpecialPathFails() throws {
        let missing = TemporaryDirectory.path.appending("missing")
        #expect(throws: StagingError.notFound(missing)) { try AssetSource.Options.modelData().walk(at: missing) }
        #expect(throws: StagingError.notAFile("/dev/null", kind: "character device")) {
            try AssetSource.Options.modelData().walk(at: "/dev/null")
        }
        try FileNode.file([]).write(to: TestTree.root)
        #expect(throws: StagingError.notADirectory(TestTree.root)) {
            try AssetSource.Options.image().walk(at: TestTree.root)
        }
    }
}
