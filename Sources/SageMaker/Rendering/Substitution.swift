/// Text of a template, with variables that stand for what is known at deployment only: "s3://\(.bucket)/key".
struct Substitution: Sendable, Hashable {
    /// A value that is known at deployment only.
    enum Variable: Sendable, Hashable {
        /// Where it is deployed to.
        case account, partition, region, urlSuffix
        /// The account of AWS's Deep Learning Containers for the region.
        case deepLearningAccount
        case parameter(Parameter)
        /// Something of another resource.
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

    /// The parameters that the text needs.
    var parameters: [Parameter] {
        parts.compactMap { if case .variable(.parameter(let parameter)) = $0 { parameter } else { nil } }
    }

    /// The text, if there is no variable in it.
    var plainText: String? {
        var text = ""
        for part in parts {
            guard case .text(let part) = part else { return nil }
            text += part
        }
        return text
    }

    /// The variable, if there is nothing else.
    var soleVariable: Variable? {
        if parts.count == 1, case .variable(let variable) = parts[0] { variable } else { nil }
    }

    /// The same text where a policy takes it literally: `*` and `?` would match anything there.
    ///
    /// Source: "IAM policy elements: Variables and tags" in the AWS IAM User Guide, special characters.
    var escapedForPolicy: Substitution {
        var escaped = self
        escaped.parts = parts.map { part in
            guard case .text(let text) = part else { return part }
            let characters = text.map { "*?$".contains($0) ? "${\($0)}" : String($0) }
            return .text(characters.joined())
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
            // Neighbours become one, so that equal texts are equal values.
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
