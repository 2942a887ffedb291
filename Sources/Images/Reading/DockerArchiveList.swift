internal import Basics
internal import FoundationEssentials
internal import Registry

/// The file `manifest.json` of an archive that `docker save` has written: the images in it.
///
/// Source: "Combined Image JSON + Filesystem Changeset Format" in Docker's image specification, version 1.2.
struct DockerArchiveList {
    private struct Image: Decodable {
        let config: String
        let layers: [String]

        enum CodingKeys: String, CodingKey {
            case config = "Config"
            case layers = "Layers"
        }
    }

    private let image: Image

    /// Reads the list of one image.
    init(parsing bytes: [UInt8]) throws {
        guard let images = try? JSONDecoder().decode([Image].self, from: Data(bytes)) else {
            throw ImageError.invalidImage(reason: "'manifest.json' is not as docker writes it")
        }
        guard images.count == 1 else {
            throw ImageError.invalidImage(reason: "the archive has \(images.count) images, not one")
        }
        image = images[0]
    }

    /// Returns the configuration and the layers.
    func parts(of members: ArchiveMembers) throws -> ([UInt8], [LayerFile]) {
        (try members.document(named: image.config), try image.layers.map { try members.layer(named: $0) })
    }
}
