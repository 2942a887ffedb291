internal import AWSNames
internal import Basics

/// A policy statement whose resources and conditions may contain template variables.
struct PolicyStatementValue: Sendable, Hashable {
    var actions: [String]
    var resources: [Substitution]
    var effect = PolicyStatement.Effect.allow
    var conditions: [String: [String: [Substitution]]] = [:]

    /// The statement in the syntax of a policy document; a list of one value is written as that value.
    var value: TemplateValue {
        let conditions = conditions.mapValues { keys in
            TemplateValue.object(keys.mapValues { Self.list($0.map { .text($0) }) })
        }
        return .object(compacting: [
            "Action": Self.list(actions.map { .text($0) }),
            "Condition": conditions.isEmpty ? nil : .object(conditions),
            "Effect": .text(effect.rawValue),
            "Resource": Self.list(resources.map { .text($0) }),
        ])
    }

    /// Returns a policy document of statements.
    static func document(_ statements: [PolicyStatementValue]) -> TemplateValue {
        ["Statement": .list(statements.map(\.value)), "Version": "2012-10-17"]
    }

    private static func list(_ values: [TemplateValue]) -> TemplateValue {
        values.count == 1 ? values[0] : .list(values)
    }
}

extension PolicyStatementValue {
    /// Creates a statement without variables from a definition.
    init(_ statement: PolicyStatement) {
        self.init(
            actions: statement.actions,
            resources: statement.resources.map { "\($0)" },
            effect: statement.effect,
            conditions: statement.conditions.mapValues { $0.mapValues { $0.map { "\($0)" } } }
        )
    }
}

// MARK: Size

extension PolicyStatementValue {
    /// Returns the number of characters, not counting white space, that a policy document of statements has at least.
    static func leastCharacterCount(ofDocument statements: [PolicyStatementValue]) -> Int {
        let text = document(statements).json { .string($0.leastText) }.compact
        return text.unicodeScalars.count(where: { !$0.isWhiteSpace })
    }
}

extension Substitution {
    /// The text without white space, and with the shortest values of its variables.
    fileprivate var leastText: String {
        parts.reduce(into: "") { text, part in
            switch part {
            case .text(let part):
                for scalar in part.unicodeScalars where !scalar.isWhiteSpace { text.unicodeScalars.append(scalar) }
            case .variable(.account), .variable(.deepLearningAccount): text += "123456789012"
            case .variable(.partition): text += Partition.aws.rawValue
            case .variable(.region): text += "eu-west-1"
            case .variable(.urlSuffix), .variable(.parameter), .variable(.attribute): break
            }
        }
    }
}

extension Unicode.Scalar {
    /// Whether the character is white space; nearly all of those in a policy are of ASCII, and found without Unicode's tables.
    fileprivate var isWhiteSpace: Bool {
        isASCII ? self == " " || (0x09...0x0d).contains(value) : properties.isWhitespace
    }
}

// MARK: Writing

extension JSON {
    /// The text of a policy document, in which all characters beyond ASCII are escaped.
    ///
    /// Source: `PolicyDocument` of PutRolePolicy in the IAM API Reference: no characters beyond Latin-1.
    var policyText: String {
        compact.utf16.reduce(into: "") { text, unit in
            if unit < 0x80, let scalar = Unicode.Scalar(unit) {
                text.unicodeScalars.append(scalar)
            } else {
                let digits = String(unit, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
    }
}
