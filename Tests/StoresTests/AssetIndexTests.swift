import Archive
import Assets
import Hashing
import Stores
import Testing

/// The documents that describe published assets.
@Suite struct AssetIndexTests {
    private static func bundleIndex() async throws -> BundleIndex {
        let written = try await BundleWriter(SmallTree(), width: 2).write { _ in }
        return BundleIndex(address: written.tree.address, bundle: written, multipart: nil, creator: "test")
    }

    private static func prefixIndex(of bundle: BundleIndex) -> PrefixIndex {
        let tree = HashedTree(sorted: bundle.entries)
        let objects = tree.entries.filter(\.entry.isFile).enumerated().map { index, file in
            IndexedObject(
                file: file,
                multipart: index == 0 ? .init(parts: [.init(byteCount: 5, sha256: SHA256.hash("a"))]) : nil,
                version: index == 1 ? nil : "\"e\(index)\""
            )
        }
        return PrefixIndex(tree, objects: objects, creator: bundle.creator)
    }

    @Test func bundleIndexesRoundTrip() async throws {
        var index = try await Self.bundleIndex()
        #expect(try AssetIndex(json: Array(index.text.utf8)).bundle == index)
        index.context = index.address
        index.address = SHA256.hash("an image")
        index.object.version = "\"etag\""
        #expect(try AssetIndex(json: Array(index.text.utf8)).bundle == index)
        let parts = ["hel", "lo"].map { ObjectParts.Part(byteCount: $0.utf8.count, sha256: SHA256.hash($0)) }
        let multipart = ObjectParts(parts: parts)
        let file = BundleIndex(file: SHA256.hash("hello"), byteCount: 5, multipart: multipart, creator: "test")
        #expect(try AssetIndex(json: Array(file.text.utf8)).bundle == file)
    }

    @Test func bundleIndexThatContradictsItsAddressIsRejected() async throws {
        let text = try await Self.bundleIndex().text
        let changes = [
            ("\"schema\":\"sageassets/index/v1\"", "\"schema\":\"sageassets/index/v2\""),
            ("\"path\":\"a.txt\"", "\"path\":\"b.txt\""),
            ("\"kind\":\"exec\"", "\"kind\":\"file\""),
            ("\"kind\":\"exec\"", "\"kind\":\"device\""),
            ("\"size\":1000}", "\"size\":1001}"),
            ("\"sha256\":\"\(SHA256.hash(""))\",", ""),
            ("\"address\":\"", "\"address\":\"0"),
            ("{", "["),
        ]
        for (old, new) in changes {
            let parts = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
            try #require(parts.count == 2, "\(old)")
            #expect(throws: StoreError.self, "\(old)") {
                try AssetIndex(json: Array((parts[0] + new + parts[1]).utf8))
            }
        }
    }

    /// Whatever a server sends in place of an index, the reason is a clause for people.
    @Test(
        arguments: [
            ("", "it is no JSON document"), ("<html>Welcome</html>", "it is no JSON document"),
            ("[1]", "it is no JSON object"), ("{}", "it has no 'schema'"),
            ("{\"schema\":1}", "'schema' has a value of another type"),
            ("{\"schema\":\"sageassets/index/v1\",\"address\":\"x\"}", "'address' has an invalid value"),
        ]
    )
    func reasonIsForPeople(text: String, reason: String) {
        #expect(throws: StoreError.invalidIndex(reason: reason)) { try AssetIndex(json: Array(text.utf8)) }
    }

    @Test func allCombinationsOfSectionsRoundTrip() async throws {
        let bundle = try await Self.bundleIndex()
        let prefix = Self.prefixIndex(of: bundle)
        for index in [
            AssetIndex(bundle: bundle), AssetIndex(prefix: prefix), AssetIndex(bundle: bundle, prefix: prefix),
        ] {
            #expect(try AssetIndex(json: Array(index.text.utf8)) == index)
            #expect(index.address == bundle.address)
        }
        #expect(AssetIndex(bundle: bundle).text == bundle.text)
    }

    /// Readers of bundles ignore the section of the files.
    @Test func bundleSectionDoesNotDependOnOthers() async throws {
        let bundle = try await Self.bundleIndex()
        let prefix = Self.prefixIndex(of: bundle)
        let both = AssetIndex(bundle: bundle, prefix: prefix).text
        #expect(try AssetIndex(json: Array(both.utf8)).bundle == bundle)
        #expect(try AssetIndex(json: Array(AssetIndex(prefix: prefix).text.utf8)).bundle == nil)
    }

    @Test func indexWhoseObjectsAreNotItsFilesIsRejected() async throws {
        let prefix = Self.prefixIndex(of: try await Self.bundleIndex())
        let text = AssetIndex(prefix: prefix).text
        let path = try #require(prefix.files.first?.entry.entry.path)
        let object = "\"path\":\"\(path)\",\"version\""
        let changes = [
            (object, "\"path\":\"other\",\"version\""), ("\"objects\":[", "\"objects\":[{\"path\":\"x\"},"),
            ("\"kind\":\"exec\"", "\"kind\":\"file\""), ("\"address\":\"", "\"address\":\"0"),
            ("\"objects\"", "\"others\""),
        ]
        for (old, new) in changes {
            try #require(text.contains(old), "\(old)")
            let forged = text.replacing(old, with: new)
            #expect(throws: StoreError.self, "\(old)") { try AssetIndex(json: Array(forged.utf8)) }
        }
    }
}

/// A tree in memory: text, an empty file, a program, and noise of several frames.
private struct SmallTree: TreeContent {
    private let contents: [(path: String, bytes: [UInt8])] = [
        ("a.txt", Array("some words and more words ".utf8.prefix(25)) + [UInt8](repeating: 10, count: 975)),
        ("empty", []), ("noise", (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }),
        ("run.sh", Array("#!/bin/sh\n".utf8)),
    ]

    var entries: [TreeEntry] {
        contents.map { path, bytes in
            TreeEntry(path: path, kind: .file(size: Int64(bytes.count), isExecutable: path.hasSuffix(".sh")))
        }
    }

    func read(_ slices: [ContentSlice], into buffer: UnsafeMutableRawBufferPointer) throws {
        for slice in slices {
            let content = contents[slice.entry].bytes[Int(slice.offset)...].prefix(slice.destination.count)
            UnsafeMutableRawBufferPointer(rebasing: buffer[slice.destination]).copyBytes(from: content)
        }
    }
}
