public import Assets
public import Basics
internal import Images
public import Registry
public import Staging

/// Predicts problems that SageMaker would have with an image, before it is pushed.
///
/// Source: "Custom Inference Code with Hosting Services", Amazon SageMaker AI Developer Guide.
public struct ImageLinter: Sendable {
    /// The platform of the instances.
    public let platform: ImagePlatform

    /// Creates a linter.
    public init(platform: ImagePlatform = .amd64) {
        self.platform = platform
    }

    /// Checks what a build reads, before anything is built.
    ///
    /// - Parameters:
    ///   - entries: The entries after ignore rules: those that the builder gets.
    ///   - build: The options of the build.
    public func lint(context entries: [TreeEntry], of build: ImageBuild = ImageBuild()) -> [Diagnostic] {
        ContextRules.secrets(in: entries) + ContextRules.localContexts(of: build)
    }

    /// Checks a Dockerfile directory with its options.
    public func lint(_ asset: WalkedAsset) -> [Diagnostic] {
        guard case .image(let build) = asset.options else { return [] }
        return lint(context: asset.tree.entries, of: build)
    }

    /// Checks a Dockerfile directory with its options, and returns a report as on an artifact.
    public func report(on asset: WalkedAsset) -> LintReport {
        LintReport(diagnostics: lint(asset), memberCount: asset.tree.entries.count)
    }

    /// Checks an image.
    ///
    /// - Parameters:
    ///   - image: The image.
    ///   - context: The files that it was built from; nil if they are not there.
    /// - Throws: An error if the image or the files cannot be read, `CancellationError`.
    public func lint(_ image: any ImageContent, context: FileTree? = nil) throws -> [Diagnostic] {
        let configuration = try image.configuration()
        let rules = ImageRules(configuration: configuration, layers: image.manifest.layers)
        var diagnostics = rules.platform(platform) + rules.shellEntryPoint + rules.user + rules.port
        diagnostics += rules.volumes + rules.secrets + rules.sizes
        if configuration.entrypoint.isEmpty {
            diagnostics += try rules.serve(in: LayerNames(image))
        }
        if let context { diagnostics += try rules.routes(ContextText(context)) }
        return diagnostics.filter { $0.severity == .error } + diagnostics.filter { $0.severity == .warning }
    }
}
