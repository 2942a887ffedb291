internal import Archive
internal import Assets
internal import Basics
internal import Hashing
internal import IgnoreRules
internal import Staging
internal import SystemPackage

/// docker, with its own BuildKit, with that of its plugin buildx, or without.
///
/// BuildKit writes an archive where it can. An engine that keeps images in its own store cannot: it gets the image under a name
/// of ours, and `docker save` hands it over.
struct DockerTool: BuilderTool {
    /// The way in which a client builds.
    enum Mode: Sendable {
        /// By the plugin buildx.
        case buildx(BuildxOutput)
        /// By the BuildKit of an engine before version 23.
        case embedded
        /// Without BuildKit.
        case legacy
    }

    /// The way in which an image leaves buildx.
    enum BuildxOutput: Sendable {
        /// An archive: the drivers that have a BuildKit of their own, and engines with containerd's image store. An image for
        /// that store would be unpacked, which excludes `rewrite-timestamp` (moby/buildkit#4230).
        case archive
        /// The engine's own image store, whose exporter knows neither archives nor `rewrite-timestamp`.
        case engine
    }

    let mode: Mode

    func build(_ session: BuildSession) async throws -> BuiltFiles {
        switch mode {
        case .buildx(.archive): try await buildArchive(session)
        case .buildx(.engine):
            let name = Self.newName()
            try await buildInEngine(session, named: name, buildxArguments(session, output: "type=docker,name=\(name)"))
        case .embedded:
            let name = Self.newName()
            try await buildInEngine(session, named: name, try embeddedArguments(session, named: name))
        case .legacy: try await buildWithoutBuildKit(session)
        }
        return .archive(session.files.output)
    }

    private func buildArchive(_ session: BuildSession) async throws {
        let output = "type=docker,dest=\(session.files.output),oci-mediatypes=false,rewrite-timestamp=true"
        try await session.run(buildxArguments(session, output: output), variables: BuildSession.reproducible)
    }

    /// A name of ours: an image that the user has under another name stays when ours is removed.
    private static func newName() -> String {
        "sageassets-build:\(Hex.encode((0..<16).map { _ in UInt8.random(in: 0...255) }))"
    }

    private func buildInEngine(_ session: BuildSession, named name: String, _ arguments: [String]) async throws {
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

    private func buildxArguments(_ session: BuildSession, output: String) -> [String] {
        ["buildx", "build", "--progress=plain", "--provenance=false", "--output=\(output)"]
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
