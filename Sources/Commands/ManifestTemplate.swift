internal import Assets
internal import Basics

/// The text of a manifest to start from.
struct ManifestTemplate {
    private let project: ProjectScan
    /// The names of the models, which are all different.
    private let modelNames: [String]

    init(_ project: ProjectScan) {
        self.project = project
        modelNames = Self.names(of: project.artifacts.isEmpty ? project.images : project.artifacts)
    }

    /// The manifest, with comments about further options.
    var text: String {
        """
        # What 'sageassets publish' brings to SageMaker, and what 'sageassets synth' makes a template of.
        version: 1

        # Without destinations everything goes to .sageassets/store, a directory beside this file. A bucket:
        #
        # destinations:
        #   staging:
        #     region: eu-west-1
        #     bucket: acme-ml-assets
        #     prefix: assets/
        #     expectedBucketOwner: "123456789012"
        #     repository: ml-images          # the ECR repository of container images

        models:
        \(models)
        # How models are put behind an endpoint:
        #
        # endpointConfigs:
        #   EndpointConfig:
        #     instanceProductionVariants:
        #       - { model: \(modelNames[0]), variantName: main, instanceType: ml.c5.large }
        #
        # endpoints:
        #   Endpoint: { endpointConfig: EndpointConfig }

        """
    }

    /// One model for each artifact, or for each image if there are no artifacts; they are paired by name if possible, else in
    /// their order.
    private var models: String {
        modelNames.indices.map { index in
            var lines = ["  \(modelNames[index]):", "    containers:"]
            lines.append("      - image: \(image(for: index))")
            if index < project.artifacts.count {
                lines.append("        modelData: { fromAsset: \(quoted(project.artifacts[index])) }")
            }
            return lines.joined(separator: "\n") + "\n"
        }
        .joined(separator: "\n")
    }

    private func image(for index: Int) -> String {
        guard !project.images.isEmpty else {
            return "{ fromEcrRepository: { repositoryName: my-repository, tag: latest } }  # the image that serves it"
        }
        let stem = index < project.artifacts.count ? Self.stem(project.artifacts[index]) : nil
        let named = project.images.first { Self.stem($0) == stem }
        return "{ fromAsset: \(quoted(named ?? project.images[min(index, project.images.count - 1)])) }"
    }

    /// Returns a logical id for each path: CloudFormation takes letters and digits only.
    private static func names(of paths: [String]) -> [String] {
        let bases = paths.map { path in
            let words = stem(path).split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
            let name = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
            return name.first?.isLetter == true ? name : "Model\(name)"
        }
        var used: Set<String> = []
        return bases.enumerated().map { index, base in
            var name = bases.count(where: { $0 == base }) > 1 ? "\(base)\(index + 1)" : base
            while !used.insert(name).inserted { name += "x" }
            return name
        }
    }

    private static func stem(_ path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return ArchiveName.withoutSuffix(name)
    }

    /// Texts without quotes that YAML 1.1 reads as something else.
    private static let reserved: Set<String> = ["false", "n", "no", "null", "off", "on", "true", "y", "yes"]

    /// The text without quotes if YAML reads it as text, also between braces.
    ///
    /// Between quotes, nothing in a name ends the line, or is obeyed by a terminal.
    private func quoted(_ text: String) -> String {
        let isPlain = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_./-".contains($0)) }
        if isPlain, text.first?.isLetter == true, !Self.reserved.contains(text.lowercased()) { return text }
        return JSON.string(text).compact.escapedAsYAML
    }
}
