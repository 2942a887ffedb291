public import AWS

/// A source of fixed credentials.
public struct StaticCredentials: CredentialProvider {
    private let value: Credentials

    /// Creates a source that always returns these credentials.
    public init(_ value: Credentials) {
        self.value = value
    }

    /// Returns the credentials.
    public func credentials() async throws -> Credentials { value }
}
