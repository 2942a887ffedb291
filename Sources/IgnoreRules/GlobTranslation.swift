/// The translation of a pattern into a Go regular expression, with the simpler comparison that can replace it.
///
/// A port of `Pattern.compile` of github.com/moby/patternmatcher with its oversights, so that every pattern matches the
/// same paths as in `docker build`: the inside of brackets is translated like the rest, `|`, `{` and `}` are not
/// escaped, and an escaped letter may be a class (`\d`).
struct GlobTranslation {
    enum Form {
        /// The whole pattern is literal text.
        case exact
        /// Literal text followed by `**`.
        case prefix
        /// `**` followed by literal text.
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

/// The syntax of patterns that Go's `filepath.Match` accepts.
enum GlobSyntax {
    /// Whether all brackets are closed and contain characters or ranges, and the pattern does not end in a backslash.
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

    /// Skips a character of a bracket; hyphens and closing brackets must be escaped at any position.
    private static func skipCharacter(_ rest: inout ArraySlice<Unicode.Scalar>) -> Bool {
        guard let scalar = rest.popFirst(), scalar != "-", scalar != "]" else { return false }
        if scalar == "\\" { guard rest.popFirst() != nil else { return false } }
        return !rest.isEmpty
    }
}
