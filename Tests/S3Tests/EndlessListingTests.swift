import HTTP
import Objects
import S3
import Testing
import TestSupport

/// Servers that always name a next page.
@Suite struct EndlessListingTests {
    private static func result(_ name: String, _ elements: [String], _ next: String) -> HTTPResponse {
        let text = "<\(name)>\(elements.joined())<IsTruncated>true</IsTruncated>\(next)</\(name)>"
        return HTTPResponse(status: 200, body: Array(text.utf8))
    }

    /// A page of objects, whose keys end in a slash for common prefixes.
    private static func objects(_ keys: [String], next: String) -> HTTPResponse {
        let elements = keys.map { key in
            key.hasSuffix("/")
                ? "<CommonPrefixes><Prefix>\(key)</Prefix></CommonPrefixes>"
                : "<Contents><Key>\(key)</Key><Size>1</Size></Contents>"
        }
        return result("ListBucketResult", elements, "<NextContinuationToken>\(next)</NextContinuationToken>")
    }

    private static func uploads(_ ids: [String], next: String) -> HTTPResponse {
        let elements = ids.map { "<Upload><Key>k</Key><UploadId>\($0)</UploadId></Upload>" }
        let markers = "<NextKeyMarker>k</NextKeyMarker><NextUploadIdMarker>\(next)</NextUploadIdMarker>"
        return result("ListMultipartUploadsResult", elements, markers)
    }

    private static func parts(_ numbers: [Int], next: String) -> HTTPResponse {
        let elements = numbers.map { number in
            "<Part><PartNumber>\(number)</PartNumber><Size>1</Size><ETag>e</ETag></Part>"
        }
        return result("ListPartsResult", elements, "<NextPartNumberMarker>\(next)</NextPartNumberMarker>")
    }

    /// A hundred pages.
    private static func pages(_ page: (Int) -> HTTPResponse) -> [HTTPResponse] { (0..<100).map(page) }

    /// A hundred pages: the given ones in turn, each with a token of its own.
    private static func pages(_ keys: [[String]]) -> [HTTPResponse] {
        pages { number in objects(keys[number % keys.count], next: "t\(number)") }
    }

    private static let objectPages: [[HTTPResponse]] = [
        // Tokens that alternate.
        pages { number in number.isMultiple(of: 2) ? objects(["a"], next: "A") : objects(["b"], next: "B") },
        // New tokens of the same pages, in another order too, and of pages without names.
        pages([["a"]]), pages([["a", "b"], ["c"]]), pages([["a", "b"], ["b", "a"]]), pages([["a/", "b/"]]),
        pages([[]]), pages([["a"], []]),
    ]

    @Test(arguments: objectPages)
    func objectsThatRepeatAreAnError(pages: [HTTPResponse]) async throws {
        let transport = ScriptedTransport(pages)
        await #expect(throws: EndlessListing.self) { try await S3Client.test(transport).list("") }
        #expect(transport.requests.count <= 10)
    }

    @Test func otherPagesAreRead() async throws {
        // Sorted in another order, with pages of prefixes and without any names.
        let pages = Self.pages([["b", "c"], ["a", "c"], [], ["d/"], ["e/"], ["f"]]).prefix(6)
        let end = HTTPResponse(status: 200, body: Array("<ListBucketResult></ListBucketResult>".utf8))
        let transport = ScriptedTransport(Array(pages) + [end])
        let listed = try await S3Client.test(transport).list("", delimiter: "/")
        #expect(listed.map(\.key) == ["b", "c", "a", "c", "f"])
        #expect(transport.requests.count == 7)
    }

    private static let uploadPages: [[HTTPResponse]] = [
        pages { number in number.isMultiple(of: 2) ? uploads(["a"], next: "A") : uploads(["b"], next: "B") },
        pages { number in uploads(["a"], next: "\(number)") },
        pages { number in uploads([], next: "\(number)") },
    ]

    @Test(arguments: uploadPages)
    func uploadsThatRepeatAreAnError(pages: [HTTPResponse]) async throws {
        let transport = ScriptedTransport(pages)
        await #expect(throws: S3Error.self) { try await S3Client.test(transport).unfinishedUploads("k") }
        #expect(transport.requests.count <= 3)
    }

    private static let partPages: [[HTTPResponse]] = [
        pages { number in number.isMultiple(of: 2) ? parts([1], next: "1") : parts([2], next: "2") },
        pages { number in parts([], next: "\(number + 1)") },
        pages { number in parts([1], next: "\(number + 1)") },
        // Markers that are no number of a part.
        pages { number in parts([number + 1], next: "\(number + 1)a") },
        pages { number in parts([number + 1], next: "\(number + 10_000)") },
        pages { number in parts([number + 1], next: "-1") },
    ]

    @Test(arguments: partPages)
    func partsThatRepeatAreAnError(pages: [HTTPResponse]) async throws {
        let transport = ScriptedTransport(pages)
        let upload = MultipartUpload(key: "k", id: "u")
        await #expect(throws: S3Error.self) { try await S3Client.test(transport).parts(of: upload) }
        #expect(transport.requests.count <= 3)
    }
}
