internal import Basics
internal import FoundationEssentials

/// The file `manifest.json` beside the index of an image layout, by which `docker load` and `podman load` read a tar archive
/// of the directory: an image is there `sageassets` with its tag.
///
/// The specification of layouts allows further files; Docker itself writes both since version 25.
///
/// Source: "Combined Image JSON + Filesystem Changeset Format" of Docker's image specification, version 1.2.
struct LayoutImageList {
    private static let byteLimit = 64 << 20

    private var images: [JSON] = []

    /// Reads the list of a directory; one that is missing, or of another form, is empty.
    init(_ directory: LayoutDirectory) throws(FileError) {
        guard let bytes = try SmallFile.readBytes(directory.imageList, limit: Self.byteLimit),
            case .array(let images) = try? JSONDecoder().decode(JSON.self, from: Data(bytes))
        else { return }
        self.images = images
    }

    /// Gives a tag to an image, and takes it from others.
    mutating func tag(_ manifest: ImageManifest, _ tag: String) {
        let tags: JSON = .array([.string("sageassets:\(tag)")])
        images.removeAll { image in
            guard case .object(let members) = image else { return true }
            return members["RepoTags"] == tags
        }
        images.append([
            "Config": .string(Self.path(of: manifest.configuration)),
            "Layers": .array(manifest.layers.map { .string(Self.path(of: $0)) }),
            "RepoTags": tags,
        ])
    }

    /// Replaces the file.
    func write(to directory: LayoutDirectory) throws(FileError) {
        let file = try TemporaryFile(in: directory.path)
        try file.write(Array(JSON.array(images).indented.utf8).span.bytes)
        try file.commit(to: directory.imageList, onConflict: .replace)
    }

    private static func path(of blob: BlobDescriptor) -> String { "blobs/sha256/\(blob.digest.sha256)" }
}
