/// A position in a text, counted as in editors.
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

    /// Whether a position is before another one in the text.
    public static func < (left: SourceLocation, right: SourceLocation) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
