internal import Basics
internal import FoundationEssentials
internal import Hashing
internal import Registry
internal import SystemPackage

/// A file of passwords of registries: docker's `config.json`, which the containers tools read as well.
///
/// Other members are preserved.
struct RegistryFile {
    /// The programs that read a file.
    enum Reader {
        /// docker and the clients of BuildKit: a credential helper without a name is none, and then the password in the file
        /// counts, whatever `credsStore` says (`GetCredentialsStore` of docker's command line).
        case docker
        /// podman and buildah: any credential helper of a registry is run, one without a name too, and `credsStore` is not read
        /// (`findCredentialsInFile` of containers/image).
        case containers
    }

    private static let byteLimit = 1 << 20

    private var members: [String: JSON] = [:]

    /// Creates an empty file.
    init() {}

    /// Reads a file; nil if there is none.
    ///
    /// - Throws: `FileError`, `ImageError.invalidOption` if it is not a JSON object.
    static func read(_ path: FilePath) throws -> RegistryFile? {
        guard let bytes = try SmallFile.readBytes(path, limit: byteLimit) else { return nil }
        guard case .object(let members)? = try? JSONDecoder().decode(JSON.self, from: Data(bytes)) else {
            throw ImageError.invalidOption(option: "the file '\(path)'", reason: "it is not a JSON object")
        }
        var file = RegistryFile()
        file.members = members
        return file
    }

    /// Returns the file with the members of another one, which wins where both have a registry.
    func overlaid(by other: RegistryFile) -> RegistryFile {
        var file = self
        file.members.merge(other.members) { own, others in
            guard case .object(let own) = own, case .object(let others) = others else { return others }
            return .object(own.merging(others) { $1 })
        }
        return file
    }

    /// Returns the file with logins, before which nothing that the file says has precedence.
    func adding(_ logins: [String: RegistryLogin], for reader: Reader) -> RegistryFile {
        var added = RegistryFile()
        added.members = ["auths": .object(logins.mapValues(reader.entry))]
        switch reader {
        case .docker:
            let hasHelpers = members["credsStore"] != nil || members["credHelpers"] != nil
            if hasHelpers { added.members["credHelpers"] = .object(logins.mapValues { _ in .string("") }) }
            return overlaid(by: added)
        case .containers:
            var file = overlaid(by: added)
            if case .object(let helpers)? = members["credHelpers"] {
                file.members["credHelpers"] = .object(helpers.filter { logins[$0.key] == nil })
            }
            return file
        }
    }

    /// Writes the file for its owner only.
    func write(to path: FilePath) throws(FileError) {
        try PrivateFiles.write(Array(JSON.object(members).indented.utf8), to: path)
    }
}

extension RegistryFile.Reader {
    /// Returns the member of `auths` for a login.
    fileprivate func entry(_ login: RegistryLogin) -> JSON {
        switch (login, self) {
        case (.password(let user, let password), _): ["auth": encoded("\(user):\(password)")]
        case (.identityToken(let token), .docker): ["identitytoken": .string(token)]
        // An entry without the name of a user is skipped.
        case (.identityToken(let token), .containers): ["auth": encoded("<token>:"), "identitytoken": .string(token)]
        }
    }

    private func encoded(_ text: String) -> JSON { .string(Base64.encode(Array(text.utf8))) }
}

extension PrivateFiles {
    /// Makes links to what is in a directory, but for one file; a directory that cannot be read is as an empty one.
    static func link(contentsOf source: FilePath, into target: FilePath, but excluded: String) throws(FileError) {
        guard let real = try? source.string.canonicalPath(), var names = try? DirectoryStream(source) else { return }
        while let name = names.next() {
            guard name != ".", name != "..", name != excluded else { continue }
            try FileError.naming("create", target.appending(name)) {
                try PrivateFiles.link(FilePath(real).appending(name), as: target.appending(name))
            }
        }
    }
}
