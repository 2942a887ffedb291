internal import Archive
internal import Assets

/// Lists the members of a `.tar.gz` artifact in bounded memory.
struct ArchiveLister {
    /// The largest number of members in a listing; further members are not checked.
    private static let memberLimit = 250_000
    private static let nameByteLimit = 64 << 20

    private let file: ArtifactFile
    private var members: [ArtifactMember] = []
    private var nameByteCount = 0
    private var contentByteCount: Int64 = 0
    private var findings: [LintFinding] = []

    init(_ file: ArtifactFile) {
        self.file = file
    }

    /// Reads the file; defects of the file itself become findings of the listing.
    consuming func list() throws -> ArtifactListing {
        let beginning = try file.beginning(FileFormat.byteCount)
        guard FileFormat.isGzip(beginning) else {
            find("not-gzip", FormatRemarks.notGzip(severityOfFormat, FileFormat.name(of: beginning)))
            return listing(isWhole: false)
        }
        let isWhole: Bool
        do {
            isWhole = try read() && !file.isCut
        } catch  where file.isCut && (error is GzipError || error is TarError) {
            // The archive seems damaged only because the limit cut it.
            isWhole = false
        } catch let error as GzipError {
            let what = "at byte \(error.offset), \(error.reason)"
            find("damaged-gzip", FormatRemarks.damaged(what, behind: lastName))
            isWhole = false
        } catch let error as TarError {
            let what = "in its tar, \(error.reason)"
            error.isNotTar
                ? find("not-tar", FormatRemarks.notTar(severityOfFormat))
                : find("damaged-tar", FormatRemarks.damaged(what, behind: lastName))
            isWhole = false
        } catch let error as ExpansionError {
            find("zip-bomb", FormatRemarks.bomb(error, behind: lastName))
            isWhole = false
        }
        if !isNamedArchive, !members.isEmpty { find("archive-suffix", FormatRemarks.suffix) }
        return listing(isWhole: isWhole)
    }

    /// Reads all members and returns whether the archive was read to its end.
    private mutating func read() throws -> Bool {
        let file = file
        var gzip = try GzipReader(ByteStream { try file.next(into: $0) })
        var tar = try TarReader(ByteStream { try gzip.read(into: $0) })
        while let member = try tar.next().map(ArtifactMember.init) {
            nameByteCount += member.name.count
            contentByteCount = contentByteCount.addingClamped(member.byteCount)
            members.append(member)
            // Another rule reports an artifact that is too large for any endpoint: the rest need not be read.
            guard contentByteCount <= LintRule.volumeByteLimit else { return false }
            guard members.count < Self.memberLimit, nameByteCount < Self.nameByteLimit else {
                find("many-members", FormatRemarks.manyMembers(members.count))
                return false
            }
        }
        let hasMore = try tar.finish()
        if gzip.memberCount > 1 {
            find("several-gzip-members", FormatRemarks.severalGzipMembers(gzip.memberCount))
        }
        if gzip.hasTrailingBytes { find("trailing-bytes", FormatRemarks.trailingBytes) }
        if hasMore { find("bytes-behind-archive", FormatRemarks.bytesBehindArchive) }
        return true
    }

    private var isNamedArchive: Bool { file.name.hasExtension(".tar.gz") }

    /// A file with another suffix may be meant for another consumer than `ModelDataUrl`.
    private var severityOfFormat: LintFinding.Severity { isNamedArchive ? .error : .warning }

    private var lastName: String? { members.last?.shown }

    private mutating func find(_ rule: String, _ remark: Remark) {
        findings.append(LintFinding(rule: rule, remark))
    }

    private func listing(isWhole: Bool) -> ArtifactListing {
        ArtifactListing(members, format: .file, isWhole: isWhole, findings: findings)
    }
}

extension Int64 {
    /// Adds what is not negative; stops at the largest value.
    fileprivate func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? .max : sum
    }
}
