internal import Archive
internal import Assets
internal import Basics
internal import Hashing
internal import IgnoreRules
internal import Staging
internal import SystemPackage

/// docker, with its own BuildKit, with that of its plugin buildx, or without.
///
/// The engine keeps the image, and `docker save` hands it over: this works with every driver and every kind of store.
struct DockerTool: BuilderTool {
    /// The way in which a client builds.
    enum Mode: Sendable {
        /// By the plugin buildx.
        case buildx
        /// By the BuildKit of an engine before version 23.
        case embedded
        /// Without BuildKit.
        case legacy
    }

    let mode: Mode

    func build(_ session: BuildSession) async throws -> BuiltFiles {
        switch mode {
        case .buildx, .embedded: try await buildWithBuildKit(session)
        case .legacy: try await buildWithoutBuildKit(session)
        }
        return .archive(session.files.output)
    }

    /// Builds under a name of ours: an image that the user has under another name stays when ours is removed.
    private func buildWithBuildKit(_ session: BuildSession) async throws {
        let name = "sageassets-build:\(Hex.encode((0..<16).map { _ in UInt8.random(in: 0...255) }))"
        let arguments =
            mode == .buildx
            ? try buildxArguments(session, named: name) : try embeddedArguments(session, named: name)
        do {
            let variables = BuildSession.reproducible.merging(["DOCKER_BUILDKIT": "1"]) { $1 }
            try await session.run(arguments, variables: variables)
            try await session.run(["save", name], writingTo: session.files.output)
        } catch {
            await session.cleanUp(["rmi", name])
            throw error
        }
        await session.cleanUp(["rmi", name])
    }

    private func buildxArguments(_ session: BuildSession, named name: String) throws -> [String] {
        ["buildx", "build", "--progress=plain", "--provenance=false"]
            + ["--output=type=docker,name=\(name),oci-mediatypes=false,rewrite-timestamp=true"]
            + session.epochArguments + session.commonArguments + [session.request.context.string]
    }

    private func embeddedArguments(_ session: BuildSession, named name: String) throws -> [String] {
        let hint = "install docker's plugin buildx, or build with another builder"
        try session.refuse("named contexts without buildx", if: !session.contexts.isEmpty, hint: hint)
        try session.refuse("'cacheTo' without buildx", if: session.request.build.cacheTo != nil, hint: hint)
        return ["build", "--progress=plain", "--tag=\(name)"] + session.commonArguments
            + [session.request.context.string]
    }

    /// Sends the context as an archive, to which the client applies no `.dockerignore` a second time.
    ///
    /// The image is built without a name: it is the last part of the cache.
    private func buildWithoutBuildKit(_ session: BuildSession) async throws {
        let hint = "install docker's plugin buildx, or build with another builder"
        let build = session.request.build
        try session.refuse("secrets without BuildKit", if: !build.secrets.isEmpty, hint: hint)
        try session.refuse("'ssh' without BuildKit", if: !build.ssh.isEmpty, hint: hint)
        try session.refuse("named contexts without BuildKit", if: !session.contexts.isEmpty, hint: hint)
        try session.refuse("'cacheTo' without BuildKit", if: build.cacheTo != nil, hint: hint)
        let (archive, idFile) = (
            session.files.secrets.appending("context.tar.gz"), session.files.secrets.appending("image-id")
        )
        try await Self.write(session.request.context, to: archive)
        try await session.run(
            ["build", "--iidfile=\(idFile)", "--file=\(build.dockerfile)"] + session.basicArguments + ["-"],
            variables: ["DOCKER_BUILDKIT": "0"],
            input: archive
        )
        try await session.run(["save", try ImageID.read(idFile)], writingTo: session.files.output)
    }

    private static func write(_ context: FilePath, to archive: FilePath) async throws {
        let tree = try FileTree(at: context, links: .keep, rules: IgnoreRuleSet())
        try PrivateFiles.write([], to: archive)
        let file = try FileError.naming("write", archive) { try FileDescriptor.open(archive, .writeOnly) }
        defer { try? file.close() }
        _ = try await BundleWriter(tree, encoder: FrameEncoder(compression: .fast), width: 2).write(
            digests: .none,
            to: { slice in
                let bytes = try slice.bytes()
                try FileError.naming("write", archive) { _ = try file.writeAll(bytes) }
            }
        )
    }
}
