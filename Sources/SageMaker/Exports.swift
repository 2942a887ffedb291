// A program that defines models imports this module and nothing else, but the types of the modules below stand in its
// API: `References`, `Destination`, `ImageBuild`, `JSON`. Swift has no supported way to say so yet.
@_exported public import AWSNames
@_exported public import Assets
@_exported public import Basics
@_exported public import Hashing
@_exported public import Manifests
