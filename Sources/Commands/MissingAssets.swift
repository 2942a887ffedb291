internal import Assets
internal import Basics
internal import Glibc
internal import Manifests
internal import SageMaker
internal import Staging
internal import SystemPackage

extension ProjectDocument {
    /// Returns an error for each asset of the manifest of which nothing, or something of another kind, is there.
    ///
    /// - Parameter directory: The manifest's directory.
    private func missingAssets(in directory: FilePath) -> [(source: AssetSource, diagnostic: Diagnostic)] {
        assetUses.compactMap { source, path in
            guard let problem = MissingAsset(source, in: directory) else { return nil }
            return (source, diagnostic(problem.code, at: path, problem.message, fix: problem.fix))
        }
    }

    /// Returns the errors about missing assets, for commands that go on with the others.
    func problems(in directory: FilePath) -> [AssetSource: ManifestError] {
        Dictionary(grouping: missingAssets(in: directory), by: \.source)
            .mapValues { .manifest($0.map(\.diagnostic)) }
    }

    /// Throws all errors about missing assets, so that they are reported before anything is sent.
    func checkAssets(in directory: FilePath) throws(ManifestError) {
        let diagnostics = missingAssets(in: directory).map(\.diagnostic)
        guard diagnostics.isEmpty else { throw .manifest(diagnostics) }
    }
}

/// The reason why nothing can be published of a path of the manifest.
private struct MissingAsset {
    let code: Diagnostic.Code
    let message: String
    let fix: String?

    /// Looks an asset up; nil if it is there.
    init?(_ source: AssetSource, in directory: FilePath) {
        let location = source.location(in: directory)
        let state = PathState(of: location)
        switch source.options {
        case _ where state == .missing:
            code = "not-found"
            message = "no file or directory at '\(source.path.printable())'"
            fix =
                NearestPath(source.path, in: directory).hint
                ?? "check the path, which is relative to the manifest's directory"
        case .image where state == .file:
            code = "not-a-directory"
            message = "'\(source.path)' is not a directory"
            fix = "name the directory that holds the Dockerfile"
        case .image(let build) where PathState(of: location.appending(build.dockerfile)) == .missing:
            code = "no-dockerfile"
            message = "no Dockerfile at '\(source.path)/\(build.dockerfile)'"
            let nearest = NearestPath(build.dockerfile, in: location).path
            fix = nearest.map { "did you mean 'file: \($0)'?" } ?? "create it, or set another path with 'file:'"
        case .image, .modelData: return nil
        }
    }
}

/// The file or directory that a path which leads nowhere probably means.
private struct NearestPath {
    /// The path with the nearest names; nil if there is nothing like it.
    let path: String?
    private let differsInCaseOnly: Bool

    init(_ path: String, in directory: FilePath) {
        var found = path.utf8.first == UInt8(ascii: "/") ? FilePath("/") : directory
        var components: [String] = []
        var differsInCaseOnly = true
        for component in path.pathComponents {
            var name: String? = component
            if PathState(of: found.appending(component)) == .missing {
                let names = (try? DirectoryStream.names(in: found)) ?? []
                name = names.sorted().first { $0.lowercased() == component.lowercased() }
                if name == nil {
                    differsInCaseOnly = false
                    name = Suggestion.nearest(to: component, among: names)
                }
            }
            guard let name else {
                (self.path, self.differsInCaseOnly) = (nil, false)
                return
            }
            components.append(name)
            found.append(name)
        }
        self.path = (path.utf8.first == UInt8(ascii: "/") ? "/" : "") + components.joined(separator: "/")
        self.differsInCaseOnly = differsInCaseOnly
    }

    var hint: String? {
        path.map { "did you mean '\($0)'?\(differsInCaseOnly ? " case and accents of names count" : "")" }
    }
}

/// The kind of file that a path leads to.
private enum PathState {
    case missing, file, directory
    /// Something that cannot be looked at: reading it reports why.
    case unknown

    init(of path: FilePath) {
        var status = stat()
        guard stat(path.string, &status) == 0 else {
            // Nothing can be where a name is too long for the file system.
            self = [ENOENT, ENOTDIR, ENAMETOOLONG].contains(errno) ? .missing : .unknown
            return
        }
        self = FileKind(mode: status.st_mode) == .directory ? .directory : .file
    }
}
