public import Basics

/// An image whose blobs can be read: what is pushed to a repository.
public protocol ImageContent: Sendable {
    /// The manifest: Docker schema 2, one platform.
    var manifest: ImageManifest { get }

    /// Returns the bytes of a blob of the manifest that was fetched; they are read while they are sent.
    ///
    /// - Throws: An error if the blob cannot be opened, or is not of the size that its descriptor promises.
    func blob(_ descriptor: BlobDescriptor) throws -> any ByteSource

    /// Makes a blob of the manifest ready to be read: downloads it, unless it is on this machine.
    func fetch(_ descriptor: BlobDescriptor) async throws
}

extension ImageContent {
    /// All blobs are on this machine.
    public func fetch(_ descriptor: BlobDescriptor) async throws {}
}
