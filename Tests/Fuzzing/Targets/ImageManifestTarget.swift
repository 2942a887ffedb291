import Basics
import Hashing
import Registry

extension FuzzTarget {
    /// A manifest or an index of images: what was read stays the same in Docker schema 2, and is read again from there.
    static let imageManifest = FuzzTarget("image-manifest") { input in
        try ignoringManifestErrors {
            let manifest = try ImageManifest(reading: input, mediaType: nil, image: "image")
            try require(manifest.digest.sha256 == SHA256.hash(input.span.bytes), "a manifest has another digest")
            try require(manifest.blobs.allSatisfy { $0.byteCount >= 0 }, "a blob has a negative size")
            let converted = try manifest.convertedToDocker(image: "image")
            let again = try ImageManifest(reading: converted.bytes, mediaType: .dockerManifest, image: "image")
            try require(again == converted, "the converted manifest reads as something else")
            try require(again.blobs.map(\.digest) == manifest.blobs.map(\.digest), "a conversion has other blobs")
        }
        try ignoringManifestErrors {
            let index = try ImageIndex(reading: input, mediaType: nil, image: "image")
            let manifest = try index.manifest(for: .amd64, image: "image")
            try require(index.entries.contains { $0.manifest == manifest }, "the manifest is not one of the index")
        }
    }

    private static func ignoringManifestErrors(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as ImageManifestError {
            try requirePrintable(error.message)
            try require(error.message.unicodeScalars.count < 2000, "the message is longer than a line")
        }
    }
}
