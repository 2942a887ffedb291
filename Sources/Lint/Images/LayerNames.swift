internal import Archive
internal import Basics
internal import Images
internal import Registry

/// A layer that is no intact tar archive, compressed with gzip.
struct LayerDamage: Error {
    let layer: ImageDigest
    let reason: String
}

/// The names in the layers of an image, without those that later layers delete.
struct LayerNames {
    private let image: any ImageContent

    init(_ image: any ImageContent) {
        self.image = image
    }

    /// Whether an image has a program in one of the directories of its `PATH`.
    ///
    /// All layers are decompressed for it: this is for images without an entry point, which are few.
    ///
    /// - Throws: `LayerDamage`, and what reading the image throws.
    func hasProgram(_ name: String, _ configuration: ImageConfiguration) throws -> Bool {
        let path = configuration.environment.first { $0.hasPrefix("PATH=") }.map { String($0.dropFirst(5)) }
        let directories = (path ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin").split(separator: ":")
        let programs = Set(directories.map { ($0.pathComponents + [name]).joined(separator: "/") })
        let deleted = Set(directories.map { ($0.pathComponents + [".wh.\(name)"]).joined(separator: "/") })
        // The highest layer decides.
        for layer in image.manifest.layers.reversed() {
            switch try findNaming(layer, programs, deleted) {
            case .there: return true
            case .deleted: return false
            case .unknown: continue
            }
        }
        return false
    }

    private enum Finding {
        case there, deleted, unknown
    }

    /// Finds a program, and names the layer in errors about its bytes.
    private func findNaming(
        _ layer: BlobDescriptor,
        _ programs: Set<String>,
        _ deleted: Set<String>
    ) throws -> Finding {
        do {
            return try find(programs, deleted, in: layer)
        } catch let error as GzipError {
            throw LayerDamage(layer: layer.digest, reason: "at byte \(error.offset), \(error.reason)")
        } catch let error as TarError {
            throw LayerDamage(layer: layer.digest, reason: "in its tar, \(error.reason)")
        } catch let error as ExpansionError {
            let reason = "\(error.compressedByteCount) bytes make \(error.byteCount) and more"
            throw LayerDamage(layer: layer.digest, reason: reason)
        }
    }

    private func find(_ programs: Set<String>, _ deleted: Set<String>, in layer: BlobDescriptor) throws -> Finding {
        var gzip = try GzipReader(ByteStream(try image.blob(layer)))
        var tar = try TarReader(ByteStream { try gzip.read(into: $0) })
        while let member = try tar.next() {
            let name = String(decoding: member.name, as: UTF8.self).pathComponents.filter { $0 != "." }
                .joined(separator: "/")
            if programs.contains(name) { return .there }
            if deleted.contains(name) { return .deleted }
        }
        return .unknown
    }
}
