internal import Assets

/// The text of a manifest to start from.
struct ManifestTemplate {
    private let project: ProjectScan

    init(_ project: ProjectScan) {
        self.project = project
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
        #       - { model: \(modelName(0)), variantName: main, instanceType: ml.c5.large }
        #
        # endpoints:
        #   Endpoint: { endpointConfig: EndpointConfig }

        """
    }

    /// One model for each artifact, or for each image if there are no artifacts; they are paired by name if possible, else in
    /// their order.
    private var models: String {
        let count = max(project.artifacts.count, project.artifacts.isEmpty ? project.images.count : 0)
        return (0..<count).map { index in
            var lines = ["  \(modelName(index)):", "    containers:"]
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
        let named =
            index < project.artifacts.count ? project.images.first { stem($0) == stem(project.artifacts[index]) } : nil
        return "{ fromAsset: \(quoted(named ?? project.images[min(index, project.images.count - 1)])) }"
    }

    /// A logical id of CloudFormation has letters and digits only.
    private func modelName(_ index: Int) -> String {
        let path = index < project.artifacts.count ? project.artifacts[index] : project.images[index]
        let words = stem(path).split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let name = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        let base = name.first?.isLetter == true ? name : "Model\(name)"
        let stems = project.artifacts.isEmpty ? project.images : project.artifacts
        return stems.filter { stem($0) == stem(path) }.count > 1 ? "\(base)\(index + 1)" : base
    }

    private func stem(_ path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return ArchiveName.withoutSuffix(name)
    }

    /// The text without quotes if YAML reads it as text, also between braces.
    private func quoted(_ text: String) -> String {
        let isPlain = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_./-".contains($0)) }
        if isPlain && !text.hasPrefix("-") { return text }
        return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
