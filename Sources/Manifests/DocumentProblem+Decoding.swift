extension DocumentProblem {
    /// Says in people's words what a decoder reported.
    ///
    /// Decoders wrap what they do not know, so that our own mistakes travel inside a `DecodingError`.
    package init(file: String, decoding error: any Error) {
        guard let error = error as? DecodingError else {
            self.init(file: file, problem: "\(error)")
            return
        }
        switch error {
        case .typeMismatch(let type, let context):
            self.init(file: file, path: PropertyPath(context.codingPath), problem: "must be \(Self.words(for: type))")
        case .valueNotFound(let type, let context):
            self.init(
                file: file,
                path: PropertyPath(context.codingPath),
                problem: "has no value; it must be \(Self.words(for: type))"
            )
        case .keyNotFound(let key, let context):
            self.init(file: file, path: PropertyPath(context.codingPath + [key]), problem: "is missing")
        case .dataCorrupted(let context):
            let path = PropertyPath(context.codingPath)
            if let mistake = context.underlyingError as? PropertyMistake {
                self.init(file: file, path: path, problem: mistake.problem, hint: mistake.hint)
            } else if let cause = context.underlyingError {
                self.init(file: file, path: path, problem: Self.fitted("\(cause)"))
            } else {
                self.init(file: file, path: path, problem: Self.fitted(context.debugDescription))
            }
        @unknown default:
            self.init(file: file, problem: "\(error)")
        }
    }

    /// A sentence of a decoder's as it stands behind a colon, on one line.
    private static func fitted(_ sentence: String) -> String {
        let lines = sentence.split(separator: "\n").map { String($0).trimmingSuffix { $0.isWhitespace } }
        // What follows a colon is the document's own line and a mark below it.
        let told = lines.prefix { !$0.hasSuffix(":") } + lines.drop { !$0.hasSuffix(":") }.prefix(1)
        let text = told.joined(separator: ", ").trimmingSuffix { $0 == "." || $0 == ":" || $0.isWhitespace }
        return text.prefix(1).lowercased() + text.dropFirst()
    }

    private static func words(for type: any Any.Type) -> String {
        switch type {
        case is Int.Type: "a whole number"
        case is Double.Type: "a number"
        case is Bool.Type: "true or false"
        default:
            switch "\(type)" {
            case let name where name.hasPrefix("Array"): "a list"
            case let name where name.hasPrefix("Dictionary"): "a mapping of properties"
            default: "text"
            }
        }
    }
}

extension String {
    fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> Substring {
        guard let last = lastIndex(where: { !predicate($0) }) else { return "" }
        return self[...last]
    }
}
