package import Assets
internal import AWSNames

/// The value of `secrets`: a list of ids, which are also the names of environment variables, or a mapping of ids to
/// sources.
struct SecretSources: DocumentReadable {
    let byID: [String: SecretSource]

    init(reading value: DocumentValue) {
        if value.isMapping {
            for (id, source) in value.members { Self.check(id, in: source) }
            byID = Dictionary(reading: value)
        } else {
            let ids = value.elements.map { element in
                let id = String(reading: element)
                Self.check(id, in: element)
                return id
            }
            byID = Dictionary(ids.map { ($0, .environment($0)) }, uniquingKeysWith: { first, _ in first })
        }
    }

    private static func check(_ id: String, in value: DocumentValue) {
        guard !NamingRule.secretID.accepts(id) else { return }
        let message = id.utf8.contains(0) ? "must not contain a NUL character" : NamingRule.secretID.description
        value.report(.invalidValue, message)
    }
}

extension SecretSource: DocumentObject {
    package enum Property: String, DocumentProperty {
        case env, file
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        switch properties.only() {
        case .file:
            let path = properties.text(.file, .secretFile) ?? ""
            self = .file(path)
        default: self = .environment(properties.text(.env, .environmentName) ?? "")
        }
    }
}

extension NamingRule {
    /// Builders take a secret as `id=…,src=…`, so that a comma or a quote would end the id.
    static let secretID = NamingRule(
        "must be the id of a secret: letters, digits, '_', '.' and '-', not beginning with '.' or '-'",
        /[A-Za-z0-9_][A-Za-z0-9_.\-]*/
    )

    /// Source: "Environment Variables" in POSIX, chapter 8: names that all programs can handle.
    static let environmentName = NamingRule(
        "must be the name of an environment variable: letters, digits and '_', not beginning with a digit",
        /[A-Za-z_][A-Za-z0-9_]*/
    )

    static let secretFile = NamingRule("must be the path of a file, relative to the manifest") { path in
        !path.isEmpty && !path.utf8.contains(0)
    }
}
