/// A position in a text, as editors count.
public struct SourceLocation: Sendable, Hashable, Comparable, Codable {
    /// The line, from 1 on.
    public let line: Int
    /// The column in Unicode scalars, from 1 on.
    public let column: Int

    /// Creates a position.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Orders positions as the text has them.
    public static func < (left: SourceLocation, right: SourceLocation) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
