/// The way from a document's root to a value: `models.Scorer.containers[0].modelData`.
public struct PropertyPath: Sendable, Hashable, CustomStringConvertible {
    /// One step from a value to one inside it.
    public enum Component: Sendable, Hashable {
        /// A property of a mapping.
        case property(String)
        /// An element of a list, counted from 0.
        case index(Int)
    }

    /// The steps from the document's root.
    public var components: [Component]

    /// Creates a path; without components it is the document's root.
    public init(_ components: [Component] = []) {
        self.components = components
    }

    /// Returns the path of a property of this value.
    ///
    /// - Parameter name: A name that users choose, such as a model's; the names that a format fixes are cases of an enum.
    public func appending(name: String) -> PropertyPath {
        PropertyPath(components + [.property(name)])
    }

    /// Returns the path of an element of this list.
    public func appending(index: Int) -> PropertyPath {
        PropertyPath(components + [.index(index)])
    }

    /// Returns the path of a value inside this one.
    public func appending(_ other: PropertyPath) -> PropertyPath {
        PropertyPath(components + other.components)
    }
}

// MARK: Text

extension PropertyPath {
    /// The path in text, empty for the root; a name that is no plain word stands in brackets: `environment["a.b"]`.
    public var description: String {
        components.reduce(into: "") { text, component in
            switch component {
            case .property(let name) where name.isPlain: text += text.isEmpty ? name : ".\(name)"
            case .property(let name): text += "[\(name.debugDescription)]"
            case .index(let index): text += "[\(index)]"
            }
        }
    }
}

extension String {
    /// Whether a name stands in a path without quotes.
    fileprivate var isPlain: Bool {
        !isEmpty
            && unicodeScalars.allSatisfy {
                $0.value >= 0x20 && $0.value != 0x7f && !".[]\"\\".unicodeScalars.contains($0)
            }
    }
}
