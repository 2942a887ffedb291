extension DecodingError {
    /// The fault of the document, as a clause for people: Swift's own description is one for programmers.
    public var problem: String {
        switch self {
        case .keyNotFound(let key, let context):
            "\(Self.subject(context)) has no '\(key.stringValue.printable(limit: 100))'"
        case .typeMismatch(_, let context) where context.codingPath.isEmpty: "it is no JSON object"
        case .valueNotFound(_, let context) where context.codingPath.isEmpty: "it is no JSON object"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "\(Self.subject(context)) has a value of another type"
        case .dataCorrupted(let context) where context.codingPath.isEmpty: "it is no JSON document"
        case .dataCorrupted(let context): "\(Self.subject(context)) has an invalid value"
        @unknown default: "it cannot be read"
        }
    }

    /// The member that an error is about, or the document.
    private static func subject(_ context: Context) -> String {
        var path = ""
        for key in context.codingPath {
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += path.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
        return path.isEmpty ? "it" : "'\(path.printable(limit: 100))'"
    }
}
