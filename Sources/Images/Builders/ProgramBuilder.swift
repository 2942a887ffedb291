internal import Basics
internal import Hashing
internal import Registry
internal import SystemPackage

/// The command lines of one kind of builders.
protocol BuilderTool: Sendable {
    /// Builds the image and returns the files that have it.
    func build(_ session: BuildSession) async throws -> BuiltFiles
}

/// The files that a builder hands over.
enum BuiltFiles: Sendable {
    /// An OCI image layout.
    case layout(FilePath)
    /// A tar archive, as `docker save` writes it, or of an OCI image layout.
    case archive(FilePath)
}

/// A builder that is a program.
struct ProgramBuilder: ImageBuilder {
    let name: String
    /// The program's name or path.
    let program: String
    let tool: any BuilderTool
    /// The number of threads that verify and compress layers.
    let width: Int

    func build(
        _ request: ImageBuildRequest,
        in directory: FilePath,
        log: @escaping @Sendable (String) -> Void
    ) async throws -> any ImageContent {
        // Builders run in the directory of the manifest, from which relative paths would lead elsewhere.
        var request = request
        request.context = try request.context.absolute
        request.directory = try request.directory.absolute
        let workspace = try BuildWorkspace(request, in: try directory.absolute)
        // Before the builder's failure is passed on: nothing confidential stays.
        defer { workspace.removePrivateFiles() }
        let session = try BuildSession(self, request, workspace, log: log)
        let files = try await tool.build(session)
        workspace.removePrivateFiles()
        let reader = ImageReader(
            name: request.name,
            platform: request.platform,
            directory: workspace.layers,
            width: width
        )
        switch files {
        case .layout(let path): return try await reader.read(layout: path)
        case .archive(let path):
            let image = try await reader.read(archive: path)
            try remove(path)
            return image
        }
    }

    private func remove(_ file: FilePath) throws {
        try FileError.naming("remove", file) { try PrivateFiles.remove(file: file) }
    }
}

extension FilePath {
    /// The path of a directory from the root of the file system.
    fileprivate var absolute: FilePath {
        get throws(FileError) {
            guard isRelative else { return self }
            let path = isEmpty ? "." : self
            return try FileError.naming("read", path) { FilePath(try path.string.canonicalPath()) }
        }
    }
}
