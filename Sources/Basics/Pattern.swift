internal import Synchronization

/// A regular expression that is parsed once.
///
/// A literal is parsed each time that it is come to, which takes a hundred times as long as most matches; and to be kept
/// in a global it would have to be `Sendable`, which `Regex` is not.
package final class Pattern<Output: Sendable>: Sendable {
    private let regex: Mutex<Regex<Output>>

    /// Keeps a regular expression.
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
