internal import Archive
internal import Assets
internal import Basics

/// The rules about an artifact as a whole.
extension LintRule {
    static let emptyArtifact = LintRule("empty-artifact", .wholeListing) { context in
        guard context.listing.diagnostics.isEmpty else { return [] }
        let files = context.listing.members.filter(\.isFile)
        let message: String
        if !context.listing.root.hasFiles {
            message = "no files: /opt/ml/model would be empty on the endpoint"
        } else if files.allSatisfy({ $0.kind == .file(size: 0) }) {
            message = "all of its files are empty: there would be no model on the endpoint"
        } else {
            return []
        }
        return [context.diagnostic(.error, message, fix: "check the path, and what ignore rules leave out")]
    }

    static let emptyWeights = LintRule("empty-weights") { context in
        context.diagnostics(
            context.listing.members.filter { $0.kind == .file(size: 0) && $0.isNamedAsWeights },
            .warning,
            "the file is empty: the container would fail to load it as a model",
            fix: "save or download it again"
        )
    }

    /// The size in bytes of the largest volume of an endpoint: `VolumeSizeInGB` of a production variant is at most 512.
    static let volumeByteLimit: Int64 = 512 << 30

    static let tooLarge = LintRule("too-large") { context in
        var left = volumeByteLimit
        guard let member = context.listing.members.first(where: { left.subtractClamped($0.byteCount) < 0 }) else {
            return []
        }
        return [
            context.diagnostic(
                .warning,
                on: member.shown,
                "with it the content is larger than 512 GiB, the largest volume that an endpoint has",
                fix: "use instances with storage of their own, or shard the model"
            )
        ]
    }

    /// The sizes of files that may be Git LFS pointers, which have 120 to 140 bytes.
    private static let pointerByteCounts: ClosedRange<Int64> = 100...200

    static let gitLFSPointer = LintRule("git-lfs-pointer") { context in
        context.diagnostics(
            context.listing.members.filter { pointerByteCounts.contains($0.byteCount) && $0.isNamedAsWeights },
            .warning,
            "as small as a Git LFS pointer: the container would fail to load it as a model",
            fix: "if it is one, run 'git lfs pull' where it was cloned"
        )
    }

    static let archiveInside = LintRule("archive-inside", .wholeListing) { context in
        // The names that people give to an archive of this folder: SageMaker's, and the folder's own. One of several models
        // may have the latter.
        let folders = context.use.isMultiModel ? [] : context.listing.names
        let names = Set(folders.map { $0.lowercased() }).union(["model"])
        let archives = context.listing.members.filter { member in
            member.isFile && member.parts.count == 1 && ArchiveName.matches(member.baseName)
                && names.contains(ArchiveName.withoutSuffix(member.baseName).lowercased())
        }
        guard let archive = archives.first else { return [] }
        if !context.listing.root.holdsArchivesOnly {
            return context.diagnostics(
                archives,
                .warning,
                "an archive beside the files: if it was packed from this folder, all of them would be there twice, and "
                    + "SageMaker does not unpack it",
                fix: context.listing.fix(excluding: archive.shown)
            )
        }
        guard !context.listing.isPrefix, context.listing.root.fileCount == 1 else { return [] }
        return context.diagnostics(
            archives,
            .warning,
            "SageMaker unpacks once: the container would find this archive in /opt/ml/model, not what is in it",
            fix: "name the '\(archive.shown)' itself in the manifest, or unpack it in its place"
        )
    }

    static let emptyFolder = LintRule("empty-folder", .wholeListing) { context in
        guard context.listing.isPrefix else { return [] }
        return context.diagnostics(
            context.listing.members.filter { member in
                member.isDirectory
                    && member.parts.reduce(context.listing.root) { $0.folders[$1] ?? Folder() } == Folder()
            },
            .warning,
            "S3 has no folders: an empty one is not there on the endpoint",
            fix: "put a file in it if something needs it, as Triton does the version of an ensemble"
        )
    }
}

extension ArtifactMember {
    /// Whether the name is that of a file with the weights of a model.
    fileprivate var isNamedAsWeights: Bool {
        baseName.hasExtension(
            ".bin",
            ".gguf",
            ".h5",
            ".joblib",
            ".msgpack",
            ".onnx",
            ".pb",
            ".plan",
            ".pt",
            ".pth",
            ".safetensors"
        )
    }
}

extension Int64 {
    /// Subtracts a number that is not negative; stops at the smallest value.
    fileprivate mutating func subtractClamped(_ other: Int64) -> Int64 {
        let (difference, overflows) = subtractingReportingOverflow(other)
        self = overflows ? .min : difference
        return self
    }
}
