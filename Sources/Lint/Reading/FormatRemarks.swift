internal import Archive

/// The findings about a file that is not an intact `.tar.gz`.
///
/// `ModelDataUrl` "must point to a single gzip compressed tar archive (.tar.gz suffix)", according to the API reference.
enum FormatRemarks {
    private static let extraction = "SageMaker fails with 'Failed to extract model data archive'"
    private static let remake = "publish the directory itself, or make it with 'tar -C DIRECTORY -czf model.tar.gz .'"

    static func notGzip(_ severity: LintFinding.Severity, _ name: String) -> Remark {
        Remark(severity, "it is \(name): as model data to unpack, \(extraction)", hint: remake)
    }

    static func notTar(_ severity: LintFinding.Severity) -> Remark {
        Remark(
            severity,
            "there is no tar archive in its gzip: as model data to unpack, \(extraction)",
            hint: remake
        )
    }

    static let suffix = Remark(
        .warning,
        "SageMaker's ModelDataUrl requires the suffix '.tar.gz'",
        hint: "rename it to '.tar.gz'"
    )

    static func damaged(_ what: String, behind member: String?) -> Remark {
        Remark(
            .error,
            "the file is damaged: \(what)\(member.map { " (the last member was '\($0)')" } ?? ""); \(extraction)",
            hint: "make or download it again, and compare its SHA-256 with the source's"
        )
    }

    static func bomb(_ expansion: ExpansionError, behind member: String?) -> Remark {
        Remark(
            .error,
            on: member,
            "\(expansion.compressedByteCount) bytes make \(expansion.byteCount) and more: an endpoint's volume "
                + "would fill up",
            hint: "find out who made the archive"
        )
    }

    static func manyMembers(_ count: Int) -> Remark {
        Remark(
            .warning,
            "only the first \(count) members were looked at",
            hint: "a model of that many files is slow to unpack: leave out what the endpoint does not read"
        )
    }

    static func severalGzipMembers(_ count: Int) -> Remark {
        Remark(
            .warning,
            "it is \(count) gzip members one after the other: a reader that stops at the first sees a part only",
            hint: "make it again with one gzip member, as 'gzip' and 'pigz' do"
        )
    }

    static let trailingBytes = Remark(
        .warning,
        "other bytes follow the gzip data: some readers ignore them, others fail",
        hint: "make or download it again"
    )

    static let bytesBehindArchive = Remark(
        .warning,
        "there is more behind the end of the tar: SageMaker would not unpack it",
        hint: "make one archive of all files: tars cannot be joined with 'cat'"
    )
}
