/// The names by which a source has the parts of credentials.
struct CredentialNames {
    let accessKeyID: String
    let secretAccessKey: String
    /// The names of the session token; the first that is set counts.
    let sessionTokens: [String]
    var expiration: String?
    /// The source, for errors.
    let source: String

    /// Returns the keys that settings of these names hold, or nil if they hold none.
    func credentials(_ value: (String) -> String?) throws(AWSConfigurationError) -> Credentials? {
        switch (value(accessKeyID), value(secretAccessKey)) {
        case (nil, nil): return nil
        case (nil, _): throw .incompleteCredentials(source: source, missing: accessKeyID)
        case (_, nil): throw .incompleteCredentials(source: source, missing: secretAccessKey)
        case (let identifier?, let secret?):
            let token = sessionTokens.first { value($0) != nil }
            try checkHeaderValue(identifier, of: accessKeyID)
            if let token { try checkHeaderValue(value(token) ?? "", of: token) }
            return Credentials(
                accessKeyID: identifier,
                secretAccessKey: secret,
                sessionToken: token.flatMap(value),
                expiration: expiration.flatMap(value).flatMap { Timestamp(iso8601: $0) }
            )
        }
    }

    /// The key's identifier and the token are sent in headers, where a line end would begin another one.
    private func checkHeaderValue(_ value: String, of setting: String) throws(AWSConfigurationError) {
        if value.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) {
            throw .invalidCredentials(source: source, setting: setting)
        }
    }
}
