package import Assets
internal import Hashing

/// The names that files need to be published as objects of their own.
package struct PrefixNames: Sendable {
    private let keys: ObjectKeys

    /// Names the files below an asset's prefix.
    package init(keys: ObjectKeys) {
        self.keys = keys
    }

    /// Checks that SageMaker can load every file, and that the store can hold it.
    ///
    /// S3ModelDataSource in the Amazon SageMaker API reference: of the parts of a key behind the prefix, each becomes the
    /// name of a file or directory, which is not empty, `.` or `..`, holds no NUL, and has 255 bytes at most. Directories
    /// without files have no object.
    ///
    /// - Throws: `PrefixNameError` with the first file's path, before anything is sent.
    package func check(_ tree: HashedTree, limit: Int) throws(PrefixNameError) {
        let files = tree.entries.filter(\.entry.isFile)
        guard !files.isEmpty else { throw .noFiles }
        for file in files {
            let path = file.entry.path
            for part in path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
                if let reason = Self.problem(part) { throw .unsuitableName(path: path, reason: reason) }
            }
            let count = keys.member(file.entry.path).utf8.count
            guard count <= limit else {
                let reason = "its key would be \(count - limit) bytes longer than a key may be"
                throw .unsuitableName(path: path, reason: reason)
            }
        }
    }

    private static func problem(_ part: Substring.UTF8View) -> String? {
        if part.isEmpty { return "a part of its path is empty" }
        if part.elementsEqual(".".utf8) || part.elementsEqual("..".utf8) { return "a part of its path is '.' or '..'" }
        if part.contains(0) { return "its path holds a NUL character" }
        return part.count > 255 ? "a part of its path has \(part.count) bytes; SageMaker takes 255" : nil
    }
}
