import Basics
import Assets
import Lint
import Staging
import SystemPackage
import Testing
import TestSupport

/// Archives that other programs make, and their lint reports.
enum Sample {
    /// Writes an archive with Python's tarfile.
    ///
    /// - Parameter script: Calls `add(name, kind, target, size)` for each member; only the name must be given.
    static func archive(_ script: String, name: String = "model.tar.gz", mode: String = "w:gz") throws -> FilePath {
        let path = TemporaryDirectory.path.appending(name)
        let prelude = """
            import io, sys, tarfile
            from tarfile import BLKTYPE, CHRTYPE, DIRTYPE, FIFOTYPE, LNKTYPE, REGTYPE, SYMTYPE
            from tarfile import GNU_FORMAT, PAX_FORMAT, TarInfo
            tar = tarfile.open(sys.argv[1], sys.argv[2])
            def add(name, kind=REGTYPE, target="", size=1000, form=tarfile.GNU_FORMAT):
                member = tarfile.TarInfo(name)
                member.type, member.linkname = kind, target
                member.size = size if kind == REGTYPE else 0
                content = io.BytesIO(b"x" * size) if kind == REGTYPE else None
                tar.format = form
                tar.addfile(member, content)

            """
        try run("python3", ["-c", prelude + script + "\ntar.close()", path.string, mode])
        return path
    }

    /// Writes an archive of files with Python's tarfile.
    static func archive(of names: [String]) throws -> FilePath {
        try archive("for name in \(names): add(name)")
    }

    /// Runs a shell command in the test's directory.
    static func shell(_ command: String) throws {
        try run("sh", ["-ec", command])
    }

    static func lint(_ path: FilePath, _ linter: ArtifactLinter = ArtifactLinter()) throws -> LintReport {
        let found = try AssetSource.Options.modelData().walk(at: path)
        return try linter.lint(found.tree, as: found.format)
    }

    private static func run(_ program: String, _ arguments: [String]) throws {
        let output = try Tool.run(program, arguments, environment: ["LC_ALL": "C.UTF-8"], in: TemporaryDirectory.path)
        try #require(output.status == 0, "\(output.standardError)")
    }
}

extension LintReport {
    /// The findings as severity, rule and member: `error nested-top-folder minilm/`.
    var lines: [String] {
        diagnostics.map {
            [$0.severity.rawValue, $0.code.rawValue, $0.location.item].compactMap { $0 }.joined(separator: " ")
        }
    }
}
