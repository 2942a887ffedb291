internal import Assets
internal import Basics
internal import Registry
internal import SystemPackage

/// One build while it runs: the command line's parts that builders share, and the processes.
struct BuildSession: Sendable {
    let request: ImageBuildRequest
    let files: BuildWorkspace
    let secrets: BuildSecrets
    let contexts: [NamedContext]

    private let builder: ProgramBuilder
    private let output: BuildOutput
    private let environment: [String: String]

    init(
        _ builder: ProgramBuilder,
        _ request: ImageBuildRequest,
        _ files: BuildWorkspace,
        log: @escaping @Sendable (String) -> Void
    ) throws {
        self.builder = builder
        self.request = request
        self.files = files
        secrets = try BuildSecrets(request, in: files.secrets)
        contexts = try NamedContext.all(of: request)
        let dockerfile = files.dockerfile.lastComponent?.string ?? ""
        output = BuildOutput(dockerfile: dockerfile, secrets: secrets.pieces, log: log)
        let inherited = BuilderEnvironment.filtered(request.environment, keeping: secrets.variables)
        environment = try request.credentials.environment(extending: inherited, in: files.secrets)
    }

    /// The name of the builder.
    var name: String { builder.name }

    /// Throws an error if the build has an option that the builder does not have.
    func refuse(_ option: String, if isUsed: Bool, hint: String) throws {
        guard !isUsed else { throw ImageError.unsupportedOption(builder: name, option: option, hint: hint) }
    }

    // MARK: Processes

    /// Runs the builder; its output goes to the log.
    ///
    /// - Parameters:
    ///   - arguments: The arguments.
    ///   - variables: Variables to set; nil to leave one out.
    ///   - input: The file that it reads; nil for none.
    func run(_ arguments: [String], variables: [String: String?] = [:], input: FilePath? = nil) async throws {
        let ending = try await process(arguments, variables).run(input: input) { output.add($0) }
        try check(ending)
    }

    /// Runs the builder and writes its standard output to a file.
    func run(_ arguments: [String], writingTo file: FilePath) async throws {
        try check(try await process(arguments).run(writingTo: file) { output.add($0) })
    }

    /// Runs the builder to remove what the build has left in its store, also after a failure and a cancellation.
    ///
    /// Nothing depends on its success: a name of ours that stays is no harm.
    func cleanUp(_ arguments: [String]) async {
        let process = process(arguments)
        // A task of its own, since a cancelled one cannot run anything.
        _ = await Task { try await process.run(within: BuilderProbe.limit) }.result
    }

    private func process(_ arguments: [String], _ variables: [String: String?] = [:]) -> ChildProcess {
        let environment = variables.reduce(into: environment) { $0[$1.key] = $1.value }
        // The paths of SSH keys and of caches are relative to the manifest, too.
        return ChildProcess(
            program: builder.program,
            arguments: arguments,
            environment: environment,
            directory: request.directory
        )
    }

    private func check(_ ending: ChildProcess.Ending) throws {
        guard !ending.isSuccess else { return }
        let step = output.step
        let line =
            step.line ?? step.instruction.flatMap { DockerfileInstructions(files.dockerfileText).line(of: $0) }
        let failure = BuildFailure(
            asset: request.name,
            builder: name,
            ending: "\(ending)",
            location: line.map { "\(request.build.dockerfile):\($0)".printableLine },
            step: step.instruction?.printable(limit: 200),
            lastLines: output.lastLines
        )
        throw ImageError.buildFailed(failure)
    }
}

// MARK: Arguments

extension BuildSession {
    /// The options that docker, podman, buildah and nerdctl spell alike, with an absolute path of the Dockerfile.
    var commonArguments: [String] {
        let build = request.build
        return ["--file=\(files.dockerfile)"] + basicArguments
            + contexts.map { "--build-context=\($0.name)=\($0.value)" }
            + secrets.arguments.map { "--secret=\($0)" }
            + build.ssh.map { "--ssh=\($0)" }
            + (build.cacheTo.map { ["--cache-to=\($0)"] } ?? [])
    }

    /// The options that every version of these has.
    var basicArguments: [String] {
        let build = request.build
        return ["--platform=\(request.platform)"]
            + (build.target.map { ["--target=\($0)"] } ?? [])
            + (build.network.map { ["--network=\($0)"] } ?? [])
            + build.buildArgs.sorted { $0.key < $1.key }.map { "--build-arg=\($0.key)=\($0.value)" }
            + build.cacheFrom.map { "--cache-from=\($0)" }
    }

    /// The time of all files and of the image for builders that follow "SOURCE_DATE_EPOCH" of reproducible-builds.org;
    /// empty if the build sets another one.
    var epochArguments: [String] {
        request.build.buildArgs["SOURCE_DATE_EPOCH"] == nil ? ["--build-arg=SOURCE_DATE_EPOCH=0"] : []
    }

    /// The variables by which BuildKit's clients make the same image at any time, and no attestation.
    static let reproducible: [String: String?] = ["SOURCE_DATE_EPOCH": "0", "BUILDX_NO_DEFAULT_ATTESTATIONS": "1"]
}
