internal import Archive
internal import Basics

// The diagnostics of a file that is not an intact `.tar.gz`: `ModelDataUrl` "must point to a single gzip compressed tar
// archive (.tar.gz suffix)", according to the API reference.

extension Diagnostic {
    private static let extraction = "SageMaker fails with 'Failed to extract model data archive'"
    private static let remake = "publish the directory itself, or make it with 'tar -C DIRECTORY -czf model.tar.gz .'"

    static let emptyFile = Diagnostic(
        .error,
        "empty-artifact",
        "the file is empty: there would be no model on the endpoint",
        fix: "check the path, and what should have written the file"
    )

    static func notGzip(_ severity: Severity, _ name: String) -> Diagnostic {
        Diagnostic(severity, "not-gzip", "it is \(name): as model data to unpack, \(extraction)", fix: remake)
    }

    static func notTar(_ severity: Severity) -> Diagnostic {
        Diagnostic(
            severity,
            "not-tar",
            "there is no tar archive in its gzip: as model data to unpack, \(extraction)",
            fix: remake
        )
    }

    static let archiveSuffix = Diagnostic(
        .warning,
        "archive-suffix",
        "SageMaker's ModelDataUrl requires the suffix '.tar.gz'",
        fix: "rename it to '.tar.gz'"
    )

    static func damaged(_ code: Code, _ what: String, behind member: String?) -> Diagnostic {
        Diagnostic(
            .error,
            code,
            "the file is damaged: \(what)\(member.map { " (the last member was '\($0)')" } ?? ""); \(extraction)",
            fix: "make or download it again, and compare its SHA-256 with the source's"
        )
    }

    static func zipBomb(_ expansion: ExpansionError, behind member: String?) -> Diagnostic {
        Diagnostic(
            .error,
            "zip-bomb",
            at: Location(member: member),
            "\(expansion.compressedByteCount) bytes make \(expansion.byteCount) and more: an endpoint's volume "
                + "would fill up",
            fix: "find out who made the archive"
        )
    }

    static func manyMembers(_ count: Int) -> Diagnostic {
        Diagnostic(
            .warning,
            "many-members",
            "only the first \(count) members were looked at",
            fix: "a model of that many files is slow to unpack: leave out what the endpoint does not read"
        )
    }

    static func severalGzipMembers(_ count: Int) -> Diagnostic {
        Diagnostic(
            .warning,
            "several-gzip-members",
            "it is \(count) gzip members one after the other: a reader that stops at the first sees a part only",
            fix: "make it again with one gzip member, as 'gzip' and 'pigz' do"
        )
    }

    static let trailingBytes = Diagnostic(
        .warning,
        "trailing-bytes",
        "other bytes follow the gzip data: some readers ignore them, others fail",
        fix: "make or download it again"
    )

    static let bytesBehindArchive = Diagnostic(
        .warning,
        "bytes-behind-archive",
        "there is more behind the end of the tar: SageMaker would not unpack it",
        fix: "make one archive of all files: tars cannot be joined with 'cat'"
    )
}
