/// A text of a template with variables for values that are known only at deployment: "s3://\(.bucket)/key".
struct Substitution: Sendable, Hashable {
    /// A value that is known only at deployment.
    enum Variable: Sendable, Hashable {
        /// A property of the deployment's target.
        case account, partition, region, urlSuffix
        /// The account of AWS's Deep Learning Containers in the region.
        case deepLearningAccount
        case parameter(Parameter)
        /// An attribute of another resource.
        case attribute(ResourceAttribute, of: ResourceID)

        static let bucket = Variable.parameter(.bucket)
        static let prefix = Variable.parameter(.prefix)
        static let repository = Variable.parameter(.repository)
    }

    enum Part: Sendable, Hashable {
        case text(String)
        case variable(Variable)
    }

    private(set) var parts: [Part]

    /// The parameters that the text contains.
    var parameters: [Parameter] {
        parts.compactMap { if case .variable(.parameter(let parameter)) = $0 { parameter } else { nil } }
    }

    /// The text; nil if it contains a variable.
    var plainText: String? {
        var text = ""
        for part in parts {
            guard case .text(let part) = part else { return nil }
            text += part
        }
        return text
    }

    /// The variable that is the whole text; nil for any other text.
    var soleVariable: Variable? {
        if parts.count == 1, case .variable(let variable) = parts[0] { variable } else { nil }
    }

    /// The text with the special characters of a policy (`*`, `?`, `$`) escaped, so that it matches literally.
    ///
    /// Characters that no policy can have are matched by `*`, each run of them by one.
    ///
    /// Source: "IAM policy elements: Variables and tags" in the AWS IAM User Guide, special characters.
    var escapedForPolicy: Substitution {
        var escaped = self
        escaped.parts = parts.map { part in
            guard case .text(let text) = part else { return part }
            var pattern = ""
            for scalar in text.unicodeScalars {
                if ["*", "?", "$"].contains(scalar) {
                    pattern += "${\(scalar)}"
                } else if scalar.isAllowedInPolicies {
                    pattern.unicodeScalars.append(scalar)
                } else if pattern.last != "*" {
                    pattern += "*"
                }
            }
            return .text(pattern)
        }
        return escaped
    }
}

extension Substitution: ExpressibleByStringInterpolation {
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var parts: [Part] = []

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ literal: String) {
            guard !literal.isEmpty else { return }
            // Adjacent texts are joined, so that equal texts are equal values.
            if case .text(let last) = parts.last {
                parts[parts.count - 1] = .text(last + literal)
            } else {
                parts.append(.text(literal))
            }
        }

        mutating func appendInterpolation(_ text: String) { appendLiteral(text) }

        mutating func appendInterpolation(_ variable: Variable) { parts.append(.variable(variable)) }

        mutating func appendInterpolation(_ other: Substitution) {
            for part in other.parts {
                if case .text(let text) = part { appendLiteral(text) } else { parts.append(part) }
            }
        }
    }

    init(stringLiteral value: String) { parts = value.isEmpty ? [] : [.text(value)] }
    init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }
}
