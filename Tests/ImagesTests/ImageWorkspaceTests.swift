import Foundation
import Images
import SystemPackage
import Testing
import TestSupport

@Suite("Temporary directories of images", .temporaryDirectory)
struct ImageWorkspaceTests {
    private let environment = ["TMPDIR": TemporaryDirectory.path.string]

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: TemporaryDirectory.path.string).sorted()
    }

    @Test("A directory is its owner's only, and is removed with all that is in it")
    func removal() async throws {
        let path = try await ImageWorkspace.withDirectory(environment: environment) { path in
            try (["build": ["private": ["auth.json": "{}"]]] as FileNode).write(to: path)
            let mode = try FileManager.default.attributesOfItem(atPath: path.string)[.posixPermissions] as? Int
            #expect(mode == 0o700)
            return path
        }
        #expect(path.removingLastComponent() == TemporaryDirectory.path)
        #expect(try names() == [])
    }

    @Test("Directories of dead processes are removed, and nothing else")
    func sweep() async throws {
        let secrets: FileNode = ["build": ["private": ["auth.json": "{}"]]]
        let before: FileNode = [
            "sageassets-image-Dead00": secrets, "sageassets-image-longer-name": secrets, "sageassets-image-file00": "x",
            "other": secrets, "target": secrets,
        ]
        try before.write(to: TemporaryDirectory.path)
        let link = TemporaryDirectory.path.appending("sageassets-image-link00").string
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "target")
        try await ImageWorkspace.withDirectory(environment: environment) { _ in }
        let kept = [
            "other", "sageassets-image-file00", "sageassets-image-link00", "sageassets-image-longer-name", "target",
        ]
        #expect(try names() == kept)
        #expect(FileManager.default.fileExists(atPath: "\(link)/build/private/auth.json"))
    }

    @Test("Directories of living processes are kept")
    func livingOnes() async throws {
        try await ImageWorkspace.withDirectory(environment: environment) { first in
            try await ImageWorkspace.withDirectory(environment: environment) { second in
                #expect(first != second)
                let count = try names().count
                #expect(count == 2)
            }
            #expect(FileManager.default.fileExists(atPath: first.string))
        }
        let directories = try await withThrowingTaskGroup(of: FilePath.self) { group in
            for _ in 0..<20 {
                group.addTask { [environment] in
                    try await ImageWorkspace.withDirectory(environment: environment) { path in
                        try (["image": "x"] as FileNode).write(to: path)
                        try await Task.sleep(for: .milliseconds(20))
                        #expect(FileManager.default.fileExists(atPath: path.appending("image").string))
                        return path
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(directories).count == 20)
        #expect(try names() == [])
    }

    @Test("A directory that cannot be made is an error that names its parent")
    func missingParent() async throws {
        let parent = TemporaryDirectory.path.appending("missing")
        let error = await #expect(throws: (any Error).self) {
            try await ImageWorkspace.withDirectory(environment: ["TMPDIR": parent.string]) { _ in }
        }
        #expect("\(error as Any)".contains("missing"))
    }
}
