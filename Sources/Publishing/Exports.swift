// A program that publishes imports this module and nothing else, but the types of the modules below stand in its API:
// `AssetSource`, `Destination`, `References`, `BundleCompression`, `ObjectStore`. Swift has no supported way to say so yet.
@_exported public import Archive
@_exported public import AWSNames
@_exported public import Assets
@_exported public import Basics
@_exported public import Hashing
@_exported public import Images
@_exported public import Lint
@_exported public import Manifests
@_exported public import Registry
@_exported public import Stores
@_exported public import Transfers
