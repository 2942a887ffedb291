import Foundation
import Hashing
import Testing

@Suite struct SHA256DigestTests {
    private static let text = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    @Test func encodingsAgree() throws {
        let digest = try #require(SHA256Digest(Self.text))
        #expect(digest == SHA256.hash("abc"))
        #expect(digest.hashValue == SHA256.hash("abc").hashValue)
        #expect(digest.description == Self.text)
        #expect(SHA256Digest(bytes: digest.bytes) == digest)
        #expect(digest.base64 == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")
        #expect(String(decoding: try JSONEncoder().encode([digest]), as: UTF8.self) == "[\"\(Self.text)\"]")
        #expect(try JSONDecoder().decode([SHA256Digest].self, from: Data("[\"\(Self.text)\"]".utf8)) == [digest])
    }

    @Test func writtenDigitsMatchDescription() {
        // Every byte value at every position.
        for byte in UInt8.min...UInt8.max {
            let digest = SHA256Digest(bytes: (0..<32).map { byte &+ $0 })
            let digits = [UInt8](unsafeUninitializedCapacity: 64) { buffer, count in
                digest?.writeDigits(to: UnsafeMutableRawBufferPointer(buffer))
                count = 64
            }
            #expect(String(decoding: digits, as: UTF8.self) == digest?.description)
        }
    }

    @Test func everyByteIsCompared() throws {
        let digest = SHA256.hash("abc")
        for index in 0..<SHA256Digest.byteCount {
            var bytes = digest.bytes
            bytes[index] ^= 1
            #expect(try #require(SHA256Digest(bytes: bytes)) != digest)
        }
    }

    @Test(arguments: [
        "", "00", text.uppercased(), text + "0", "0" + text, String(text.dropLast()), text.dropLast(2) + "zz",
    ])
    func rejects(text: String) {
        #expect(SHA256Digest(text) == nil)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([SHA256Digest].self, from: Data("[\"\(text)\"]".utf8))
        }
    }

    @Test(arguments: [0, 31, 33])
    func wrongByteCountFails(count: Int) {
        #expect(SHA256Digest(bytes: [UInt8](repeating: 0, count: count)) == nil)
    }
}
