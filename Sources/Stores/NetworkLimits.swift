/// The share of the network that a run may take.
public struct NetworkLimits: Sendable {
    /// The most connections to one server; nil for as many as its link carries.
    public var connectionLimit: Int?
    /// The bytes that may be sent in a second, to all servers; nil for any number.
    public var bytesPerSecond: Int?

    /// Creates limits; without a value there are none.
    public init(connectionLimit: Int? = nil, bytesPerSecond: Int? = nil) {
        self.connectionLimit = connectionLimit
        self.bytesPerSecond = bytesPerSecond
    }
}
