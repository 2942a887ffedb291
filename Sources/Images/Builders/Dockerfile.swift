internal import Basics
internal import SystemPackage

/// The reader of Dockerfiles.
enum Dockerfile {
    /// The size limit, since a Dockerfile is read whole.
    private static let byteLimit = 4 << 20

    /// Returns the bytes; a link must not lead out of the context, whose content is all that was fingerprinted.
    static func read(_ path: FilePath, in context: FilePath) throws -> [UInt8] {
        let (real, root) = try FileError.naming("read", path) {
            (FilePath(try path.string.canonicalPath()), FilePath(try context.string.canonicalPath()))
        }
        guard real.starts(with: root) else {
            throw ImageError.invalidOption(option: "the Dockerfile", reason: "it is a link that leads out of the asset")
        }
        guard let bytes = try SmallFile.readBytes(real, limit: byteLimit) else {
            throw FileError("read", path, .noSuchFileOrDirectory)
        }
        return bytes
    }
}
