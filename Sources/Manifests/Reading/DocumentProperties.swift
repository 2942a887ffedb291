internal import AWSNames
internal import Basics

/// A type that is a mapping of properties in a document.
package protocol DocumentObject: DocumentReadable {
    /// The properties of the mapping.
    associatedtype Property: DocumentProperty
}

/// A type whose properties share a mapping with those of another type.
package protocol DocumentPart: DocumentObject {
    /// Reads the properties of the type.
    ///
    /// - Parameters:
    ///   - value: The mapping.
    ///   - others: The names of the other type's properties.
    init(reading value: DocumentValue, besides others: [String])
}

extension DocumentPart {
    package init(reading value: DocumentValue) { self.init(reading: value, besides: []) }
}

/// An enumeration of properties, with their names in documents as raw values.
package protocol DocumentProperty: RawRepresentable<String>, CaseIterable, Hashable {}

extension DocumentProperty {
    /// The names of all properties.
    package static var names: [String] { allCases.map(\.rawValue) }
}

/// The properties of a mapping.
package struct DocumentProperties<Property: DocumentProperty> {
    private let value: DocumentValue
    private let members: [String: DocumentValue]
    /// The properties that are nearest to misspelt names.
    private let misspelt: Set<String>

    /// Reads a mapping's members, and reports the properties that the type does not have.
    ///
    /// An ignored typo, `modelDat`, would deploy a model without data.
    ///
    /// - Parameters:
    ///   - value: The mapping.
    ///   - others: The names of properties in the same mapping that another type reads.
    ///   - allowsExtensions: Whether there may be properties whose names begin with `x-`, which are not read.
    package init(_ value: DocumentValue, besides others: [String] = [], allowsExtensions: Bool = false) {
        self.value = value
        let known = Property.names + others
        var members: [String: DocumentValue] = [:]
        var misspelt: Set<String> = []
        for (name, member) in value.members {
            if known.contains(where: { $0.hasSameBytes(as: name) }) {
                members[name] = member
            } else if !(allowsExtensions && name.isExtension) {
                let fix = Suggestion.hint(for: name, among: known)
                member.report(.unknownProperty, "unknown property", fix: fix)
                if let nearest = Suggestion.nearest(to: name, among: known) { misspelt.insert(nearest) }
            }
        }
        self.members = members
        self.misspelt = misspelt
    }

    /// Whether a property has a value other than `null`.
    package func has(_ property: Property) -> Bool { self[property] != nil }

    /// A property's value; nil if it is missing or `null`.
    private subscript(property: Property) -> DocumentValue? {
        members[property.rawValue].flatMap { $0.node?.isNull == true ? nil : $0 }
    }

    /// Returns a property's value; nil if it is missing or `null`.
    package func optional<Value: DocumentReadable>(_ property: Property, as type: Value.Type = Value.self) -> Value? {
        self[property].map(Value.init(reading:))
    }

    /// Returns a property's value, or a default if it is omitted.
    package func value<Value: DocumentReadable>(_ property: Property, default missing: Value) -> Value {
        optional(property) ?? missing
    }

    /// Returns a property's value, and reports an error if it is missing.
    package func required<Value: DocumentReadable>(_ property: Property, as type: Value.Type = Value.self) -> Value {
        Value(reading: requiredValue(property))
    }

    /// Returns a property's text, and reports a text that violates a rule; nil if it is missing or `null`.
    func text(_ property: Property, _ rule: NamingRule) -> String? {
        guard let value = self[property] else { return nil }
        let text = String(reading: value)
        if !rule.accepts(text) { value.report(.invalidValue, rule.description) }
        return text
    }

    /// Returns a property's value before it is converted to a type, and reports an error if it is missing.
    package func requiredValue(_ property: Property) -> DocumentValue {
        // A `null` is not missing; the type that reads it reports it.
        if let member = members[property.rawValue] { return member }
        return value.missing(property, isReported: !misspelt.contains(property.rawValue))
    }

    /// Returns the only present property of several that exclude each other; nil, with a diagnostic, for none or
    /// several.
    package func only(of properties: [Property] = Array(Property.allCases)) -> Property? {
        let present = properties.filter { members[$0.rawValue] != nil }
        if present.count == 1 { return present[0] }
        guard value.isMapping, present.count > 1 || misspelt.isDisjoint(with: properties.map(\.rawValue)) else {
            return nil
        }
        let names = properties.map { "'\($0.rawValue)'" }.joined(separator: " and ")
        if present.isEmpty {
            value.report(.missingProperty, "needs one of \(names)")
        } else {
            value.report(.conflictingProperties, "must have only one of \(names)")
        }
        return nil
    }
}

extension String {
    /// Whether the text is the name of a property that is there for other programs, or for anchors.
    var isExtension: Bool { utf8.starts(with: "x-".utf8) }
}
