internal import Basics
internal import Glibc
package import SystemPackage

/// The temporary directories of images that are built.
package enum ImageWorkspace {
    /// Calls a function with an empty directory, and removes it afterwards with all that is in it.
    ///
    /// The directory is below `TMPDIR`, or else below `/var/tmp`: images may be larger than a `/tmp` in memory.
    package static func withDirectory<Result>(
        environment: [String: String],
        _ body: (FilePath) async throws -> Result
    ) async throws -> Result {
        let parent = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : FilePath($0) } ?? "/var/tmp"
        var template = Array(parent.appending("sageassets-image-XXXXXX").string.utf8CString)
        guard mkdtemp(&template) != nil else {
            throw FileError("create a directory in", parent, Errno(rawValue: errno))
        }
        let path = FilePath(String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self))
        defer { PrivateFiles.removeTree(path) }
        return try await body(path)
    }
}
