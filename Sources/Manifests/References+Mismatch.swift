internal import Assets
public import Basics
internal import Hashing

extension PublishedReference {
    /// The property of an object or image that cannot be that of the address, with the reason; nil if all fit together.
    ///
    /// Every key of an asset's objects contains the address, so that an object of another version is recognized without
    /// asking the store.
    public var mismatch: (path: PropertyPath, reason: String)? {
        let name =
            switch content {
            case .modelData: "modelData"
            case .image: "context"
            }
        let path = PropertyPath([.property(name), .property("uri")])
        let isPrefix = object.uri.hasSuffix("/")
        guard let last = object.uri.pathComponents.last, isObject(isPrefix ? last + "/" : last) else {
            return (path, "is '\(object.uri)', which is not the object of address \(address)")
        }
        // Only the bundle of a directory has other bytes than those that its address is taken from.
        if !last.hasSuffix(ObjectKeys.bundleSuffix), object.checksum != .fullObject(address) {
            return (PropertyPath([.property(name), .property("sha256")]), "must be the address, \(address)")
        }
        if let image, !image.uri.hasSuffix("@\(image.digest)") {
            return (PropertyPath([.property("image"), .property("uri")]), "must end in '@\(image.digest)'")
        }
        return nil
    }

    /// Whether a key is that of the object which a reference of this kind has.
    private func isObject(_ key: String) -> Bool {
        if case .image = content { return key == ObjectKeys(address).bundle }
        return switch ObjectKeys.Parsed(key) {
        case .object(let found)?, .member(let found, path: "")?: found == address
        case .index?, .member?, nil: false
        }
    }
}

extension References {
    /// An error for each publication whose objects are not those of its address.
    var mismatches: [Diagnostic] {
        assets.flatMap { key, asset in
            asset.destinations.compactMap { name, reference in
                reference.mismatch.map { path, reason in
                    let place: [PropertyPath.Component] = [
                        .property("assets"), .property(key.description), .property("destinations"), .property(name),
                    ]
                    return Diagnostic(
                        .conflictingProperties,
                        at: PropertyPath(place + path.components),
                        reason,
                        fix: "run 'sageassets publish', which writes the reference again"
                    )
                }
            }
        }
    }
}
