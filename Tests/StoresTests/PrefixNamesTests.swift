import Assets
import Basics
import Hashing
import Testing

import Stores

@Suite struct PrefixNamesTests {
    private func tree(_ paths: String...) -> HashedTree {
        let digest = SHA256.hash("")
        let sorted = paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let entries = sorted.map { TreeEntry(path: $0, kind: .file(size: 0, isExecutable: false)) }
        return HashedTree(sorted: entries.map { .init($0, digest: digest) })
    }

    private func problem(_ tree: HashedTree, limit: Int = 1024) -> PrefixNameError? {
        do throws(PrefixNameError) {
            try PrefixNames(keys: ObjectKeys(tree.address)).check(tree, limit: limit)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: ["a", "a/b", "...", ".a", "a b/ü", String(repeating: "x", count: 255)])
    func namesOfFilesAreAccepted(path: String) {
        #expect(problem(tree("z", path)) == nil)
    }

    @Test(arguments: [".", "..", "a/../b", "a//b", "/a", "a/", "a/./b", String(repeating: "x", count: 256), "a\0b"])
    func whatSageMakerCannotLoadIsRefusedByName(path: String) {
        let error = problem(tree("z", path))
        #expect(error?.message.contains("'\(path)'") == true)
        #expect(error?.exitStatus == .invalid)
    }

    /// 64 digits and a slash stand before the path.
    @Test func aKeyMayBeAsLongAsTheStoreTakes() {
        let path = "directory/file"
        #expect(problem(tree(path), limit: 65 + path.utf8.count) == nil)
        #expect(problem(tree(path), limit: 64 + path.utf8.count)?.message.contains("1 bytes longer") == true)
    }

    @Test func aTreeWithoutFilesIsRefused() {
        let tree = HashedTree(sorted: [.init(TreeEntry(path: "d", kind: .directory), digest: nil)])
        #expect(problem(tree) == .noFiles)
    }
}
