/// The place on the building machine that a secret's value comes from.
///
/// The value itself takes part in no address, and is in no manifest, log or layer.
public enum SecretSource: Sendable, Hashable {
    /// An environment variable, by name.
    case environment(String)
    /// A file, by its path relative to the manifest.
    case file(String)
}
