public import Basics

/// An image whose blobs can be read: what is pushed to a repository.
public protocol ImageContent: Sendable {
    /// The manifest: Docker schema 2, one platform.
    var manifest: ImageManifest { get }

    /// Returns the bytes of a blob of the manifest; they are read while they are sent.
    ///
    /// - Throws: An error if the blob cannot be opened, or is not of the size that its descriptor promises.
    func blob(_ descriptor: BlobDescriptor) throws -> any ByteSource
}
