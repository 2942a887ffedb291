/// The version of this program.
public enum Version {
    /// The version's number.
    public static let current = "0.1.0"
    /// The name and version in the `creator` field of written documents.
    public static let creator = "sageassets \(current)"
}
