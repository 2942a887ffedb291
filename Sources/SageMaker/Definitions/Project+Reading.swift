public import Manifests

/// The sections of a manifest.
package enum ProjectProperty: String, ManifestProperty {
    case version, destinations, models, endpointConfigs, endpoints
}

extension Project {
    /// Reads a manifest, version 1.
    ///
    /// - Parameters:
    ///   - yaml: The manifest's text: YAML, or JSON, which is a part of it.
    ///   - file: What the file is called in errors.
    /// - Throws: `ManifestError.manifest` for what is no manifest of this version; `ManifestError.invalid` with all
    ///   mistakes and all breaks of SageMaker's rules, in the order of the text.
    public init(yaml: String, file: String = "sageassets.yaml") throws(ManifestError) {
        self = try ManifestReading.read(yaml: yaml, file: file) { value throws(ManifestError) in
            // The version first: in a manifest of another one, nothing else means what we think.
            let version = value.members.first { $0.name == ProjectProperty.version.rawValue }?.value
            if let problem = Self.problem(ofVersion: version, in: value) {
                let path = value.isMapping ? PropertyPath().appending("version") : PropertyPath()
                throw .manifest(DocumentProblem(file: file, path: path, problem: problem, hint: "write 'version: 1'"))
            }
            let project = Project(reading: value)
            let findings = value.manifest.findings(with: project.findings)
            guard findings.isEmpty else { throw .invalid(file: file, findings) }
            return project
        }
    }

    private static func problem(ofVersion version: ManifestValue?, in manifest: ManifestValue) -> String? {
        guard manifest.isMapping else { return "must be a mapping of properties" }
        guard let version else { return "is missing" }
        guard let number: Int = version.scalar("a whole number") else { return "must be a whole number" }
        return number == 1 ? nil : "is \(number), which this release does not know"
    }

    private init(reading value: ManifestValue) {
        let properties = ManifestProperties<ProjectProperty>(value)
        self.init(
            destinations: properties.has(.destinations)
                ? Destination.readAll(properties.requiredValue(.destinations)) : [],
            models: properties.value(.models, default: [:]),
            endpointConfigs: properties.value(.endpointConfigs, default: [:]),
            endpoints: properties.value(.endpoints, default: [:])
        )
    }
}
