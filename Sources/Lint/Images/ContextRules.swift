internal import Assets
internal import Basics

/// The rules about what a build reads: the names in a Dockerfile directory, and other contexts.
enum ContextRules {
    /// The names of files that hold nothing but secrets.
    private static let names: Set<String> = [
        ".dockercfg", ".env", ".git-credentials", ".netrc", ".npmrc", ".pgpass", ".pypirc", "id_dsa", "id_ecdsa",
        "id_ed25519", "id_rsa",
    ]
    private static let suffixes = [".key", ".p12", ".pem", ".pfx", ".jks", ".keystore"]
    /// The folders in which programs keep the keys of their users.
    private static let folders: Set<String> = [".aws", ".azure", ".docker", ".gcloud", ".gnupg", ".kube", ".ssh"]
    /// The ends of names that templates of such files have.
    private static let templates = [".example", ".sample", ".template", ".dist"]

    /// Files that are named like secrets.
    static func secrets(in entries: [TreeEntry]) -> [Diagnostic] {
        let found = entries.filter { $0.kind != .directory && isNamedLikeSecret($0.path) }
        guard let first = found.first else { return [] }
        return [
            Diagnostic(
                .warning,
                "secret-in-context",
                at: .init(member: first.path.printableLine, otherMemberCount: found.count - 1),
                "named like a key or a password: whoever may pull the image reads it, also if a later step deletes it",
                fix: "leave it out in .dockerignore, and mount it with 'secrets' where a step of the build needs it"
            )
        ]
    }

    /// Further contexts whose content has no effect on the address, unless the manifest takes care of it.
    static func localContexts(of build: ImageBuild) -> [Diagnostic] {
        let names = build.localContexts.map { "'\($0.printable(limit: 60))'" }
        guard !names.isEmpty, build.extraHash == nil else { return [] }
        return [
            Diagnostic(
                .warning,
                "unhashed-context",
                at: .init(member: nil),
                "the content of the build context \(names.joined(separator: ", ")) is not part of the image's address: "
                    + "when it changes, the image that is there counts",
                fix: "set 'extraHash' to another text with each change, or move the files into the Dockerfile directory"
            )
        ]
    }

    private static func isNamedLikeSecret(_ path: String) -> Bool {
        let parts = path.pathComponents
        guard let name = parts.last?.lowercased() else { return false }
        if parts.dropLast().contains(where: folders.contains) { return true }
        if templates.contains(where: name.hasSuffix) { return false }
        return names.contains(name) || name.hasPrefix(".env.") || suffixes.contains(where: name.hasSuffix)
    }
}
