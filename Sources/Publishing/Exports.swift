// A program that publishes imports this module and nothing else, but types of the modules below stand in its API: each
// has one of them beside it. Swift has no supported way to say so yet.
@_exported public import Archive  // `BundleCompression`
@_exported public import AWSNames  // `BucketName`
@_exported public import Assets  // `AssetSource`
@_exported public import Basics  // `Diagnostic`
@_exported public import Hashing  // `SHA256Digest`
@_exported public import Images  // `ImageTarget`
@_exported public import Lint  // `ArtifactUse`
@_exported public import Manifests  // `Destination`
@_exported public import Registry  // `ImageRepository`
@_exported public import Stores  // `ObjectStore`
@_exported public import Transfers  // `TransferEvent`
