internal import AWS
internal import HTTP

extension S3Client {
    /// Deletes an object; a missing one is no error.
    ///
    /// No command deletes objects yet: this is for the removal of assets that nothing refers to.
    ///
    /// - Parameter key: The object's key.
    public func delete(_ key: String) async throws {
        do {
            _ = try await perform(S3Operation(.deleteObject, key: key))
        } catch S3Error.errorResponse(let response) where response.status == 404 && response.code != "NoSuchBucket" {
            return
        }
    }
}
