internal import Archive
internal import Basics
internal import Registry
package import SystemPackage

extension ImageReader {
    /// Reads a tar archive, as `docker save` and BuildKit's exporters write it, in one pass.
    ///
    /// Old versions of docker have a directory for each layer, newer ones and BuildKit an OCI image layout; the list
    /// `manifest.json` is in both, but not in what BuildKit's exporter `oci` makes.
    ///
    /// - Throws: `ImageError`, `FileError`, `CancellationError`.
    package func read(archive path: FilePath) async throws -> BuiltImage {
        let members: ArchiveMembers
        do {
            members = try await ArchiveMembers(reading: path, writer)
        } catch let error as TarError {
            throw ImageError.invalidImage(reason: "the archive is damaged: \(error.reason.printable(limit: 200))")
        }
        let (configuration, layers) =
            if let list = members.documents["manifest.json"] {
                try DockerArchiveList(parsing: list).parts(of: members)
            } else {
                try ociParts(of: members)
            }
        return try image(configuration: configuration, layers: layers)
    }

    private func ociParts(of members: ArchiveMembers) throws -> ([UInt8], [LayerFile]) {
        guard let index = members.documents["index.json"] else {
            throw ImageError.invalidImage(reason: "the archive has neither 'manifest.json' nor 'index.json'")
        }
        let manifest = try manifest(inIndex: index) { try members.document($0) }
        return (
            try members.document(manifest.configuration),
            try manifest.layers.map { try members.layer(named: $0.memberName) }
        )
    }
}
