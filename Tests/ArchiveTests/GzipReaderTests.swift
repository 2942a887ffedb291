import Archive
import Hashing
import Testing

/// Gzip files in memory, as a fuzz target reads them.
@Suite struct GzipReaderTests {
    /// The result of reading a file to its end.
    private struct Content: Equatable {
        var bytes: [UInt8] = []
        var memberCount = 0
        var hasTrailingBytes = false
    }

    private static let first = Sample.text.bytes(100_000)
    private static let second = Sample.bfloat16.bytes(3000)

    private static func member(_ content: [UInt8]) throws -> [UInt8] {
        let trailer = Gzip.trailer(crc32: CRC32.checksum(content), byteCount: Int64(content.count))
        return try Gzip.header + FrameEncoder().encode(content).bytes + trailer
    }

    private static func read(_ file: [UInt8], bufferByteCount: Int = 4096) throws -> Content {
        var gzip = try GzipReader(ByteStream(file))
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferByteCount, alignment: 1)
        defer { buffer.deallocate() }
        var content = Content()
        while case let count = try gzip.read(into: buffer), count > 0 { content.bytes += buffer[..<count] }
        #expect(try gzip.read(into: buffer) == 0)
        content.memberCount = gzip.memberCount
        content.hasTrailingBytes = gzip.hasTrailingBytes
        return content
    }

    @Test(arguments: [1, 100, 1 << 20]) func membersAreReadAsOneContent(bufferByteCount: Int) throws {
        let file = try Self.member(Self.first) + Self.member([]) + Self.member(Self.second)
        let content = try Self.read(file, bufferByteCount: bufferByteCount)
        #expect(content == Content(bytes: Self.first + Self.second, memberCount: 3))
    }

    @Test(arguments: [[], [0], [UInt8](repeating: 0, count: 3 << 20)]) func zerosAtTheEndArePadding(padding: [UInt8])
        throws
    {
        let file = try Self.member(Self.second) + padding
        #expect(try Self.read(file) == Content(bytes: Self.second, memberCount: 1))
        let other = try Self.read(file + [1])
        #expect(other == Content(bytes: Self.second, memberCount: 1, hasTrailingBytes: true))
    }

    @Test func aTruncatedFileIsAnErrorAtItsEnd() throws {
        let file = try Self.member(Self.second)
        for count in [0, 1, 2, 10, 11, file.count / 2, file.count - 1] {
            let error = try #require(throws: GzipError.self) { try Self.read(Array(file[..<count])) }
            #expect(error.offset == count)
            #expect(error.reason == "the file ends before its content does")
        }
    }

    @Test(arguments: [(1, "incorrect length check"), (8, "incorrect data check")])
    func theTrailerIsVerified(fromEnd: Int, reason: String) throws {
        var file = try Self.member(Self.second)
        file[file.count - fromEnd] ^= 1
        #expect(try #require(throws: GzipError.self) { try Self.read(file) }.reason == reason)
    }
}
