public import Assets
internal import Basics
internal import IgnoreRules
public import SystemPackage

extension AssetSource {
    /// Whether a template that is written to a file would take part in the asset, and change its address.
    ///
    /// Templates are recognized by their names and their text. One with another name takes part if it is below the asset's
    /// directory, and no rule excludes it.
    ///
    /// - Parameters:
    ///   - file: The path of the template.
    ///   - directory: The directory of the manifest.
    public func wouldContain(templateAt file: FilePath, in directory: FilePath) -> Bool {
        let location = location(in: directory)
        let parent = file.removingLastComponent()
        guard let root = try? location.string.canonicalPath(), let name = file.lastComponent,
            let folder = try? (parent.isEmpty ? "." : parent.string).canonicalPath()
        else { return false }
        // An existing file is replaced where a link leads to it.
        let path = (try? file.string.canonicalPath()) ?? FilePath(folder).appending(name).string
        if path.hasSameBytes(as: root) { return true }
        let prefix = root == "/" ? root : root + "/"
        guard path.utf8.starts(with: prefix.utf8) else { return false }
        let inside = String(decoding: path.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
        if inside.pathComponents.contains(where: { OwnFile.isNamed($0) }) { return false }
        // The size of a template is not known yet: any that templates have.
        if OwnFile.mayBeGenerated(inside, byteCount: 1 << 10) { return false }
        return (try? options.rules(at: location).excludes(inside)) == false
    }
}

extension OwnFile {
    fileprivate static func isNamed(_ name: String) -> Bool {
        var name = name
        return name.withUTF8 { isNamed($0) }
    }
}
