internal import Synchronization

/// A regular expression that is parsed once.
///
/// A regex literal is parsed each time it is evaluated, which takes a hundred times as long as most matches; and a
/// global must be `Sendable`, which `Regex` is not.
package final class Pattern<Output: Sendable>: Sendable {
    private let regex: Mutex<Regex<Output>>

    /// Creates a pattern from a regular expression.
    package init(_ regex: sending Regex<Output>) {
        self.regex = Mutex(regex)
    }

    /// Returns the match of a whole text with its groups, or nil.
    package func wholeMatch(in text: String) -> Output? {
        regex.withLock { text.wholeMatch(of: $0)?.output }
    }

    /// Whether the expression matches all of a text.
    package func matches(_ text: String) -> Bool { wholeMatch(in: text) != nil }
}
