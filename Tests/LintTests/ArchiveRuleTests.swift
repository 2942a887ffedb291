import Basics
import Lint
import SystemPackage
import Testing
import TestSupport

/// Archives that Python, GNU tar and bsdtar make, with all findings about them.
@Suite(.temporaryDirectory) struct ArchiveRuleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let script: String
        let lines: [String]

        init(_ name: String, _ script: String, _ lines: [String]) {
            (testDescription, self.script, self.lines) = (name, script, lines)
        }
    }

    private static let names = [
        Case("nothing wrong", "add('a'); add('b', DIRTYPE); add('b/c')", []),
        Case("absolute", "add('a'); add('/etc/passwd')", ["error absolute-name /etc/passwd"]),
        Case("parent", "add('../a'); add('b/../../c'); add('d..e')", ["error parent-in-name ../a (and 1 more)"]),
        Case("dot", "add('.', DIRTYPE); add('./a'); add('./b//c')", []),
        Case(
            "link",
            "add('a'); add('b', SYMTYPE, 'a'); add('c', SYMTYPE, './c/../a')",
            [
                "error symbolic-link b (and 1 more)"
            ]
        ),
        Case(
            "link out",
            "add('a'); add('b', SYMTYPE, '../a'); add('c/d', SYMTYPE, '../a')",
            [
                "error link-leaves-artifact b", "error symbolic-link c/d",
            ]
        ),
        Case("absolute link", "add('a'); add('b', SYMTYPE, '/etc/passwd')", ["error link-leaves-artifact b"]),
        Case("hard link", "add('a'); add('b', LNKTYPE, 'a')", ["warning hard-link b"]),
        Case("hard link out", "add('a'); add('b', LNKTYPE, '../a')", ["error link-leaves-artifact b"]),
        Case("device", "add('a'); add('b', CHRTYPE); add('c', BLKTYPE)", ["error special-file b (and 1 more)"]),
        Case("named pipe", "add('a'); add('b', FIFOTYPE)", ["error special-file b"]),
        Case("duplicate", "add('a'); add('./a'); add('b', DIRTYPE); add('b', DIRTYPE)", ["warning duplicate-name ./a"]),
        Case(
            "case",
            "add('a/README'); add('a/readme')",
            [
                "warning nested-top-folder a/", "warning names-differ-in-case a/readme",
            ]
        ),
        Case("accents", "add('\u{E9}'); add('e\u{301}')", ["warning names-differ-in-case e\u{301}"]),
        Case("accents in pax records", "add('\u{E9}', form=PAX_FORMAT); add('\u{EA}', form=PAX_FORMAT)", []),
        Case("file and folder", "add('a'); add('a/b')", ["error file-and-folder a/b"]),
        Case("folder that becomes a file", "add('a/b'); add('c'); add('a')", ["error file-and-folder a/b"]),
        Case("long part", "add('a' * 256); add('b' * 255)", ["error long-name \(String(repeating: "a", count: 256))"]),
        Case(
            "long path",
            "add('a'); add('b/' * 3000 + 'c')",
            ["error long-name \(String(repeating: "b/", count: 3000))c"]
        ),
        Case("not UTF-8", "add('a\\udcff')", ["warning not-utf8 a\u{FFFD}"]),
        Case("line break", "add('a\\nb'); add('../\\x1b[2J')", ["error parent-in-name ../\\u{1b}[2J"]),
        Case(
            "macOS",
            "add('a'); add('._a'); add('.DS_Store'); add('__MACOSX/._a')",
            [
                "warning mac-metadata ._a (and 2 more)"
            ]
        ),
        Case("empty", "", ["error empty-artifact"]),
        Case("folders only", "add('a', DIRTYPE)", ["error empty-artifact"]),
        Case("archive inside", "add('model.tar.gz'); add('a')", ["warning archive-inside model.tar.gz"]),
        Case("pointer", "add('model.bin', size=134); add('a.txt', size=134)", ["warning git-lfs-pointer model.bin"]),
        Case(
            "shards",
            "add('a'); [add(f'x-0000{n}-of-00003.bin') for n in (1, 3)]",
            [
                "error missing-shard x-00001-of-00003.bin"
            ]
        ),
    ]

    @Test(arguments: names)
    func rulesApplyToArchivesOfTarfile(_ item: Case) throws {
        let report = try Sample.lint(try Sample.archive(item.script))
        #expect(Set(report.lines) == Set(item.lines), "\(report.lines)")
        #expect(report.diagnostics.allSatisfy { !$0.message.isEmpty && $0.fix?.isEmpty == false })
        #expect(report.isWhole)
    }

    /// Commands that pack the same files with the common tar programs.
    private static let tars = [
        "tar -czf model.tar.gz -C in .", "bsdtar -czf model.tar.gz -C in .",
        "bsdtar -czf model.tar.gz --format ustar -C in .",
        "tar -czf model.tar.gz --format posix -C in .", "tar -cf - -C in . | gzip -9 >model.tar.gz",
        "tar -cSzf model.tar.gz -C in .", "cd in && bsdtar -czf ../model.tar.gz *",
    ]

    @Test(arguments: tars)
    func archivesOfOtherProgramsAreReadCompletely(command: String) throws {
        let long = String(repeating: "n", count: 120)
        try Sample.shell(
            """
            mkdir -p in/code "in/a/\(long)"
            echo x >in/model.safetensors
            touch in/config.json in/code/inference.py "in/ö ü" "in/a/\(long)/b"
            truncate -s 100M in/sparse
            \(command)
            """
        )
        let report = try Sample.lint(TemporaryDirectory.path.appending("model.tar.gz"))
        #expect(report.lines == [])
        #expect(report.isWhole)
        #expect(report.layout?.framework == .huggingFace)
        // Including the folders "a", the one in it, and "code"; and the root, which some commands add.
        #expect((9...10).contains(report.memberCount))
    }

    @Test func linksOfGNUTarAreReported() throws {
        try Sample.shell("mkdir in; cd in; echo x >a; ln -s a b; ln a c; tar -czf ../model.tar.gz *")
        let report = try Sample.lint(TemporaryDirectory.path.appending("model.tar.gz"))
        #expect(report.lines == ["error symbolic-link b", "warning hard-link c"])
        // A walk of a directory replaces links by files.
        #expect(try Sample.lint(TemporaryDirectory.path.appending("in")).lines == [])
    }
}
