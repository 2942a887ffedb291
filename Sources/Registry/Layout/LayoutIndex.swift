internal import Basics
internal import FoundationEssentials
internal import SystemPackage

/// The file `index.json` of an image layout: the manifests and the tags that name them.
///
/// Members that are not of this program are kept.
struct LayoutIndex {
    private static let byteLimit = 64 << 20
    /// The annotation that names an image in a layout.
    ///
    /// Source: "Pre-Defined Annotation Keys" in the OCI image specification.
    fileprivate static let tagKey = "org.opencontainers.image.ref.name"

    private var document: [String: JSON]
    private var manifests: [JSON]

    /// Reads the index of a directory; one that is missing is empty.
    init(_ directory: LayoutDirectory) throws {
        guard let bytes = try SmallFile.readBytes(directory.index, limit: Self.byteLimit) else {
            document = ["schemaVersion": 2, "mediaType": .string(MediaType.ociIndex.description)]
            manifests = []
            return
        }
        guard case .object(let document) = try? JSONDecoder().decode(JSON.self, from: Data(bytes)),
            document["schemaVersion"] == 2, case .array(let manifests) = document["manifests"]
        else { throw RegistryError.invalidLayout(path: directory.path.string, problem: "its index.json is no index") }
        self.document = document
        self.manifests = manifests
    }

    /// An entry that can be read; others are left as they are.
    struct Entry {
        let digest: ImageDigest
        let mediaType: MediaType
        let tag: String?

        fileprivate init?(_ json: JSON) {
            guard case .object(let members) = json, case .string(let digest) = members["digest"],
                case .string(let type) = members["mediaType"], let digest = ImageDigest(digest)
            else { return nil }
            self.digest = digest
            mediaType = MediaType(type)
            if case .object(let annotations) = members["annotations"],
                case .string(let tag) = annotations[LayoutIndex.tagKey]
            {
                self.tag = tag
            } else {
                tag = nil
            }
        }
    }

    /// Returns the entries of a tag: one manifest as it was pushed, and perhaps its form in OCI's media types.
    func entries(ofTag tag: String) -> [Entry] {
        let entries = manifests.compactMap(Entry.init).filter { $0.tag == tag }
        return entries.filter { $0.mediaType == .dockerManifest } + entries.filter { $0.mediaType != .dockerManifest }
    }

    /// Returns the media type of a manifest; nil if it has no entry.
    func mediaType(of digest: ImageDigest) -> MediaType? {
        manifests.lazy.compactMap(Entry.init).first { $0.digest == digest }?.mediaType
    }

    /// Gives a tag to manifests, and takes it from others.
    mutating func tag(_ tagged: [ImageManifest], _ tag: String) {
        manifests.removeAll { Entry($0)?.tag == tag }
        manifests += tagged.map { manifest in
            [
                "mediaType": .string(manifest.mediaType.description),
                "digest": .string(manifest.digest.description),
                "size": .integer(manifest.bytes.count),
                "annotations": [Self.tagKey: .string(tag)],
            ]
        }
    }

    /// Replaces the file.
    func write(to directory: LayoutDirectory) throws(FileError) {
        var document = document
        document["manifests"] = .array(manifests)
        let file = try TemporaryFile(in: directory.path)
        try file.write(Array(JSON.object(document).indented.utf8).span.bytes)
        try file.commit(to: directory.index, onConflict: .replace)
    }
}
