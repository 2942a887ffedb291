/// What a request to AWS is signed with.
///
/// The secret and the session token never appear in a description, a debug description or a dump.
public struct Credentials: Sendable, Hashable {
    /// The public half, which requests name: `AKIA…` for users, `ASIA…` for sessions.
    public let accessKeyID: String
    /// The secret half, which requests prove the knowledge of.
    public let secretAccessKey: String
    /// The token that goes with the keys of a session, or nil for the keys of a user.
    public let sessionToken: String?
    /// When the keys stop working, or nil where that is not known.
    public let expiration: Timestamp?

    /// Makes credentials of their parts.
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
