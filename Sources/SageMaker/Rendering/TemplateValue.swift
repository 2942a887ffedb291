internal import Basics

/// A value of a parameter of an AWS request, independent of the template language.
indirect enum TemplateValue: Sendable, Hashable {
    case text(Substitution)
    case integer(Int)
    case number(Double)
    case bool(Bool)
    case list([TemplateValue])
    case object([String: TemplateValue])

    /// Returns the object without the members whose value is nil.
    static func object(compacting members: [String: TemplateValue?]) -> TemplateValue {
        .object(members.compactMapValues { $0 })
    }

    static func text(_ text: String) -> TemplateValue { .text(Substitution(stringLiteral: text)) }

    /// Returns a list of texts.
    static func texts(_ texts: [String]) -> TemplateValue { .list(texts.map { .text($0) }) }

    /// All texts in the value, at any depth.
    var substitutions: [Substitution] {
        switch self {
        case .text(let text): [text]
        case .integer, .number, .bool: []
        case .list(let elements): elements.flatMap(\.substitutions)
        case .object(let members): members.values.flatMap(\.substitutions)
        }
    }

    /// Returns the value as JSON.
    ///
    /// - Parameter write: Writes a text in the template language.
    func json<Failure: Error>(_ write: (Substitution) throws(Failure) -> JSON) throws(Failure) -> JSON {
        switch self {
        case .text(let text): return try write(text)
        case .integer(let value): return .integer(value)
        case .number(let value): return .number(value)
        case .bool(let value): return .bool(value)
        case .list(let elements):
            var written: [JSON] = []
            for element in elements { written.append(try element.json(write)) }
            return .array(written)
        case .object(let members):
            var written: [String: JSON] = [:]
            for (name, value) in members { written[name] = try value.json(write) }
            return .object(written)
        }
    }
}

extension TemplateValue: ExpressibleByStringInterpolation, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    init(stringLiteral value: String) { self = .text(Substitution(stringLiteral: value)) }
    init(stringInterpolation: Substitution.StringInterpolation) {
        self = .text(Substitution(stringInterpolation: stringInterpolation))
    }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(integerLiteral value: Int) { self = .integer(value) }
    init(arrayLiteral elements: TemplateValue...) { self = .list(elements) }
    init(dictionaryLiteral elements: (String, TemplateValue)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
    }
}

extension [String: String] {
    /// The tags as the `Tags` parameter of AWS requests, sorted by key; nil if there are none.
    var tagList: TemplateValue? {
        guard !isEmpty else { return nil }
        let sorted = sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return .list(sorted.map { ["Key": .text($0.key), "Value": .text($0.value)] })
    }
}
