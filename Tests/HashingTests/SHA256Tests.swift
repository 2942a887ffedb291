import Hashing
import Testing

@Suite struct SHA256Tests {
    /// The examples of FIPS 180-4, published by NIST.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ])
    func matchesPublishedDigest(message: String, digest: String) {
        #expect(SHA256.hash(message).description == digest)
        #expect(SHA256.hash(Array(message.utf8).span.bytes).description == digest)
        // The same message in slices of a prime length.
        var hash = SHA256()
        var rest = Array(message.utf8)[...]
        while !rest.isEmpty {
            hash.update(Array(rest.prefix(61)).span.bytes)
            rest = rest.dropFirst(61)
        }
        #expect(hash.finish().description == digest)
    }

    @Test func finishResetsTheHash() {
        var hash = SHA256()
        hash.update("something else")
        _ = hash.finish()
        hash.update("abc")
        #expect(hash.finish() == SHA256.hash("abc"))
    }

    /// RFC 4231, section 4: keys and messages in hexadecimal digits, without case 5, which is truncated.
    @Test(arguments: [
        (
            bytes(0x0b, 20), Array("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (bytes(0xaa, 20), bytes(0xdd, 50), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        (Array(1...25), bytes(0xcd, 50), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        (
            bytes(0xaa, 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            bytes(0xaa, 131),
            Array(
                ("This is a test using a larger than block-size key and a larger than block-size data. The key needs to "
                    + "be hashed before being used by the HMAC algorithm.").utf8
            ),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
        // Computed by Python's hmac: the RFC has no empty key or message.
        ([], [], "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
    ])
    func matchesPublishedCode(key: [UInt8], message: [UInt8], code: String) {
        #expect(SHA256Digest(bytes: HMAC.sha256(message.span.bytes, key: key.span.bytes))?.description == code)
    }
}

private func bytes(_ byte: UInt8, _ count: Int) -> [UInt8] { [UInt8](repeating: byte, count: count) }
