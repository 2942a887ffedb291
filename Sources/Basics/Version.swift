/// The version of this program.
public enum Version {
    /// The version number, as in `sageassets --version`.
    public static let current = "0.1.0"
    /// The name and version in the `creator` field of written documents.
    public static let creator = "sageassets \(current)"
}
