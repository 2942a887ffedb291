import Hashing
import Testing

@Suite struct ChecksumTests {
    private static let digest = SHA256.hash("content")

    @Test func bothTypesAreParsed() {
        #expect(Checksum(s3: Self.digest.base64) == .fullObject(Self.digest))
        #expect(Checksum(s3: "\(Self.digest.base64)-12") == .composite("\(Self.digest.base64)-12"))
    }

    @Test(arguments: [
        "", "-", "-1", "secret-1", "AAAA-1", "\(digest.base64)-", "\(digest.base64)-0", "\(digest.base64)-1-1",
    ])
    func otherTextIsNoChecksum(text: String) {
        #expect(Checksum(s3: text) == nil)
    }

    @Test(arguments: ["+1", "01", "x", "1 "])
    func numbersOfPartsAreDecimal(count: String) {
        #expect(Checksum(s3: "\(Self.digest.base64)-\(count)") == nil)
    }
}
