import Assets
import Hashing
import IgnoreRules
import Staging
import SystemPackage
import Testing
import TestSupport

/// Files whose file system does not say how much they hold.
@Suite(.temporaryDirectory, .hangLimit) struct FileMeasureTests {
    /// Files of proc and sysfs: sizes of 0 and of a page.
    private static let paths: [FilePath] = [
        "/proc/sys/kernel/ostype", "/proc/version", "/sys/kernel/mm/transparent_hugepage/enabled",
    ].filter { (try? content(of: $0))?.isEmpty == false }

    private static func content(of path: FilePath) throws -> [UInt8] {
        let file = try FileDescriptor.open(path, .readOnly)
        defer { try? file.close() }
        return try [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
            count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
    }

    @Test(arguments: paths)
    func fileIsReadToItsEnd(path: FilePath) async throws {
        let content = try Self.content(of: path)
        let found = try AssetSource.Options.modelData().walk(at: path)
        #expect(found.tree.byteCount == Int64(content.count))
        let staged = try await found.stage(StagingOptions(width: 2, partByteCount: 5))
        #expect(staged.address == SHA256.hash(content.span.bytes))
        #expect(try found.tree.read(0, 0..<Int64(content.count)) == content)
    }

    @Test func filesOfADirectoryAreReadToTheirEnds() async throws {
        let rules = try IgnoreRuleSet(patterns: ["*", "!ostype", "!osrelease"])
        let tree = try FileTree(at: "/proc/sys/kernel", links: .replace, rules: rules)
        #expect(tree.entries.map(\.path) == ["osrelease", "ostype"])
        let entries = try await tree.hashed(width: 2) { _ in }.tree.entries
        for (entry, name) in zip(entries, ["osrelease", "ostype"]) {
            let content = try Self.content(of: FilePath("/proc/sys/kernel").appending(name))
            #expect(entry.entry.byteCount == Int64(content.count))
            #expect(entry.digest == SHA256.hash(content.span.bytes))
        }
    }

    @Test func linkLeadsToAllBytes() throws {
        let rules = try IgnoreRuleSet(patterns: ["*", "!ostype"])
        let path = try FileNode.link("/proc/sys/kernel").write(to: TemporaryDirectory.path.appending("link"))
        #expect(try FileTree(at: path, links: .replace, rules: rules).byteCount > 0)
    }
}
