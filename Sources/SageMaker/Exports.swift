// A program that defines models imports only this module, whose API contains types of the modules below: `References`,
// `Destination`, `ImageBuild`, `JSON`. Swift has no supported alternative to `@_exported` yet.
@_exported public import AWSNames
@_exported public import Assets
@_exported public import Basics
@_exported public import Hashing
@_exported public import Manifests
