public import Basics
public import SystemPackage

/// An image whose blobs are files of an image layout directory.
public struct LayoutImage: ImageContent {
    /// The manifest: Docker schema 2.
    public let manifest: ImageManifest
    private let directory: LayoutDirectory

    /// Joins a manifest with the directory of its blobs.
    ///
    /// - Parameters:
    ///   - manifest: The manifest, which need not be in the directory itself.
    ///   - directory: The image layout.
    public init(_ manifest: ImageManifest, in directory: FilePath) {
        self.manifest = manifest
        self.directory = LayoutDirectory(directory)
    }

    /// Opens the file of a blob.
    public func blob(_ descriptor: BlobDescriptor) throws -> any ByteSource {
        let bytes = try FileBytes(directory.blob(descriptor.digest))
        guard Int64(bytes.byteCount) == descriptor.byteCount else {
            let problem = "it has \(bytes.byteCount) bytes, not \(descriptor.byteCount)"
            throw RegistryError.damagedBlob(descriptor.digest, problem: problem)
        }
        return bytes
    }
}
