internal import Archive
internal import Basics
internal import Hashing
internal import Registry
internal import SystemPackage

/// The members of an image's archive: documents in memory, layers in files.
///
/// No name of the archive becomes the name of a file, and not more is written than the archive has bytes.
struct ArchiveMembers {
    /// The most members that are read: an image has 127 layers at most, with a few small files each.
    private static let countLimit = 10_000
    /// The size in bytes that all documents together may have.
    private static let documentsByteLimit = 32 << 20
    /// The most links that lead to a layer.
    private static let linkLimit = 8

    /// The documents by their names in the archive.
    private(set) var documents: [String: [UInt8]] = [:]
    private var layers: [String: LayerFile] = [:]
    private var unsupported: [String: ImageManifestError] = [:]
    private var links: [String: String] = [:]
    private var names: Set<String> = []
    private var count = 0
    private var contentByteCount: Int64 = 0

    /// Reads an archive.
    ///
    /// - Throws: `TarError`, `ImageError`, `FileError`, `CancellationError`.
    init(reading path: FilePath, _ writer: LayerWriter) async throws {
        let file = try FileBytes(path)
        var tar = try TarReader(ByteStream(file))
        while let member = try tar.next() {
            count += 1
            guard count <= Self.countLimit else {
                throw ImageError.invalidImage(reason: "the archive has more than \(Self.countLimit) members")
            }
            let name = Self.normalized(String(decoding: member.name, as: UTF8.self), below: "")
            switch member.kind {
            case .file(let size):
                // A file with holes is larger than what the archive has of it.
                guard size <= Int64(file.byteCount) - contentByteCount else {
                    throw ImageError.invalidImage(reason: "the archive has fewer bytes than its members")
                }
                contentByteCount += size
                guard names.insert(name).inserted else {
                    let reason = "the archive has '\(name.printable(limit: 100))' twice"
                    throw ImageError.invalidImage(reason: reason)
                }
                try await add(name, size, &tar, writer)
            case .symbolicLink(let target): links[name] = Self.normalized(target, below: name)
            case .hardLink(let target): links[name] = Self.normalized(target, below: "")
            case .directory, .special: break
            }
        }
        // Beyond the end, GNU tar pads with zeros.
        _ = try tar.finish()
    }

    /// Adds a file: a document if it begins like one, else a layer.
    private mutating func add(
        _ name: String,
        _ size: Int64,
        _ tar: inout TarReader,
        _ writer: LayerWriter
    ) async throws {
        var first = [UInt8](repeating: 0, count: Int(min(size, 1 << 12)))
        let firstCount = try first.withUnsafeMutableBytes { try tar.readAll(into: $0) }
        first.removeLast(first.count - firstCount)
        if let begin = first.first, "{[".utf8.contains(begin), size <= ImageReader.documentByteLimit {
            try addDocument(name, size, first, &tar)
            return
        }
        guard size > 0 else { return }
        var rest = first[...]
        do {
            layers[name] = try await writer.write(count) { buffer in
                guard rest.isEmpty else {
                    let part = rest.prefix(buffer.count)
                    buffer.copyBytes(from: part)
                    rest = rest.dropFirst(part.count)
                    return part.count
                }
                return try tar.read(into: buffer)
            }
        } catch let error as ImageManifestError {
            // It counts only if the image has the layer.
            unsupported[name] = error
        }
    }

    private mutating func addDocument(
        _ name: String,
        _ size: Int64,
        _ first: [UInt8],
        _ tar: inout TarReader
    ) throws {
        var bytes = first + [UInt8](repeating: 0, count: Int(size) - first.count)
        let count = try bytes.withUnsafeMutableBytes {
            try tar.readAll(into: UnsafeMutableRawBufferPointer(rebasing: $0[first.count...]))
        }
        let total = documents.values.reduce(bytes.count) { $0 + $1.count }
        guard first.count + count == bytes.count, total <= Self.documentsByteLimit else {
            throw ImageError.invalidImage(reason: "the documents in the archive are too large, or cut")
        }
        documents[name] = bytes
    }

    // MARK: Lookup

    /// Returns a document; one that is named by its digest must have it.
    func document(named name: String) throws -> [UInt8] {
        let name = Self.normalized(name, below: "")
        guard let bytes = documents[name] else { throw Self.missing(name) }
        let stem = name.pathComponents.last.map { $0.hasSuffix(".json") ? String($0.dropLast(5)) : $0 } ?? ""
        if let digest = SHA256Digest(stem), digest != SHA256.hash(bytes.span.bytes) {
            throw ImageError.invalidImage(reason: "'\(name.printable(limit: 100))' does not match its digest")
        }
        return bytes
    }

    /// Returns a document of an image layout.
    func document(_ blob: BlobDescriptor) throws -> [UInt8] {
        let bytes = try document(named: blob.memberName)
        guard bytes.count == blob.byteCount else { throw ImageError.mismatch(blob) }
        return bytes
    }

    /// Returns a layer, following links; one that is named by its digest must have it.
    func layer(named name: String) throws -> LayerFile {
        var name = Self.normalized(name, below: "")
        for _ in 0..<Self.linkLimit {
            guard let target = links[name] else { break }
            name = target
        }
        if let error = unsupported[name] { throw error }
        guard let layer = layers[name] else { throw Self.missing(name) }
        let expected = name.pathComponents.last.flatMap { SHA256Digest($0) }.map { ImageDigest($0) }
        guard expected == nil || name.pathComponents.first != "blobs" || expected == layer.diffID ?? layer.digest else {
            throw ImageError.invalidImage(reason: "'\(name.printable(limit: 100))' does not match its digest")
        }
        return layer
    }

    private static func missing(_ name: String) -> ImageError {
        .invalidImage(reason: "the archive has no '\(name.printable(limit: 200))'")
    }

    /// Returns a path from the root of the archive, without `.` and `..`.
    private static func normalized(_ path: String, below link: String) -> String {
        var parts = link.pathComponents.dropLast()[...]
        for part in path.pathComponents where part != "." {
            if part == ".." { parts = parts.dropLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }
}

extension BlobDescriptor {
    /// The name of a blob in the archive of an image layout.
    var memberName: String { "blobs/sha256/\(digest.sha256)" }
}

extension TarReader {
    /// Fills a buffer as far as the content goes, and returns the number of bytes.
    fileprivate mutating func readAll(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        var count = 0
        while count < buffer.count {
            let read = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
            if read == 0 { break }
            count += read
        }
        return count
    }
}
