internal import Basics
internal import FoundationEssentials
internal import Hashing
internal import Registry
internal import SystemPackage

/// A file of passwords of registries: docker's `config.json`, which the containers tools read as well.
///
/// Other members are preserved.
struct RegistryFile {
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

    /// Returns the file with logins.
    func adding(_ logins: [String: RegistryLogin]) -> RegistryFile {
        let auths = logins.mapValues { login in
            switch login {
            case .password(let user, let password):
                JSON.object(["auth": .string(Base64.encode(Array("\(user):\(password)".utf8)))])
            case .identityToken(let token): JSON.object(["identitytoken": .string(token)])
            }
        }
        var added = RegistryFile()
        added.members = ["auths": .object(auths)]
        // An empty helper: the password in the file counts, whatever `credsStore` says.
        let hasStore = members["credsStore"] != nil || members["credHelpers"] != nil
        if hasStore { added.members["credHelpers"] = .object(logins.mapValues { _ in .string("") }) }
        return overlaid(by: added)
    }

    /// Writes the file for its owner only.
    func write(to path: FilePath) throws(FileError) {
        try PrivateFiles.write(Array(JSON.object(members).indented.utf8), to: path)
    }
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
