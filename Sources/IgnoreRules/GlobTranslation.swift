/// The translation of a pattern into a Go regular expression, with the simpler comparison that can replace it.
///
/// Translated step by step as github.com/moby/patternmatcher does (`Pattern.compile`), including its oversights:
/// a bracket's inside is translated like the rest, `|`, `{` and `}` are not escaped, and an escaped letter may be a
/// class (`\d`). `docker build` matches such patterns by their expression, so they match the same here.
struct GlobTranslation {
    enum Form {
        /// The whole pattern is literal text.
        case exact
        /// Literal text and `**` at its end.
        case prefix
        /// `**` and literal text behind it.
        case suffix
        case expression
    }

    private(set) var form = Form.exact
    private(set) var expression: [Unicode.Scalar] = ["^"]

    init(_ pattern: [Unicode.Scalar]) {
        var rest = pattern[...]
        var isFirst = true
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*" where rest.first == "*":
                rest.removeFirst()
                if rest.first == "/" { rest.removeFirst() }
                addDoubleStar(isFirst: isFirst, isLast: rest.isEmpty)
            case "*":
                add("[^/]*", form: .expression)
            case "?":
                add("[^/]", form: .expression)
            case ".", "+", "(", ")", "$":
                expression += ["\\", scalar]
            case "\\":
                expression.append(scalar)
                if let escaped = rest.popFirst() {
                    expression.append(escaped)
                    form = .expression
                }
            case "[", "]":
                expression.append(scalar)
                form = .expression
            default:
                expression.append(scalar)
            }
            isFirst = false
        }
        expression.append("$")
    }

    private mutating func addDoubleStar(isFirst: Bool, isLast: Bool) {
        if !isLast {
            add("(.*/)?", form: .expression)
        } else if form == .exact {
            form = .prefix
        } else {
            add(".*", form: .expression)
        }
        if isFirst { form = .suffix }
    }

    private mutating func add(_ text: String, form: Form) {
        expression += Array(text.unicodeScalars)
        self.form = form
    }
}

/// The syntax of a pattern, as Go's `filepath.Match` checks it before it looks at any path.
enum GlobSyntax {
    /// Whether brackets hold characters and ranges and are closed, and no backslash stands at the end.
    static func isValid(_ pattern: [Unicode.Scalar]) -> Bool {
        var rest = pattern[...]
        while let scalar = rest.popFirst() {
            if scalar == "\\" {
                guard rest.popFirst() != nil else { return false }
            } else if scalar == "[" {
                guard skipClass(&rest) else { return false }
            }
        }
        return true
    }

    private static func skipClass(_ rest: inout ArraySlice<Unicode.Scalar>) -> Bool {
        if rest.first == "^" { rest.removeFirst() }
        var isFirst = true
        while isFirst || rest.first != "]" {
            guard skipCharacter(&rest) else { return false }
            if rest.first == "-" {
                rest.removeFirst()
                guard skipCharacter(&rest) else { return false }
            }
            isFirst = false
        }
        rest.removeFirst()
        return true
    }

    /// A hyphen and a closing bracket must be escaped, wherever they stand.
    private static func skipCharacter(_ rest: inout ArraySlice<Unicode.Scalar>) -> Bool {
        guard let scalar = rest.popFirst(), scalar != "-", scalar != "]" else { return false }
        if scalar == "\\" { guard rest.popFirst() != nil else { return false } }
        return !rest.isEmpty
    }
}
