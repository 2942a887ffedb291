internal import Hashing

/// The derivation of names and ids of resources from other names.
enum ResourceName {
    /// Returns the part of an id that stands for a name: letters and digits only, different for different names.
    static func part(_ name: String) -> String {
        let words = name.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let text = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        // If a character was lost or changed, a digest of the name makes the part unique.
        return text == name ? text : text + SHA256.hash(name).description.prefix(8).uppercased()
    }

    /// Returns a name of at most a number of characters: the text itself, or its beginning and a digest of all of it.
    static func shortened(_ text: String, to limit: Int) -> String {
        guard text.count > limit else { return text }
        return "\(text.prefix(limit - 13))-\(SHA256.hash(text).description.prefix(12))"
    }

    /// Returns the name of an inline policy.
    ///
    /// Source: `PolicyName` of PutRolePolicy in the IAM API Reference: at most 128 characters.
    static func policy(_ id: ResourceID) -> String { shortened(id, to: 128) }

    /// Returns the id of a derived resource, which leaves room for a suffix of 15 characters.
    ///
    /// Source: "Resources" in the AWS CloudFormation User Guide: a logical id has at most 255 letters and digits.
    static func resource(_ id: ResourceID) -> ResourceID {
        guard id.count > 240 else { return id }
        return "\(id.prefix(228))\(SHA256.hash(id).description.prefix(12).uppercased())"
    }
}
