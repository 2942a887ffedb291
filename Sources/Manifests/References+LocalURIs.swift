internal import Assets
internal import Basics
internal import FoundationEssentials
public import SystemPackage

/// The URIs of local stores: absolute in a run, and relative to the references file in the file, which must be the same on
/// every machine.
extension References {
    /// Returns the references with absolute `file:` URIs in place of relative ones.
    ///
    /// - Parameter directory: The directory of the references file, absolute.
    public func resolvingURIs(in directory: FilePath) -> References {
        let base = LocalURI(directory)
        return mapURIs { base.absolute($0) }
    }

    /// Returns the references with relative URIs in place of `file:` URIs.
    ///
    /// - Parameters:
    ///   - directory: The directory of the references file, absolute.
    ///   - exceptions: The directories whose URIs stay absolute, such as stores that the manifest names by absolute paths.
    public func relativizingURIs(to directory: FilePath, except exceptions: [FilePath] = []) -> References {
        let base = LocalURI(directory)
        let exceptions = exceptions.map { LocalURI($0) }
        return mapURIs { uri in exceptions.contains { $0.holds(uri) } ? uri : base.relative(uri) }
    }

    /// The references of version 1 with relative URIs for the default store: the absolute ones may be those of another
    /// machine.
    var withoutOtherMachines: References {
        let store = "/\(OwnFile.storePath)/"
        return mapURIs { uri in
            guard uri.hasPrefix("file://"), let range = uri.firstRange(of: store) else { return uri }
            return String(store.dropFirst() + uri[range.upperBound...])
        }
    }

    private func mapURIs(_ change: (String) -> String) -> References {
        mapReferences { reference in
            var changed = reference
            changed.object.uri = change(reference.object.uri)
            // A bucket's images are in a registry, whose host could be the first component of a path.
            if let image = reference.image, !reference.object.uri.hasPrefix("s3://") {
                changed.image?.uri = change(image.uri)
            }
            return changed
        }
    }
}

/// The `file:` URI of a directory, which relative URIs are resolved in (RFC 3986, section 5).
private struct LocalURI {
    private static let scheme = "file://"
    private let components: [String]

    init(_ directory: FilePath) {
        let path = directory.lexicallyNormalized().string
        components = URL(filePath: path, directoryHint: .isDirectory).absoluteString.uriComponents
    }

    func holds(_ uri: String) -> Bool {
        uri.hasPrefix(Self.scheme) && uri.uriComponents.starts(with: components)
    }

    func absolute(_ uri: String) -> String {
        // A colon before the first slash ends a scheme.
        let start = uri.utf8.prefix { $0 != UInt8(ascii: "/") }
        guard !start.isEmpty, !start.contains(UInt8(ascii: ":")) else { return uri }
        var path = components
        for component in uri.pathComponents where component != "." {
            if component != ".." { path.append(component) } else if !path.isEmpty { path.removeLast() }
        }
        return Self.scheme + "/" + path.joined(separator: "/") + (uri.hasSuffix("/") ? "/" : "")
    }

    func relative(_ uri: String) -> String {
        guard uri.hasPrefix(Self.scheme) else { return uri }
        let path = uri.uriComponents
        let shared = zip(path, components).prefix { $0 == $1 }.count
        let steps = Array(repeating: "..", count: components.count - shared) + path[shared...]
        // A colon in the first component would end a scheme.
        let start = steps.first?.utf8.contains(UInt8(ascii: ":")) == true ? "./" : ""
        return start + steps.joined(separator: "/") + (uri.hasSuffix("/") ? "/" : "")
    }
}

extension String {
    /// The components of a `file:` URI's path, percent-encoded as they stand.
    fileprivate var uriComponents: [String] { String(dropFirst("file://".count)).pathComponents }
}
