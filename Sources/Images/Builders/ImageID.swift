internal import Basics
internal import Registry
internal import SystemPackage

/// The file that a builder writes an image's identifier to.
enum ImageID {
    /// Reads the identifier: that of the image's configuration, or, where an engine keeps images as it pushes them, of its
    /// manifest.
    static func read(_ file: FilePath) throws -> String {
        let text = try SmallFile.read(file, limit: 1 << 10) ?? ""
        let id = text.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
        // podman writes the digits alone.
        guard let digest = ImageDigest(id) ?? ImageDigest("sha256:\(id)") else {
            throw ImageError.invalidImage(reason: "it names no image")
        }
        return digest.description
    }
}
