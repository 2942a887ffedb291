internal import Basics
public import Manifests

/// The top-level properties of a manifest, apart from those whose names begin with `x-`.
package enum ProjectProperty: String, DocumentProperty {
    case version, destinations, models, endpointConfigs, endpoints
}

extension Project {
    /// Reads a manifest, version 1.
    ///
    /// - Parameters:
    ///   - yaml: The manifest's text: YAML, or JSON, which is a subset of YAML.
    ///   - file: The file's name in diagnostics.
    /// - Throws: `ManifestError.manifest` with the first syntax error, or with all other errors and all violated rules
    ///   of SageMaker in the order of the text.
    public init(yaml: String, file: String = "sageassets.yaml") throws(ManifestError) {
        self = try ProjectDocument(yaml: yaml, file: file).project
    }

    /// Reads a manifest that has been parsed.
    ///
    /// - Throws: `ManifestError.manifest` with all errors.
    init(reading reader: DocumentReader) throws(ManifestError) {
        guard let root = reader.root else {
            throw .manifest([reader.diagnostic(.syntax, at: PropertyPath(), "is empty", fix: "write 'version: 1'")])
        }
        // The version first: in another version, the properties may have other meanings.
        if let diagnostic = Self.diagnostic(ofVersionIn: root) { throw .manifest([diagnostic]) }
        let project = Project(reading: root)
        let diagnostics = reader.diagnostics(with: project.diagnostics)
        guard diagnostics.isEmpty else { throw .manifest(diagnostics) }
        self = project
    }

    private static func diagnostic(ofVersionIn root: DocumentValue) -> Diagnostic? {
        let path = PropertyPath(ProjectProperty.version)
        func diagnostic(_ code: Diagnostic.Code, _ message: String, at path: PropertyPath = path) -> Diagnostic {
            root.document.diagnostic(code, at: path, message, fix: "write 'version: 1'")
        }
        guard root.isMapping else {
            return diagnostic(.wrongType, "must be a mapping of properties", at: PropertyPath())
        }
        guard let version = root.members.first(where: { $0.name == ProjectProperty.version.rawValue })?.value else {
            return diagnostic(.missingProperty, "is missing")
        }
        guard let number = version.integer else {
            return root.document.diagnostics.last ?? diagnostic(.wrongType, "must be a whole number")
        }
        return number == 1
            ? nil : diagnostic(.unsupportedVersion, "is \(number), which this release does not support")
    }

    private init(reading value: DocumentValue) {
        let properties = DocumentProperties<ProjectProperty>(value, allowsExtensions: true)
        self.init(
            destinations: properties.has(.destinations)
                ? Destination.readAll(properties.requiredValue(.destinations)) : [],
            models: properties.value(.models, default: [:]),
            endpointConfigs: properties.value(.endpointConfigs, default: [:]),
            endpoints: properties.value(.endpoints, default: [:])
        )
    }
}
