internal import Foundation
public import SystemPackage

/// An object as programs other than ours find it.
public struct FoundObject: Sendable, Hashable, Decodable {
    /// The digest of the bytes in hexadecimal digits.
    public let sha256: String
    /// The size in bytes.
    public let size: Int

    /// Creates the expected description of an object.
    public init(sha256: String, size: Int) {
        (self.sha256, self.size) = (sha256, size)
    }

    /// Describes a file, hashed by sha256sum.
    public init(file: FilePath) throws {
        let words = try Tool.run("sha256sum", ["--zero", file.string]).standardOutput.split(separator: " ")
        let attributes = try FileManager.default.attributesOfItem(atPath: file.string)
        guard let digest = words.first, let size = attributes[.size] as? Int else {
            throw FoundObjectError(message: "cannot read '\(file)'")
        }
        self.init(sha256: String(digest), size: size)
    }
}

/// A failure of the programs that look at objects.
struct FoundObjectError: Error {
    let message: String
}

/// A defect that is made in an object.
public enum Damage: String, Sendable {
    /// The last byte is missing.
    case truncate
    /// A bit in the middle is flipped.
    case flip

    /// Returns the damaged bytes.
    public func apply(to bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        switch self {
        case .truncate: bytes.removeLast()
        case .flip: bytes[bytes.count / 2] ^= 1
        }
        return bytes
    }
}
