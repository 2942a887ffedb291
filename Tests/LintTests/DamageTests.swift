import Foundation
import Lint
import SystemPackage
import Testing
import TestSupport

/// Archives in which any byte may be wrong: a lint reports findings, and never fails.
@Suite(.temporaryDirectory) struct DamageTests {
    private static let script = """
        add('model.safetensors', size=3000); add('config.json'); add('code', DIRTYPE); add('code/inference.py')
        add('n' * 150, form=GNU_FORMAT); add('m' * 150, form=PAX_FORMAT); add('\u{E9}', form=PAX_FORMAT)
        add('l', SYMTYPE, 't' * 150); add('h', LNKTYPE, 'config.json')
        """

    /// Writes a hundred damaged copies of a file.
    private static func damage(
        _ bytes: [UInt8],
        seed: UInt64,
        suffix: String,
        _ change: (inout [UInt8], inout SplitMix) -> Void
    ) throws -> [FilePath] {
        var numbers = SplitMix(state: seed)
        return try (100..<200).map { index in
            var damaged = bytes
            change(&damaged, &numbers)
            let path = TemporaryDirectory.path.appending("in/\(index)\(suffix)")
            return try FileNode.file(damaged).write(to: path)
        }
    }

    @Test(arguments: [1, 2, 3]) func flippedBitsAreReportedIfGzipReportsThem(seed: UInt64) throws {
        let path = try Sample.archive(Self.script)
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path.string)))
        let intact = try Sample.lint(path).lines
        let damaged = try Self.damage(bytes, seed: seed, suffix: ".tar.gz") { bytes, numbers in
            bytes[Int.random(in: 0..<bytes.count, using: &numbers)] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
        }
        // Some bits have no effect: the header's time and name, and the codes of symbols that do not occur.
        try Sample.shell("cd in; for file in *; do if gzip -qt $file 2>../error; then touch $file.sound; fi; done")
        for path in damaged {
            let isIntact = FileManager.default.fileExists(atPath: "\(path).sound")
            let lines = try Sample.lint(path).lines
            #expect((lines == intact) == isIntact, "\(path): \(lines)")
        }
    }

    @Test(arguments: [1, 2, 3]) func damagedTarsGiveDiagnosticsOrMembers(seed: UInt64) throws {
        let path = try Sample.archive(Self.script, name: "plain", mode: "w:")
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path.string)))
        let damaged = try Self.damage(bytes, seed: seed, suffix: ".tar") { bytes, numbers in
            for _ in 0..<Int.random(in: 1...4, using: &numbers) {
                bytes[Int.random(in: 0..<bytes.count, using: &numbers)] = UInt8.random(in: 0...255, using: &numbers)
            }
        }
        try Sample.shell("gzip in/*.tar")
        for path in damaged {
            let report = try Sample.lint(FilePath("\(path).gz"))
            #expect(report.memberCount > 0 || !report.diagnostics.isEmpty)
        }
    }

    @Test func bytesInMemoryAreListedLikeTheFile() throws {
        let path = try Sample.archive(Self.script)
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path.string)))
        let report = LintReport(try ArtifactListing(archive: bytes, named: "model.tar.gz"))
        #expect(report.lines == (try Sample.lint(path).lines))
        #expect(report.memberCount == 9 && report.isWhole)
        let truncated = LintReport(try ArtifactListing(archive: bytes.dropLast(), named: "model.tar.gz"))
        #expect(truncated.lines.first == "error damaged-gzip")
        #expect(!truncated.isWhole)
    }

    @Test func truncationIsReportedAtEveryLength() throws {
        let path = try Sample.archive("add('a'); add('b')")
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path.string)))
        for count in 2..<bytes.count {
            try FileNode.file(Array(bytes[..<count])).write(to: path)
            #expect(try Sample.lint(path).lines == ["error damaged-gzip"], "\(count) of \(bytes.count) bytes")
        }
    }
}
