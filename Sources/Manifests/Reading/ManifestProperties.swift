internal import Basics
/// A type that is a mapping of properties in the manifest.
package protocol ManifestObject: ManifestReadable {
    /// The properties there are.
    associatedtype Property: ManifestProperty
}

/// A type whose properties may stand in one mapping with those of another type.
package protocol ManifestPart: ManifestObject {
    /// Reads the properties, which may stand beside properties of other names.
    init(reading value: ManifestValue, besides others: [String])
}

extension ManifestPart {
    package init(reading value: ManifestValue) { self.init(reading: value, besides: []) }
}

/// The names of properties, as they are written.
package protocol ManifestProperty: RawRepresentable<String>, CaseIterable, Hashable {}

extension ManifestProperty {
    /// The names of all properties.
    package static var names: [String] { allCases.map(\.rawValue) }
}

/// The properties of a mapping.
package struct ManifestProperties<Property: ManifestProperty> {
    private let value: ManifestValue
    private let members: [String: ManifestValue]
    /// The properties that misspelt names were probably meant to be.
    private let misspelt: Set<String>

    /// Takes a mapping apart and notes the properties that the type does not have.
    ///
    /// An ignored typo, `modelDat`, would deploy a model without data.
    ///
    /// - Parameter others: Names that stand in the same mapping and are read by somebody else.
    package init(_ value: ManifestValue, besides others: [String] = []) {
        self.value = value
        let known = Property.names + others
        var members: [String: ManifestValue] = [:]
        var misspelt: Set<String> = []
        for (name, member) in value.members {
            if known.contains(where: { $0.hasSameBytes(as: name) }) {
                members[name] = member
            } else {
                member.note("is not a property here", hint: Suggestion.hint(for: name, among: known))
                if let meant = Suggestion.nearest(to: name, among: known) { misspelt.insert(meant) }
            }
        }
        self.members = members
        self.misspelt = misspelt
    }

    /// Whether a property has a value.
    package func has(_ property: Property) -> Bool { self[property] != nil }

    /// A property's value: nil where there is none, or `null`.
    private subscript(property: Property) -> ManifestValue? {
        members[property.rawValue].flatMap { $0.node?.isNull == true ? nil : $0 }
    }

    /// Returns a property's value, or nil where there is none.
    package func optional<Value: ManifestReadable>(_ property: Property, as type: Value.Type = Value.self) -> Value? {
        self[property].map(Value.init(reading:))
    }

    /// Returns a property's value, or what it is where it is left out.
    package func value<Value: ManifestReadable>(_ property: Property, default missing: Value) -> Value {
        optional(property) ?? missing
    }

    /// Returns a property's value and notes where it is missing.
    package func required<Value: ManifestReadable>(_ property: Property, as type: Value.Type = Value.self) -> Value {
        Value(reading: requiredValue(property))
    }

    /// Returns the place of a property's value and notes where it is missing.
    package func requiredValue(_ property: Property) -> ManifestValue {
        // A `null` is there, and is told by whoever reads it.
        if let member = members[property.rawValue] { return member }
        let path = value.path.appending(property.rawValue)
        if value.isMapping, !misspelt.contains(property.rawValue) {
            value.manifest.note("is missing", hint: nil, at: path)
        }
        return ManifestValue(nil, at: path, in: value.manifest)
    }

    /// Returns the one property that is here of several that exclude each other, or nil and a noted mistake.
    package func only(of properties: [Property] = Array(Property.allCases)) -> Property? {
        let present = properties.filter { members[$0.rawValue] != nil }
        if present.count == 1 { return present[0] }
        guard value.isMapping, present.count > 1 || misspelt.isDisjoint(with: properties.map(\.rawValue)) else {
            return nil
        }
        let names = properties.map { "'\($0.rawValue)'" }.joined(separator: " and ")
        value.note(present.isEmpty ? "needs one of \(names)" : "must have only one of \(names)")
        return nil
    }
}
