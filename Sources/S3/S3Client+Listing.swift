internal import AWS
internal import HTTP
public import Objects

extension S3Client {
    /// Returns a page of up to a thousand objects whose keys have a prefix.
    ///
    /// - Parameters:
    ///   - prefix: The prefix of the keys.
    ///   - delimiter: Leaves out the keys that have this text after the prefix.
    ///   - token: The continuation token of the page before, or nil for the first one.
    public func listPage(_ prefix: String, delimiter: String?, after token: String?) async throws -> ListPage {
        var query: [HTTPURL.QueryItem] = [
            // Keys may contain characters that XML cannot represent.
            .init("encoding-type", "url"),
            .init("list-type", "2"),
            .init("prefix", prefix),
        ]
        // Sorted by name, as they are signed.
        if let delimiter { query.insert(.init("delimiter", delimiter), at: 0) }
        if let token { query.insert(.init("continuation-token", token), at: 0) }
        let operation = S3Operation(.listObjectsV2, query: query, responseLimit: XMLTree.maximumByteCount)
        let result = try document(try await perform(operation), "ListBucketResult", operation)
        let isEncoded = result.text(of: "EncodingType") == "url"
        let objects = try result.children.filter { $0.name == "Contents" }.map { contents in
            guard let listed = ListedObject(contents, isEncoded: isEncoded) else {
                throw invalidResponse(operation, "names an object without a key or a size")
            }
            return listed
        }
        guard result.text(of: "IsTruncated") == "true" else { return ListPage(objects: objects) }
        guard let next = result.text(of: "NextContinuationToken"), !next.isEmpty else {
            throw invalidResponse(operation, "is truncated and has no continuation token")
        }
        // A server that repeats a continuation token would be asked for ever.
        guard next != token else { throw endlessListing(prefix) }
        // Names that are not shown are progress, too.
        let names = result.children.compactMap { $0.text(of: $0.name == "CommonPrefixes" ? "Prefix" : "Key") }
        return ListPage(objects: objects, next: next, names: names)
    }

    private func endlessListing(_ prefix: String) -> S3Error {
        .invalidResponse(
            operation: "ListObjectsV2",
            bucket: configuration.bucket,
            key: prefix,
            problem: "names the same page again"
        )
    }
}

extension ListedObject {
    fileprivate init?(_ contents: XMLTree, isEncoded: Bool) {
        guard let key = contents.key(isEncoded: isEncoded),
            let byteCount = contents.text(of: "Size").flatMap({ Int64($0) }), byteCount >= 0
        else { return nil }
        // Some servers leave out the quotes here, and send them in every other response.
        let etag = contents.text(of: "ETag").flatMap { $0.isEmpty ? nil : $0.hasPrefix("\"") ? $0 : "\"\($0)\"" }
        let modified = contents.text(of: "LastModified").flatMap { Timestamp(iso8601: $0) }
        let metadata = ObjectMetadata(
            byteCount: byteCount,
            // In the form of the `Last-Modified` header, which conditions are compared with.
            etag: etag ?? modified?.httpDate,
            modified: modified.map { Double($0.secondsSinceEpoch) }
        )
        self.init(key: key, metadata: metadata)
    }
}

extension XMLTree {
    /// The key of a listed object or upload, which a listing of the encoding type `url` has percent-encoded.
    func key(isEncoded: Bool) -> String? {
        // Not trimmed, unlike other texts: a key may end in a blank.
        guard let text = children.first(where: { $0.name == "Key" })?.text else { return nil }
        return isEncoded ? HTTPURL.percentDecode(text, plusIsSpace: true) : text
    }
}
