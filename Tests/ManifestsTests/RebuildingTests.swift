import Assets
import Basics
import Manifests
import Testing

/// A publish keeps all that is usable of a damaged references file.
@Suite struct RebuildingTests {
    private static func references(_ assets: [String: Character], at destination: String = "prod") throws -> References
    {
        var references = References()
        for (key, letter) in assets {
            references.update(try MergingTests.reference(letter, store: "s3://b"), of: AssetKey(key), at: destination)
        }
        return references
    }

    /// Both texts in one, with the lines that differ between markers, as git leaves them.
    private static func conflict(_ ours: String, _ theirs: String, base: String? = nil) -> String {
        let base = base.map { "||||||| merged common ancestors\n\($0)" } ?? ""
        return "<<<<<<< HEAD\n\(ours)\(base)=======\n\(theirs)>>>>>>> other\n"
    }

    @Test(arguments: [nil, "{}\n"] as [String?])
    func bothSidesOfAConflictAreKept(base: String?) throws {
        let ours = try Self.references(["a": "1", "both": "2", "differs": "3"])
        let theirs = try Self.references(["b": "4", "both": "2", "differs": "5"])
        let rebuilt = try References.rebuilding(json: Self.conflict(ours.text, theirs.text, base: base), file: "r.json")
        #expect(try rebuilt.references == Self.references(["a": "1", "b": "4", "both": "2"]))
        #expect(rebuilt.dropped.map(\.key.description) == ["differs"])
        #expect(rebuilt.dropped.map(\.destination) == ["prod"])
        #expect(rebuilt.dropped.map(\.reason) == [.conflict])
        #expect(rebuilt.conflict?.line.hasPrefix("r.json:1:1: has an unresolved merge conflict") == true)
    }

    @Test func otherDestinationsOfAConflictAreKept() throws {
        var ours = try Self.references(["a": "1"])
        ours.update(try MergingTests.reference("2", store: "s3://dev"), of: AssetKey("a"), at: "dev")
        var theirs = try Self.references(["a": "1"])
        theirs.update(try MergingTests.reference("3", store: "s3://dev"), of: AssetKey("a"), at: "dev")
        let lines = zip(ours.text.split(separator: "\n"), theirs.text.split(separator: "\n"))
        let text = lines.map { $0 == $1 ? "\($0)\n" : Self.conflict("\($0)\n", "\($1)\n") }.joined()
        let rebuilt = try References.rebuilding(json: text)
        #expect(try rebuilt.references == Self.references(["a": "1"]))
        #expect(rebuilt.dropped.map(\.destination) == ["dev"])
    }

    @Test(arguments: [
        "<<<<<<< HEAD\n{}\n", "<<<<<<< HEAD\n{\n=======\n}\n>>>>>>> other\n",
        "<<<<<<< HEAD\n{}\n=======\n{}\n=======\n{}\n>>>>>>> other\n", "{\"assets\": {}",
    ])
    func unreadableTextIsAnError(text: String) {
        #expect(throws: ManifestError.self) { try References.rebuilding(json: text) }
    }

    /// The way out is a command only if that command can do something.
    @Test(arguments: [true, false])
    func conflictWithADamagedSideIsToBeRestored(isDamaged: Bool) throws {
        let ours = try Self.references(["a": "1"]).text
        let theirs = try Self.references(["b": "2"]).text
        let text = Self.conflict(ours, isDamaged ? String(theirs.dropLast(20)) + "\n" : theirs)
        let reading = #expect(throws: ManifestError.self) { try References(json: text) }
        let isRestored = reading?.hint?.hasPrefix("restore the file from version control, or remove it") == true
        #expect(isRestored == isDamaged, "\(String(describing: reading?.hint))")
        guard isDamaged else { return }
        let rebuilding = #expect(throws: ManifestError.self) { try References.rebuilding(json: text) }
        #expect(rebuilding?.hint == reading?.hint)
        #expect(rebuilding?.errorCode == "merge-conflict")
    }

    @Test func objectOfAnotherAddressIsDropped() throws {
        var references = try Self.references(["a": "1", "b": "2"])
        let whole = references
        var wrong = try MergingTests.reference("3", store: "s3://b")
        wrong.object.uri = "s3://b/\(String(repeating: "4", count: 64)).tar.gz"
        references.update(wrong, of: AssetKey("c"), at: "prod")
        let rebuilt = try References.rebuilding(json: references.text)
        #expect(rebuilt.references == whole)
        #expect(rebuilt.dropped.map(\.reason) == [.mismatch])
        #expect(rebuilt.conflict == nil)
    }

    /// A file that was added to in two clones, as git merges it: the comma of the entry before belongs to both sides.
    @Test func duplicateAssetIsRefusedHereToo() throws {
        let text = try Self.references(["a": "1", "b": "2"]).text.replacing("\"b\"", with: "\"a\"")
        #expect(throws: ManifestError.self) { try References.rebuilding(json: text) }
    }
}
