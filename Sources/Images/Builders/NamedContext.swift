internal import Assets
internal import Basics
internal import Glibc
internal import SystemPackage

/// An additional build context, whose name a Dockerfile uses in `FROM` and `COPY --from`.
struct NamedContext: Sendable {
    /// The scheme of an image layout, whose path may be relative.
    private static let layoutScheme = "oci-layout://"

    let name: String
    /// The absolute path of a directory, or an image or a URL as the manifest has it.
    let value: String
    /// Whether the value is a directory.
    let isDirectory: Bool

    /// Returns the contexts of a build, sorted by name.
    ///
    /// - Throws: `ImageError.invalidOption` for a directory that does not exist.
    static func all(of request: ImageBuildRequest) throws -> [NamedContext] {
        try request.build.buildContexts.sorted { $0.key < $1.key }
            .map { try NamedContext(name: $0.key, $0.value, below: request.directory) }
    }

    private init(name: String, _ value: String, below directory: FilePath) throws {
        let option = "the build context '\(name)'"
        guard !name.isEmpty, !name.contains("="), !name.contains(",") else {
            throw ImageError.invalidOption(option: option, reason: "a name has neither '=' nor ','")
        }
        self.name = name
        if value.hasPrefix(Self.layoutScheme) {
            let path = FilePath(String(value.dropFirst(Self.layoutScheme.count)))
            (self.value, isDirectory) = (Self.layoutScheme + directory.pushing(path).string, false)
        } else if value.contains("://") || value.hasPrefix("git@") || value.hasPrefix("target:") {
            (self.value, isDirectory) = (value, false)
        } else {
            let path = directory.pushing(FilePath(value))
            var status = stat()
            guard stat(path.string, &status) == 0, FileKind(mode: status.st_mode) == .directory else {
                let reason = "there is no directory '\(path)'; images begin with 'docker-image://'"
                throw ImageError.invalidOption(option: option, reason: reason)
            }
            (self.value, isDirectory) = (path.string, true)
        }
    }
}
