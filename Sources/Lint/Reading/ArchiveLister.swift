internal import Archive
internal import Assets
internal import Basics

/// Lists the members of a `.tar.gz` artifact in bounded memory.
struct ArchiveLister {
    /// The largest number of members in a listing; further members are not checked.
    private static let memberLimit = 250_000
    private static let nameByteLimit = 64 << 20

    private let file: ArtifactFile
    private var members: [ArtifactMember] = []
    private var nameByteCount = 0
    private var contentByteCount: Int64 = 0
    private var diagnostics: [Diagnostic] = []

    init(_ file: ArtifactFile) {
        self.file = file
    }

    /// Reads the file; defects of the file itself become diagnostics of the listing.
    consuming func list() throws -> ArtifactListing {
        let beginning = try file.beginning(FileFormat.byteCount)
        guard !beginning.isEmpty else {
            diagnostics.append(.emptyFile)
            return listing(isWhole: true)
        }
        guard FileFormat.isGzip(beginning) else {
            diagnostics.append(.notGzip(severityOfFormat, FileFormat.name(of: beginning)))
            return listing(isWhole: false)
        }
        let isWhole: Bool
        do {
            isWhole = try read() && !file.isCut
        } catch  where file.isCut && (error is GzipError || error is TarError) {
            // The archive seems damaged only because the limit cut it.
            isWhole = false
        } catch let error as GzipError {
            let defect = "at byte \(error.offset), \(error.reason)"
            diagnostics.append(.damaged("damaged-gzip", defect, behind: lastName))
            isWhole = false
        } catch let error as TarError {
            diagnostics.append(
                error.isNotTar
                    ? .notTar(severityOfFormat)
                    : .damaged("damaged-tar", "in its tar, \(error.reason)", behind: lastName)
            )
            isWhole = false
        } catch let error as ExpansionError {
            diagnostics.append(.zipBomb(error, behind: lastName))
            isWhole = false
        }
        if !isNamedArchive, !members.isEmpty { diagnostics.append(.archiveSuffix) }
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
                diagnostics.append(.manyMembers(members.count))
                return false
            }
        }
        let hasMore = try tar.finish()
        if gzip.memberCount > 1 { diagnostics.append(.severalGzipMembers(gzip.memberCount)) }
        if gzip.hasTrailingBytes { diagnostics.append(.trailingBytes) }
        if hasMore { diagnostics.append(.bytesBehindArchive) }
        return true
    }

    private var isNamedArchive: Bool { ArchiveName.matches(file.name) }

    /// A file with another suffix may be meant for another consumer than `ModelDataUrl`.
    private var severityOfFormat: Diagnostic.Severity { isNamedArchive ? .error : .warning }

    private var lastName: String? { members.last?.shown }

    private func listing(isWhole: Bool) -> ArtifactListing {
        let name = file.name.pathComponents.last.map(ArchiveName.withoutSuffix)
        return ArtifactListing(
            members,
            format: .file,
            names: Set([name].compactMap { $0 }),
            isWhole: isWhole,
            diagnostics: diagnostics
        )
    }
}

extension Int64 {
    /// Adds what is not negative; stops at the largest value.
    fileprivate func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? .max : sum
    }
}
