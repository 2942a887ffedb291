internal import Foundation
public import SystemPackage
public import Testing

/// A directory of its own for each test, removed when the test ends.
public struct TemporaryDirectoryTrait: TestTrait, SuiteTrait, TestScoping {
    /// Every test of a suite gets a directory of its own.
    public var isRecursive: Bool { true }

    /// Makes the directory, runs a test, and removes the directory.
    public func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        let path = FilePath(NSTemporaryDirectory()).appending("sageassets-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: true)
        defer { _ = try? Tool.run("rm", ["-rf", path.string]) }
        try await TemporaryDirectory.$current.withValue(path) { try await function() }
    }
}

extension Trait where Self == TemporaryDirectoryTrait {
    /// Gives each test `TemporaryDirectory.path`.
    public static var temporaryDirectory: Self { Self() }
}

/// The running test's own directory.
public enum TemporaryDirectory {
    @TaskLocal static var current: FilePath = "/nonexistent"

    /// The directory of the running test, which needs the trait `.temporaryDirectory`.
    public static var path: FilePath { current }
}
