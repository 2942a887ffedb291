internal import Assets
internal import Basics
internal import SystemPackage

/// The files of a build beside its context.
struct BuildWorkspace: Sendable {
    /// A pattern that matches no file: assets never contain this program's temporary names.
    ///
    /// podman and some versions of BuildKit take a file without patterns for a missing one, and read the context's.
    private static let ignoreNothing = ".sageassets-0000000000000000\n"

    /// The copy of the Dockerfile outside of the context, with an ignore file beside it that BuildKit prefers to the
    /// context's: the context is taken as it is.
    let dockerfile: FilePath
    /// The text of the Dockerfile.
    let dockerfileText: String
    /// An ignore file that leaves nothing out.
    let ignoreFile: FilePath
    /// The path that the builder writes the image to.
    let output: FilePath
    /// The directory of layers that are compressed here.
    let layers: FilePath
    /// The directory of everything that is confidential, for its owner only.
    let secrets: FilePath

    /// Writes the files.
    ///
    /// - Parameter directory: An empty directory.
    init(_ request: ImageBuildRequest, in directory: FilePath) throws {
        let source = request.context.appending(request.build.dockerfile)
        let bytes = try Dockerfile.read(source, in: request.context)
        let folder = directory.appending("dockerfile")
        try PrivateFiles.makeDirectory(folder)
        dockerfile = folder.appending(source.lastComponent?.string ?? "Dockerfile")
        dockerfileText = String(decoding: bytes, as: UTF8.self)
        ignoreFile = FilePath(dockerfile.string + ".dockerignore")
        try PrivateFiles.write(bytes, to: dockerfile)
        try PrivateFiles.write(Array(Self.ignoreNothing.utf8), to: ignoreFile)
        output = directory.appending("image")
        layers = directory.appending("layers")
        try PrivateFiles.makeDirectory(layers)
        secrets = directory.appending("private")
        try PrivateFiles.makeDirectory(secrets)
    }

    /// Removes what is confidential; the owner of the directory removes the rest.
    func removePrivateFiles() { PrivateFiles.removeTree(secrets) }
}
