import AWS

extension FuzzTarget {
    /// A document: its tree is the same after it was written and read again.
    static let xml = FuzzTarget("xml") { input in
        guard let tree = XMLTree.parse(input) else { return }
        let written = written(tree, depth: 1)
        guard let again = XMLTree.parse(Array(written.utf8)) else {
            throw PropertyViolation(description: "'\(written)' cannot be read again")
        }
        let rewritten = FuzzTarget.written(again, depth: 1)
        try require(rewritten.utf8.elementsEqual(written.utf8), "'\(written)' reads as '\(rewritten)'")
    }

    private static func written(_ tree: XMLTree, depth: Int) -> String {
        precondition(depth <= 16, "a tree is deeper than any response")
        let children = tree.children.map { written($0, depth: depth + 1) }
        // A prefix must be declared; it is read as a part of the name.
        let prefix = tree.name.split(separator: ":").first.map { " xmlns:\($0)='\($0)'" }
        let declaration = tree.name.contains(":") ? prefix ?? "" : ""
        return "<\(tree.name)\(declaration)>\(escaped(tree.text))\(children.joined())</\(tree.name)>"
    }

    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            // A line end is otherwise read as a line feed.
            case "&", "<", ">", "\r": escaped += "&#\(scalar.value);"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
    }
}
