import Assets
import Basics
import Foundation
import Images
import Staging
import SystemPackage
import Testing
import TestSupport

@Suite("Copies of contexts", .temporaryDirectory)
struct ContextDirectoryTests {
    private static let files: FileNode = [
        "Dockerfile": "FROM scratch\n", ".dockerignore": "left-out\n", "left-out": "x",
        "run.sh": .file(Array("#!/bin/sh\n".utf8), permissions: 0o700),
        "private": .file(Array("text".utf8), permissions: 0o600),
        "large": .file(TestProject.random(3 << 20)), "empty file": "", "directory": ["empty": [:]],
        "link": .link("../outside"), "directory-link": .link("directory"),
    ]

    private func stage(_ build: ImageBuild = ImageBuild()) async throws -> StagedAsset {
        let source = TemporaryDirectory.path.appending("source")
        return try await AssetSource.Options.image(build).walk(at: source).stage(StagingOptions(width: 2))
    }

    @Test("A copy has the files, modes and links of the asset, and no times", arguments: [1, 3])
    func copies(_ width: Int) async throws {
        try Self.files.write(to: TemporaryDirectory.path.appending("source"))
        let asset = try await stage()
        let path = TemporaryDirectory.path.appending("copy")
        let copy = try await ContextDirectory(asset, at: path, width: width)
        let output = try Tool.run("find", [".", "-printf", "%P %y %m %l %T@\\n"], in: copy.path)
        let lines = output.standardOutput.replacing(".0000000000", with: "").split(separator: "\n").sorted()
        #expect(
            lines == [
                " d 755  0", ".dockerignore f 644  0", "Dockerfile f 644  0", "directory d 755  0",
                "directory-link l 777 directory 0", "directory/empty d 755  0", "empty file f 644  0", "large f 644  0",
                "link l 777 ../outside 0", "private f 644  0", "run.sh f 755  0",
            ]
        )
        // The copy without an ignore file's effect is the same tree.
        try FileManager.default.removeItem(atPath: TemporaryDirectory.path.appending("source").string)
        try FileManager.default.copyItem(
            atPath: path.string,
            toPath: TemporaryDirectory.path.appending("source").string
        )
        #expect(try await stage().address == asset.address)
        copy.remove()
        #expect(!FileManager.default.fileExists(atPath: path.string))
    }

    @Test(
        "A file that has changed since it was fingerprinted is not copied, and nothing is left",
        arguments: [true, false]
    )
    func changes(isSeen: Bool) async throws {
        let source = TemporaryDirectory.path.appending("source")
        try Self.files.write(to: source)
        let asset = try await stage()
        let file = source.appending("private")
        if isSeen {
            try FileNode.file(Array("other".utf8)).write(to: file)
        } else {
            // The same size, inode and time.
            let script =
                "import os, sys; s = os.stat(sys.argv[1]); open(sys.argv[1], 'r+').write('TEXT'); "
                + "os.utime(sys.argv[1], ns=(s.st_atime_ns, s.st_mtime_ns))"
            try #require(try Tool.run("python3", ["-c", script, file.string]).status == 0)
        }
        let path = TemporaryDirectory.path.appending("copy")
        await #expect(throws: StagingError.self) { try await ContextDirectory(asset, at: path, width: 2) }
        #expect(!FileManager.default.fileExists(atPath: path.string))
    }

    @Test("A Dockerfile that is a link out of the directory is refused")
    func dockerfileOutside() async throws {
        let source = TemporaryDirectory.path.appending("source")
        try FileNode.directory(["Dockerfile": .link("../Dockerfile")]).write(to: source)
        try FileNode.file(Array("FROM scratch\n".utf8)).write(to: TemporaryDirectory.path.appending("Dockerfile"))
        let fake = try FakeBuilder().add("buildah", "")
        let test = TestBuild(source: source, scratch: TemporaryDirectory.path, environment: fake.environment())
        let error = await #expect(throws: ImageError.self) { try await test.run(.buildah) }
        #expect(error?.message.contains("leads out of the asset") == true)
    }

    @Test("A full disk is an error that says so")
    func diskFull() async throws {
        let source = TemporaryDirectory.path.appending("source")
        try Self.files.write(to: source)
        let asset = try await stage()
        let mount = TemporaryDirectory.path.appending("small")
        try FileManager.default.createDirectory(atPath: mount.string, withIntermediateDirectories: true)
        let mounted = try Tool.run("mount", ["-t", "tmpfs", "-o", "size=1m", "none", mount.string])
        // Only root may mount.
        guard mounted.status == 0 else { return }
        defer { _ = try? Tool.run("umount", [mount.string]) }
        let error = await #expect(throws: FileError.self) {
            try await ContextDirectory(asset, at: mount.appending("copy"), width: 2)
        }
        #expect(error?.errorCode == "no-space")
        #expect(!FileManager.default.fileExists(atPath: mount.appending("copy").string))
    }
}
