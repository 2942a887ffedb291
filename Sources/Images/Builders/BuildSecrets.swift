internal import Assets
internal import Basics
internal import Hashing
internal import Registry
internal import SystemPackage

/// The secrets of a build on their way to the builder: their names are arguments, their values never are.
struct BuildSecrets: Sendable {
    /// The largest secret in bytes, which is BuildKit's limit (`MaxSecretSize`).
    private static let byteLimit = 500 << 10

    /// The values of `--secret`.
    private(set) var arguments: [String] = []
    /// The variables that the builder needs.
    private(set) var variables: Set<String> = []
    /// The values, by which they are found in the builder's output.
    let pieces: SecretPieces

    /// Checks that the sources exist.
    ///
    /// - Parameter directory: A private directory for copies of files whose paths builders would not understand.
    /// - Throws: `ImageError`, `FileError`.
    init(_ request: ImageBuildRequest, in directory: FilePath) throws {
        var values: [[UInt8]] = []
        for (id, source) in request.build.secrets.sorted(by: { $0.key < $1.key }) {
            guard !id.isEmpty, !id.utf8.contains(where: { ",=\"\n".utf8.contains($0) }) else {
                throw ImageError.invalidOption(option: "the secret '\(id)'", reason: "an id has neither '=' nor ','")
            }
            switch source {
            case .environment(let variable):
                guard let value = request.environment[variable] else {
                    throw ImageError.secretNotFound(id: id, source: "no variable '\(variable.printable())'")
                }
                arguments.append("id=\(id),env=\(variable)")
                variables.insert(variable)
                values.append(Array(value.utf8))
            case .file(let path):
                let file = request.directory.pushing(FilePath(path))
                guard let value = try SmallFile.readBytes(file, limit: Self.byteLimit) else {
                    throw ImageError.secretNotFound(id: id, source: "no file '\(file)'")
                }
                let readable = try Self.readable(file, value, number: values.count, in: directory)
                arguments.append("id=\(id),src=\(readable)")
                values.append(value)
            }
        }
        values += request.credentials.logins.values.map { Array($0.secret.utf8) }
        pieces = SecretPieces(secretsWithLines: values)
    }

    /// Returns a path that has no character with a meaning in an option's value.
    private static func readable(
        _ file: FilePath,
        _ value: [UInt8],
        number: Int,
        in directory: FilePath
    ) throws -> FilePath {
        guard file.string.utf8.contains(where: { ",=\"\n".utf8.contains($0) }) else { return file }
        let copy = directory.appending("secret-\(number)")
        try PrivateFiles.write(value, to: copy)
        return copy
    }
}

extension SecretPieces {
    /// The size in bytes up to which a secret is looked for in other spellings than its own.
    private static let spellingByteLimit = 32 << 10

    /// Creates the pieces of secrets, each as a whole and line by line: output comes in lines.
    fileprivate init(secretsWithLines secrets: [[UInt8]]) {
        var (spelled, verbatim): ([String], [String]) = ([], [])
        for secret in secrets {
            let texts = ([secret[...]] + secret.split(separator: UInt8(ascii: "\n")))
                .map { String(decoding: $0, as: UTF8.self) }
            if secret.count <= Self.spellingByteLimit { spelled += texts } else { verbatim += texts }
        }
        self.init(spelled, verbatim: verbatim)
    }
}

extension RegistryLogin {
    /// The password or the token.
    fileprivate var secret: String {
        switch self {
        case .password(_, let password): password
        case .identityToken(let token): token
        }
    }
}
