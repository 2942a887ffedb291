internal import Basics

/// Text of a template, with variables that CloudFormation puts values in for: "s3://\(.bucket)/key".
///
/// Source: `Fn::Sub` in the AWS CloudFormation User Guide.
struct Substitution: Sendable, Hashable {
    /// A parameter or pseudo parameter.
    enum Variable: Sendable, Hashable {
        case account, partition, region, urlSuffix
        case parameter(Parameter)

        static let bucket = Variable.parameter(.bucket)
        static let prefix = Variable.parameter(.prefix)
        static let repository = Variable.parameter(.repository)

        var name: String {
            switch self {
            case .account: "AWS::AccountId"
            case .partition: "AWS::Partition"
            case .region: "AWS::Region"
            case .urlSuffix: "AWS::URLSuffix"
            case .parameter(let parameter): parameter.rawValue
            }
        }
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

    /// The plain text where there is no variable, else `Fn::Sub`.
    var json: JSON {
        let hasVariables = parts.contains { if case .variable = $0 { true } else { false } }
        let text = parts.reduce(into: "") { text, part in
            switch part {
            // `${!` is how Fn::Sub writes a `${` that is none of its own.
            case .text(let part): text += hasVariables ? part.replacing("${", with: "${!") : part
            case .variable(let variable): text += "${\(variable.name)}"
            }
        }
        return hasVariables ? ["Fn::Sub": .string(text)] : .string(text)
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
