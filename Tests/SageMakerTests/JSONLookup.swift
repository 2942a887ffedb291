import Basics

extension JSON {
    /// The value under a path of keys, or nil where there is none.
    subscript(path: String...) -> JSON? {
        path.reduce(self) { value, key in
            if case .object(let members) = value { members[key] } else { nil }
        }
    }

    /// An object's keys, sorted.
    var keys: [String] {
        if case .object(let members) = self { members.keys.sorted() } else { [] }
    }

    /// An array's elements.
    var elements: [JSON] {
        if case .array(let elements) = self { elements } else { [] }
    }
}
