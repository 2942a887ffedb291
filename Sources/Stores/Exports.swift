// The types of this module stand in the requirements of `ObjectStore`: whoever uses a store uses them. Swift has no
// supported way to say so yet.
@_exported public import Objects
