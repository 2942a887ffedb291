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
        guard let inside = path(inside: location(in: directory), of: file) else { return false }
        // The size of a template is not known yet: any that templates have.
        if !inside.isEmpty, OwnFile.mayBeGenerated(inside, byteCount: 1 << 10) { return false }
        return isIncluded(inside, in: directory)
    }

    /// Whether a file that is written would take part in the asset, and change its address.
    ///
    /// - Parameters:
    ///   - file: The path of the file.
    ///   - directory: The directory that the asset's path is relative to.
    public func wouldContain(fileAt file: FilePath, in directory: FilePath) -> Bool {
        path(inside: location(in: directory), of: file).map { isIncluded($0, in: directory) } ?? false
    }

    /// Returns a file's path in the asset, empty for that of the asset itself; nil for one outside, and for files of ours.
    private func path(inside location: FilePath, of file: FilePath) -> String? {
        let parent = file.removingLastComponent()
        guard let root = try? location.string.canonicalPath(), let name = file.lastComponent,
            let folder = try? (parent.isEmpty ? "." : parent.string).canonicalPath()
        else { return nil }
        // An existing file is replaced where a link leads to it.
        let path = (try? file.string.canonicalPath()) ?? FilePath(folder).appending(name).string
        if path.hasSameBytes(as: root) { return "" }
        let prefix = root == "/" ? root : root + "/"
        guard path.utf8.starts(with: prefix.utf8) else { return nil }
        let inside = String(decoding: path.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
        return inside.pathComponents.contains { OwnFile.isNamed($0) } ? nil : inside
    }

    private func isIncluded(_ path: String, in directory: FilePath) -> Bool {
        path.isEmpty || (try? options.rules(at: location(in: directory)).excludes(path)) == false
    }
}

extension OwnFile {
    fileprivate static func isNamed(_ name: String) -> Bool {
        var name = name
        return name.withUTF8 { isNamed($0) }
    }
}
