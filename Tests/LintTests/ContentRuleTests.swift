import Assets
import Basics
import Lint
import SystemPackage
import Testing
import TestSupport

/// Rules about what lies beside a model, or is missing there.
@Suite struct ContentRuleTests {
    private func lines(
        _ files: [String: Int64],
        format: PublicationFormat = .bundle,
        names: Set<String> = [],
        use: ArtifactUse = ArtifactUse()
    ) -> [String] {
        let entries = files.sorted { $0.key < $1.key }.map { path, size in
            TreeEntry(path: path, kind: .file(size: size, isExecutable: false))
        }
        return LintReport(ArtifactListing(entries, format: format, names: names), use: use).lines
    }

    private func lines(_ files: String..., use: ArtifactUse = ArtifactUse()) -> [String] {
        lines(Dictionary(files.map { ($0, 1000) }, uniquingKeysWith: { first, _ in first }), use: use)
    }

    @Test func versionControlIsReportedOnce() {
        #expect(lines("a.txt", ".git/HEAD", ".git/lfs/objects/ab/cd/abcd") == ["warning version-control .git"])
        #expect(
            lines("a.txt", "x/.git", "y/.svn/entries", "z/.hg/store") == ["warning version-control x/.git (and 2 more)"]
        )
        #expect(lines("a.txt", ".gitignore", ".gitattributes", "d/.gitkeep") == [])
    }

    @Test func developmentFoldersAreReported() {
        #expect(
            lines("a.txt", ".ipynb_checkpoints/a.py", "code/__pycache__/a.pyc", "code/a.py")
                == ["warning development-files .ipynb_checkpoints (and 1 more)"]
        )
        #expect(
            lines("a.txt", "python/pyvenv.cfg", "python/lib/x.py", ".cache/huggingface/.gitignore")
                == ["warning development-files .cache/huggingface (and 1 more)"]
        )
        #expect(lines("a.txt", "cache/huggingface/x", "venv/x") == [])
    }

    @Test func archiveOfTheFolderIsReported() {
        #expect(lines("a.txt", "model.tar.gz") == ["warning archive-inside model.tar.gz"])
        #expect(lines("a.txt", "Model.TGZ") == ["warning archive-inside Model.TGZ"])
        #expect(lines(["a.txt": 1, "model.tar.gz": 1], format: .prefix) == ["warning archive-inside model.tar.gz"])
        #expect(lines("a.txt", "data.tar.gz", "d/model.tar.gz") == [])
    }

    @Test(
        arguments: [
            (["scorer"], "scorer.tar.gz", true), (["Scorer"], "scorer.TGZ", true),
            (["now", "scorer"], "scorer.tgz", true),
            (["scorer"], "scorer-2.tar.gz", false), (["scorer"], "other.tar.gz", false),
            (["scorer"], "scorer.zip", false),
        ] as [(Set<String>, String, Bool)]
    )
    func archiveOfTheFoldersNameIsReported(names: Set<String>, archive: String, isReported: Bool) {
        let expected = isReported ? ["warning archive-inside \(archive)"] : []
        #expect(lines(["a.txt": 1000, archive: 1000], names: names) == expected)
        #expect(lines(["a.txt": 1000, archive: 1000], format: .prefix, names: names) == expected)
        // One model among several is named as their folder.
        #expect(lines([archive: 1000, "b.tar.gz": 1000], names: names) == [])
        let use = ArtifactUse(isMultiModel: true)
        #expect(lines(["a.txt": 1000, archive: 1000], format: .prefix, names: names, use: use) == [])
    }

    @Test func hubCacheIsReported() {
        let files = ["blobs/0123", "refs/main", "snapshots/abc/config.json", "snapshots/abc/model.safetensors"]
        for (folder, shown) in [
            ("", ""), ("models--a--b/", "models--a--b/"), ("hub/models--a--b/", "hub/models--a--b/"),
        ] {
            let found = lines(Dictionary(uniqueKeysWithValues: files.map { (folder + $0, 1000) }))
            #expect(found.contains("warning hugging-face-cache \(shown)snapshots/"), "\(found)")
            #expect(!found.contains { $0.contains("nested-top-folder") }, "\(found)")
        }
        #expect(lines("snapshots/a.txt", "b.txt") == [])
    }

    @Test func requirementsNeedANetwork() {
        let files: [String: Int64] = ["a.txt": 1, "code/inference.py": 1, "code/requirements.txt": 1]
        #expect(lines(files) == [])
        #expect(
            lines(files, use: ArtifactUse(hasNoNetwork: true))
                == ["warning requirements-without-network code/requirements.txt"]
        )
        #expect(lines(["a.txt": 1, "requirements.txt": 1], use: ArtifactUse(hasNoNetwork: true)) == [])
    }

    @Test(arguments: [PublicationFormat.bundle, .prefix])
    func emptyArtifactIsAnError(format: PublicationFormat) {
        #expect(lines([:], format: format) == ["error empty-artifact"])
        #expect(lines(["a.txt": 0, "b.txt": 0], format: format) == ["error empty-artifact"])
        #expect(lines(["a.txt": 0, "b.txt": 1], format: format) == [])
        #expect(lines(["a.txt": 1, "b.pt": 0], format: format).contains("warning empty-weights b.pt"))
    }
}

/// Archives in a folder for a container of mode `MultiModel`.
@Suite(.temporaryDirectory) struct MultiModelTests {
    private func write(_ files: FileNode) throws {
        try files.write(to: TemporaryDirectory.path.appending("models"))
        let good = try Sample.archive("add('model.joblib')\nadd('code/inference.py')", name: "models/good.tar.gz")
        try #require(!good.isEmpty)
    }

    private func lint(_ use: ArtifactUse = ArtifactUse()) throws -> [String] {
        try Sample.lint(TemporaryDirectory.path.appending("models"), ArtifactLinter(use: use)).lines
    }

    @Test func everyArchiveIsLookedInto() throws {
        try write(["a.tar.gz": "no archive", "b.tar.gz": "PK\u{3}\u{4}", "c.tgz": "", "good2.txt": "x"])
        // A text beside them: the folder is one of several models only if the manifest says so.
        #expect(try lint() == [])
        #expect(
            try lint(ArtifactUse(isMultiModel: true)) == [
                "error not-gzip a.tar.gz (and 1 more)", "error empty-artifact c.tgz",
            ]
        )
    }

    @Test func folderOfArchivesIsRecognised() throws {
        try write(["z.tar.gz": "no archive"])
        #expect(try lint() == ["error not-gzip z.tar.gz"])
    }

    @Test func membersAreNamedWithTheirArchive() throws {
        try write([:])
        _ = try Sample.archive("add('m/model.joblib')\nadd('m/code/inference.py')", name: "models/nested.tar.gz")
        #expect(try lint() == ["error nested-top-folder nested.tar.gz: m/"])
    }

    @Test func manyArchivesAreReadInPartOnly() throws {
        try write([:])
        let linter = ArtifactLinter(archiveByteLimit: 1)
        #expect(try Sample.lint(TemporaryDirectory.path.appending("models"), linter).lines == [])
    }
}
