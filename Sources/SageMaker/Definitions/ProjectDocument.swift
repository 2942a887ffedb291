package import Assets
package import Basics
package import Manifests

/// A manifest with the positions of its properties, for errors that appear after it was read.
package struct ProjectDocument {
    /// The content of the manifest.
    package let project: Project
    private let reader: DocumentReader

    /// Reads the bytes of a manifest.
    ///
    /// - Parameters:
    ///   - bytes: The manifest: YAML, or JSON, which is a subset of YAML.
    ///   - file: The file's name in diagnostics.
    /// - Throws: `ManifestError.manifest` with the first error of the encoding or the syntax, or with all other errors.
    package init(bytes: [UInt8], file: String) throws(ManifestError) {
        let reader: DocumentReader
        do {
            reader = try DocumentReader(yaml: bytes, file: file)
        } catch {
            throw .manifest([error])
        }
        try self.init(reader)
    }

    /// Reads the text of a manifest.
    init(yaml: String, file: String) throws(ManifestError) {
        let reader: DocumentReader
        do {
            reader = try DocumentReader(yaml: yaml, file: file)
        } catch {
            throw .manifest([error])
        }
        try self.init(reader)
    }

    private init(_ reader: DocumentReader) throws(ManifestError) {
        self.reader = reader
        project = try Project(reading: reader)
    }

    /// Creates an error in a property.
    package func diagnostic(
        _ code: Diagnostic.Code,
        at path: PropertyPath,
        _ message: String,
        fix: String?
    ) -> Diagnostic {
        reader.diagnostic(code, at: path, message, fix: fix)
    }

    /// The uses of assets in the order of the models' names: an asset may be used more than once.
    package var assetUses: [(source: AssetSource, path: PropertyPath)] {
        project.models.sorted { $0.key < $1.key }.flatMap { name, model in
            let containers = PropertyPath(ProjectProperty.models).appending(name: name)
                .appending(Model.Property.containers)
            return model.containers.enumerated().flatMap { index, container in
                assetUses(in: container, at: containers.appending(index: index))
            }
        }
    }

    private func assetUses(
        in container: ContainerDefinition,
        at path: PropertyPath
    ) -> [(source: AssetSource, path: PropertyPath)] {
        var uses: [(source: AssetSource, path: PropertyPath)] = []
        if case .asset(let source) = container.image.source {
            let asset = path.appending(ContainerDefinition.Property.image)
                .appending(ContainerImage.Property.fromAsset)
            uses.append((source, existing(asset.appending(ImageAsset.Property.directory)) ?? asset))
        }
        let channels = path.appending(ContainerDefinition.Property.additionalModelData)
        let data =
            (container.modelData.map { [(path.appending(ContainerDefinition.Property.modelData), $0)] } ?? [])
            + container.additionalModelData.sorted { $0.key < $1.key }.map {
                (channels.appending(name: $0.key), $0.value)
            }
        for (path, data) in data {
            guard case .asset(let source) = data.source else { continue }
            let asset = path.appending(ModelData.Property.fromAsset)
            uses.append((source, existing(asset.appending(ModelDataAsset.Property.path)) ?? asset))
        }
        return uses
    }

    /// The path of a property, unless the document has the short form without it.
    private func existing(_ path: PropertyPath) -> PropertyPath? { reader.contains(path) ? path : nil }
}
