/// The version of this program.
public enum Version {
    /// The version's number.
    public static let current = "0.1.0"
    /// What documents that the program writes say of their creator.
    public static let creator = "sageassets \(current)"
}
