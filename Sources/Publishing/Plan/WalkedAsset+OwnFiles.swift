internal import Assets
internal import Basics
internal import Staging
internal import SystemPackage

extension WalkedAsset {
    /// Whether the asset's entries include a file or directory, or something in it.
    ///
    /// - Parameters:
    ///   - file: An absolute path.
    ///   - path: The asset's own path, absolute.
    func holds(_ file: FilePath, at path: FilePath) -> Bool {
        guard format != .file else { return false }
        var relative = file.lexicallyNormalized()
        guard relative.removePrefix(path.lexicallyNormalized()), !relative.isEmpty else { return false }
        let name = Array(relative.string.utf8)
        return tree.entries.contains { entry in
            let entry = entry.path.utf8
            return entry.starts(with: name) && (entry.count == name.count || entry.starts(with: name + [0x2F]))
        }
    }
}
