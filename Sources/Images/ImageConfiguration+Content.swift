internal import Basics
public import Registry

extension ImageContent {
    /// Reads the configuration of the image.
    ///
    /// - Throws: `ImageError.invalidImage`, and what reading the blob throws.
    public func configuration() throws -> ImageConfiguration {
        let blob = try blob(manifest.configuration)
        guard blob.byteCount <= ImageReader.documentByteLimit else {
            throw ImageError.invalidImage(reason: "its configuration has \(blob.byteCount) bytes")
        }
        let bytes = try [UInt8](unsafeUninitializedCapacity: blob.byteCount) { buffer, count in
            let buffer = UnsafeMutableRawBufferPointer(buffer)
            try blob.read(at: 0, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<blob.byteCount]))
            count = blob.byteCount
        }
        return try ImageConfiguration(parsing: bytes)
    }
}
