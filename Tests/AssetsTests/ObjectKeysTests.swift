import Assets
import Hashing
import Testing

@Suite struct ObjectKeysTests {
    private static let address = SHA256.hash("asset")
    private let keys = ObjectKeys(address)

    @Test(arguments: [
        ("model.tar.gz", ".tar.gz"), ("model.bin", ".bin"), ("a.b.onnx", ".onnx"), ("model", ""), (".hidden", ""),
        ("a.", "."), ("model.tgz", ".tar.gz"), ("MODEL.TAR.GZ", ".tar.gz"), ("m.Tgz", ".tar.gz"), ("a.gz", ".gz"),
        (".tar.gz", ".tar.gz"), ("ü.ö", ".ö"),
    ])
    func fileKeepsItsExtension(name: String, suffix: String) {
        #expect(keys.file(named: name) == "\(Self.address)\(suffix)")
        #expect(ObjectKeys.Parsed(keys.file(named: name)) == .object(Self.address))
    }

    @Test func parsingInvertsKeys() {
        #expect(ObjectKeys.Parsed(keys.index) == .index(Self.address))
        #expect(ObjectKeys.Parsed(keys.bundle) == .object(Self.address))
        #expect(ObjectKeys.Parsed(keys.prefix) == .member(Self.address, path: ""))
        #expect(ObjectKeys.Parsed(keys.member("a/b.index.json")) == .member(Self.address, path: "a/b.index.json"))
    }

    @Test(arguments: ["", "x", "notes.index.json", "/", "\(address)x", "\(address).a/b", "\(address)".uppercased()])
    func otherKeysAreRefused(key: String) {
        #expect(ObjectKeys.Parsed(key) == nil)
    }
}
