internal import Basics
internal import Hashing
internal import SystemPackage

/// An object that is written as a file, each part at its place.
struct FileUpload: StoreUpload {
    let file: TemporaryFile
    let destination: FilePath
    let partSize: Int
    let conflict: TemporaryFile.Conflict

    func write(_ bytes: [UInt8], part number: Int, sha256: SHA256Digest) async throws {
        try file.write(bytes.span.bytes, at: Int64(number - 1) * Int64(partSize))
    }

    func complete() async throws -> WriteOutcome {
        try file.commit(to: destination, onConflict: conflict) ? .written : .exists
    }

    func abort() async {
        file.discard()
    }
}
