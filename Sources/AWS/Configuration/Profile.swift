/// A named set of settings in the shared files.
package struct Profile: Sendable {
    let name: String
    /// The settings of the profile's section of the config file.
    let config: [String: INI.Value]
    /// The settings of its section of the credentials file.
    let credentials: [String: INI.Value]

    /// The settings of both files, those of the credentials file first.
    package var settings: [String: INI.Value] { config.merging(credentials) { $1 } }

    /// The text of a setting, or nil where it is missing, empty or made of nested settings.
    subscript(setting: String) -> String? { (credentials[setting] ?? config[setting])?.text }

    /// The text of a setting whose values have no blanks in them, without the comment that people write behind it.
    ///
    /// botocore takes such a comment for a part of the value, which then is of no use.
    func word(_ setting: String) -> String? { self[setting].flatMap(withoutComment) }

    /// The text of a setting that is nested in another one.
    func nested(_ setting: String, in outer: String) -> String? {
        guard case .nested(let settings) = credentials[outer] ?? config[outer] else { return nil }
        return settings[setting].flatMap(withoutComment)
    }
}

extension INI.Value {
    /// The text of a value that has one.
    var text: String? {
        guard case .text(let text) = self, !text.isEmpty else { return nil }
        return text
    }
}

/// Returns the text before a `#` or `;` that begins it or follows a blank, or nil if there is none.
func withoutComment(_ value: String) -> String? {
    var end = value.unicodeScalars.startIndex
    var isAfterBlank = true
    let scalars = value.unicodeScalars
    while end < scalars.endIndex, !(isAfterBlank && (scalars[end] == "#" || scalars[end] == ";")) {
        isAfterBlank = scalars[end].isPythonSpace
        end = scalars.index(after: end)
    }
    let text = scalars[..<end].trimmingEnd
    return text.isEmpty ? nil : String(text)
}
