internal import Basics
internal import Assets
package import Manifests
package import Staging
package import SystemPackage

extension AssetDeclaration {
    /// Where the asset is and how it is looked at, for a manifest in a directory.
    package func source(in directory: FilePath) -> AssetSource {
        // A path that begins with a slash stays what it is.
        let path = directory.pushing(FilePath(path))
        switch recipe {
        case .modelData(let options):
            return .artifact(path, exclude: options.exclude)
        case .image(let options):
            let build = ImageBuild(
                dockerfile: options.file ?? "Dockerfile",
                arguments: options.buildArgs,
                contexts: options.buildContexts,
                network: options.network,
                platform: options.platform,
                secrets: options.secrets,
                target: options.target,
                extraHash: options.extraHash
            )
            return .image(path, build: build, exclude: options.exclude)
        }
    }
}
