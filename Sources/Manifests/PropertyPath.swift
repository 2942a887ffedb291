/// Where something stands in a document: `models.Scorer.containers[0].modelData`.
public struct PropertyPath: Sendable, Hashable, CustomStringConvertible {
    /// One step from a value to one inside it.
    public enum Component: Sendable, Hashable {
        /// A property of a mapping.
        case property(String)
        /// An element of a list, counted from 0.
        case index(Int)
    }

    /// The steps from the document's top.
    public var components: [Component]

    /// Makes a path; without components it is the document's top.
    public init(_ components: [Component] = []) {
        self.components = components
    }

    /// Makes the path that a decoder stands at.
    package init(_ codingPath: [any CodingKey]) {
        components = codingPath.map { key in
            // Decoders name the elements of a list "Index 0"; a mapping's key that is a number has an `intValue` too.
            if let index = key.intValue, key.stringValue == "Index \(index)" {
                .index(index)
            } else {
                .property(key.stringValue)
            }
        }
    }

    /// Returns the path of a property of the value here.
    public func appending(_ property: String) -> PropertyPath {
        PropertyPath(components + [.property(property)])
    }

    /// Returns the path of an element of the list here.
    public func appending(_ index: Int) -> PropertyPath {
        PropertyPath(components + [.index(index)])
    }

    /// Returns the path of something inside the value here.
    package func appending(_ other: PropertyPath) -> PropertyPath {
        PropertyPath(components + other.components)
    }

    /// The path as people write it; empty for the document's top.
    public var description: String {
        components.reduce(into: "") { text, component in
            switch component {
            case .property(let name): text += text.isEmpty ? name : ".\(name)"
            case .index(let index): text += "[\(index)]"
            }
        }
    }
}
