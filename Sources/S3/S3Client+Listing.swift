internal import AWS
internal import HTTP

extension S3Client {
    /// Describes all objects whose keys begin with a prefix, in the server's order.
    ///
    /// Listings tell no checksums.
    ///
    /// - Parameters:
    ///   - prefix: What the keys begin with.
    ///   - delimiter: What the rest of a key does not have, where not all are wanted.
    ///   - pageLimit: How many requests to make at most, each for a thousand keys; what comes later is left out.
    public func list(
        _ prefix: String,
        delimiter: String? = nil,
        pageLimit: Int = .max
    ) async throws -> [S3Listed] {
        var objects: [S3Listed] = []
        var token: String?
        var pagesLeft = pageLimit
        repeat {
            let page = try await page(of: prefix, delimiter: delimiter, after: token)
            objects += page.objects
            pagesLeft -= 1
            // A server that names the same page again would be asked for ever.
            guard page.next == nil || page.next != token else { throw endlessListing(prefix) }
            token = page.next
        } while token != nil && pagesLeft > 0
        return objects
    }

    private func page(
        of prefix: String,
        delimiter: String?,
        after token: String?
    ) async throws -> (objects: [S3Listed], next: String?) {
        var query: [HTTPURL.QueryItem] = [
            // Keys may hold characters that XML has no way to write.
            .init("encoding-type", "url"),
            .init("list-type", "2"),
            .init("prefix", prefix),
        ]
        // In the order of their names, in which they are signed.
        if let delimiter { query.insert(.init("delimiter", delimiter), at: 0) }
        if let token { query.insert(.init("continuation-token", token), at: 0) }
        var operation = S3Operation(name: "ListObjectsV2", method: .get, key: "", query: query)
        operation.isOfBucket = true
        operation.answerLimit = XMLTree.maximumByteCount
        let answer = try await perform(operation)
        guard let result = XMLTree.parse(answer.body), result.name == "ListBucketResult" else {
            throw invalidAnswer(operation, "is not a ListBucketResult")
        }
        let isEncoded = result.text(of: "EncodingType") == "url"
        let objects = try result.children.filter { $0.name == "Contents" }.map { contents in
            guard let listed = S3Listed(contents, isEncoded: isEncoded) else {
                throw invalidAnswer(operation, "names an object without a key or a size")
            }
            return listed
        }
        guard result.text(of: "IsTruncated") == "true" else { return (objects, nil) }
        guard let next = result.text(of: "NextContinuationToken"), !next.isEmpty else {
            throw invalidAnswer(operation, "is not complete, and does not say how to go on")
        }
        return (objects, next)
    }

    private func endlessListing(_ prefix: String) -> S3Error {
        .invalidAnswer(
            operation: "ListObjectsV2",
            bucket: configuration.bucket,
            key: prefix,
            problem: "names the same page again"
        )
    }
}

extension S3Listed {
    fileprivate init?(_ contents: XMLTree, isEncoded: Bool) {
        // Not trimmed, as other texts are: a key may end in a blank.
        guard let text = contents.children.first(where: { $0.name == "Key" })?.text,
            let key = isEncoded ? decoded(text) : text,
            let byteCount = contents.text(of: "Size").flatMap({ Int($0) })
        else { return nil }
        // Some servers leave out the quotes, which they send with every other answer.
        let eTag = contents.text(of: "ETag").flatMap { $0.isEmpty ? nil : $0.hasPrefix("\"") ? $0 : "\"\($0)\"" }
        // In the form that other answers have.
        let lastModified = contents.text(of: "LastModified").flatMap { Timestamp(iso8601: $0) }?.httpDate
        self.init(key: key, object: S3Object(byteCount: byteCount, eTag: eTag, lastModified: lastModified))
    }
}

/// Returns the text that was encoded as in a form: bytes as `%XX`, blanks as `+`.
private func decoded(_ text: String) -> String? {
    let encoded = Array(text.utf8)
    var bytes: [UInt8] = []
    var index = 0
    while index < encoded.count {
        switch encoded[index] {
        case UInt8(ascii: "%"):
            let digits = encoded[index...].dropFirst().prefix(2)
            guard digits.count == 2, let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(byte)
            index += 3
        case let byte:
            bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            index += 1
        }
    }
    return String(validating: bytes, as: UTF8.self)
}
