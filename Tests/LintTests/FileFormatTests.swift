import Basics
import Foundation
import Glibc
import Lint
import SystemPackage
import Testing
import TestSupport

/// Files that are not an intact `.tar.gz`.
@Suite(.temporaryDirectory) struct FileFormatTests {
    /// Shell commands that make a file from `good.tar.gz`, `good.tar` and `other.tar`, with its findings.
    private static let cases: [(command: String, lines: [String])] = [
        ("cp good.tar.gz model.tar.gz", []),
        ("gzip -9 <good.tar >model.tar.gz", []),
        ("python3 -m zipfile -c model.tar.gz a", ["error not-gzip"]),
        ("python3 -m zipfile -c model.zip a", ["warning not-gzip"]),
        ("cp good.tar model.tar.gz", ["error not-gzip"]),
        ("cp good.tar model.tar", ["warning not-gzip"]),
        ("printf '\\050\\265\\057\\375' >model.tar.gz", ["error not-gzip"]),
        ("python3 -c 'import lzma; lzma.open(\"model.tar.gz\", \"w\").write(b\"a\")'", ["error not-gzip"]),
        ("python3 -c 'import bz2; bz2.open(\"model.tar.gz\", \"w\").write(b\"a\")'", ["error not-gzip"]),
        (": >model.tar.gz", ["error empty-artifact"]),
        (": >model.joblib", ["error empty-artifact"]),
        ("printf '\\037' >model.tar.gz", ["error not-gzip"]),
        ("printf 'version https://git-lfs.github.com/spec/v1\\n' >model.tar.gz", ["error not-gzip"]),
        ("printf '<!DOCTYPE html>' >model.tar.gz", ["error not-gzip"]),
        ("cp a model.joblib", ["warning not-gzip"]),
        ("cp good.tar.gz model.tgz", []),
        ("cp good.tar.gz model.gz", ["warning archive-suffix"]),
        ("echo hello | gzip >model.tar.gz", ["error not-tar"]),
        (": | gzip >model.tar.gz", ["error not-tar"]),
        ("gzip -c a >model.json.gz", ["warning not-tar"]),
        ("printf '\\037\\213' >model.tar.gz", ["error damaged-gzip"]),
        ("head -c 100 good.tar.gz >model.tar.gz", ["error damaged-gzip"]),
        ("head -c -1 good.tar.gz >model.tar.gz", ["error damaged-gzip"]),
        ("(head -c -8 good.tar.gz; printf 12345678) >model.tar.gz", ["error damaged-gzip"]),
        ("head -c 1300 good.tar | gzip >model.tar.gz", ["error damaged-tar"]),
        ("head -c 700 good.tar | gzip >model.tar.gz", ["error damaged-tar"]),
        ("(head -c 700 good.tar | gzip; tail -c +701 good.tar | gzip) >model.tar.gz", ["warning several-gzip-members"]),
        ("cat good.tar other.tar | gzip >model.tar.gz", ["warning bytes-behind-archive"]),
        ("(cat good.tar.gz; echo garbage) >model.tar.gz", ["warning trailing-bytes"]),
        ("(cat good.tar.gz; head -c 3000000 /dev/zero) >model.tar.gz", []),
        ("(cat good.tar.gz; head -c 3000000 /dev/zero; echo garbage) >model.tar.gz", ["warning trailing-bytes"]),
    ]

    @Test(arguments: cases)
    func theFormatIsRecognisedByContent(command: String, lines: [String]) throws {
        try Sample.shell(
            """
            head -c 2000 /dev/urandom >a; echo b >b
            tar -cf good.tar a b; tar -cf other.tar b; gzip -k good.tar
            \(command)
            """
        )
        let names = try FileManager.default.contentsOfDirectory(atPath: TemporaryDirectory.path.string)
        let name = try #require(names.first { $0.hasPrefix("model") })
        let report = try Sample.lint(TemporaryDirectory.path.appending(name))
        #expect(Set(report.lines) == Set(lines), "\(report.lines)")
        #expect(
            report.isWhole == !report.diagnostics.contains {
                $0.code.rawValue.hasPrefix("not-") || $0.code.rawValue.hasPrefix("damaged")
            }
        )
    }

    @Test func damageIsReportedWithItsOffsetAndTheLastMember() throws {
        let path = try Sample.archive(of: ["first", "second"])
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path.string))
        try FileNode.file(Array(bytes.dropLast(12))).write(to: path)
        let report = try Sample.lint(path)
        let message = try #require(report.diagnostics.first?.message)
        #expect(message.contains("byte \(bytes.count - 12)"), "\(message)")
        #expect(message.contains("'second'"), "\(message)")
        #expect(!report.isWhole)
    }

    @Test func aDeclaredSizeBeyondTheFileIsDamage() throws {
        let path = try Sample.archive(
            """
            add('a')
            member = TarInfo('b'); member.size = 1 << 38
            tar.fileobj.write(member.tobuf())
            tar.fileobj.write(b'x' * 5000)
            tar.fileobj.close(); sys.exit(0)
            """
        )
        #expect(
            try Sample.lint(path).lines == ["error damaged-gzip"] || Sample.lint(path).lines == ["error damaged-tar"]
        )
    }

    @Test func readingStopsAtTheLargestVolume() throws {
        let path = try Sample.archive(
            """
            member = TarInfo('b'); member.size = 1 << 62
            tar.fileobj.write(member.tobuf())
            tar.fileobj.write(b'x' * 5000)
            """
        )
        let report = try Sample.lint(path)
        #expect(report.lines == ["warning too-large b"])
        #expect(!report.isWhole)
    }

    @Test func readingStopsAtAnExcessiveExpansion() throws {
        // 5 GiB of zeros, as one gzip member of 64 MiB eighty times.
        let path = try Sample.archive(
            """
            tar.close()
            import gzip
            member = TarInfo('zeros'); member.size = 5 << 30
            with open(sys.argv[1], 'wb') as file:
                file.write(gzip.compress(member.tobuf()) + gzip.compress(bytes(64 << 20)) * 80)
            sys.exit(0)
            """
        )
        let report = try Sample.lint(path)
        #expect(report.lines == ["error zip-bomb zeros"])
        #expect(!report.isWhole)
    }

    @Test func aTruncatedListingHasNoFindingsAboutMissingMembers() throws {
        let path = try Sample.archive("add('../a'); add('b/x.pt')")
        try Sample.shell("head -c 300000 /dev/urandom >c; gunzip -c model.tar.gz | head -c 3072 >d")
        try Sample.shell("(cat d; tar -cf - c) | gzip >model.tar.gz")
        let beginning = try Sample.lint(path, ArtifactLinter(archiveByteLimit: 100_000))
        #expect(beginning.lines == ["error parent-in-name ../a"])
        #expect(!beginning.isWhole)
        #expect(beginning.memberCount == 3)
        #expect(try Sample.lint(path).isWhole)
    }
}
