internal import Basics

/// A rule for names or other short texts, with its description for error messages.
package struct NamingRule: Sendable {
    /// The rule as the rest of a sentence that begins with the text: "must be …".
    package let description: String
    /// The rule as a regular expression of CloudFormation and Terraform, without anchors; nil if no template uses it.
    package let templatePattern: String?
    private let predicate: @Sendable (String) -> Bool

    /// Creates a rule from a function.
    package init(
        _ description: String,
        templatePattern: String? = nil,
        _ predicate: @escaping @Sendable (String) -> Bool
    ) {
        self.description = description
        self.templatePattern = templatePattern
        self.predicate = predicate
    }

    /// Creates a rule from a size in bytes and a regular expression that must match all of the text.
    package init(
        _ description: String,
        templatePattern: String? = nil,
        byteCount: ClosedRange<Int> = 0...Int.max,
        _ form: sending Regex<some Sendable>
    ) {
        let pattern = Pattern(form)
        self.init(description, templatePattern: templatePattern) {
            byteCount.contains($0.utf8.count) && pattern.matches($0)
        }
    }

    /// Whether a text follows the rule.
    package func accepts(_ text: String) -> Bool { predicate(text) }
}
