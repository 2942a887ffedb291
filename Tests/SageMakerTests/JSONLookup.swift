import Basics

extension JSON {
    /// The value at a path of keys; nil if there is none.
    subscript(path: String...) -> JSON? {
        path.reduce(self) { value, key in
            if case .object(let members) = value { members[key] } else { nil }
        }
    }

    /// The keys of an object, sorted; empty for any other value.
    var keys: [String] {
        if case .object(let members) = self { members.keys.sorted() } else { [] }
    }

    /// The elements of an array; empty for any other value.
    var elements: [JSON] {
        if case .array(let elements) = self { elements } else { [] }
    }
}
