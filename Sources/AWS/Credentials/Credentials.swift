/// The access key that requests to AWS are signed with.
///
/// The secret and the session token never appear in a description, a debug description or a dump.
public struct Credentials: Sendable, Hashable {
    /// The public identifier of the key, sent with requests: `AKIA…` for users, `ASIA…` for sessions.
    public let accessKeyID: String
    /// The secret that signatures are computed with.
    public let secretAccessKey: String
    /// The token of a session's key, or nil for a user's key.
    public let sessionToken: String?
    /// The end of the key's validity, or nil if that is unknown.
    public let expiration: Timestamp?

    /// Creates credentials from their parts.
    public init(
        accessKeyID: String,
        secretAccessKey: String,
        sessionToken: String? = nil,
        expiration: Timestamp? = nil
    ) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
    }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The access key's identifier, and whether it belongs to a session.
    public var description: String {
        "Credentials(\(accessKeyID)\(sessionToken == nil ? "" : ", with session token"))"
    }

    /// The same as the description.
    public var debugDescription: String { description }

    /// `dump` prints a mirror's children, not the description: the secrets are left out of it.
    public var customMirror: Mirror {
        Mirror(self, children: ["accessKeyID": accessKeyID], displayStyle: .struct)
    }
}
