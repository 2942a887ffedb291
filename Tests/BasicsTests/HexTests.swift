import Basics
import Testing

@Suite struct HexTests {
    @Test(arguments: [
        ([], ""),
        ([0], "00"),
        ([0x0f, 0xf0], "0ff0"),
        ([0xde, 0xad, 0xbe, 0xef], "deadbeef"),
    ])
    func roundTrips(bytes: [UInt8], text: String) {
        #expect(Hex.encode(bytes) == text)
        #expect(Hex.decode(text) == bytes)
    }

    @Test(arguments: ["0", "000", "DE", "0g", " 00", "0x00", "é0", "-1"])
    func rejects(text: String) {
        #expect(Hex.decode(text) == nil)
    }
}
