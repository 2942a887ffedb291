internal import Assets
internal import Basics
internal import SystemPackage

/// Asks a builder whether it works: whether it is there, and whether the engine behind it answers.
struct BuilderProbe: Sendable {
    /// The answer.
    enum Answer: Sendable {
        case works(any BuilderTool)
        case fails(reason: String)
    }

    /// The time within which a builder must answer.
    static let limit = Duration.seconds(60)
    /// The number of lines of an answer that are read; help texts have about 100.
    private static let lineLimit = 500

    let program: String
    let environment: [String: String]

    /// Returns the tool that runs the builder, or the reason why it cannot.
    func tool(_ kind: BuilderName) async throws -> Answer {
        switch kind {
        case .docker: try await docker()
        case .podman, .buildah: try await containers()
        case .nerdctl, .finch: try await answer(["info"], NerdctlTool())
        case .buildctl: try await answer(["debug", "workers"], BuildctlTool())
        }
    }

    /// Runs the program, and gives its own words where it fails.
    private func ask(_ arguments: [String]) async throws -> Result<[String], Failure> {
        let process = ChildProcess(program: program, arguments: arguments, environment: environment, directory: "/")
        do {
            guard let (ending, lines) = try await process.run(within: Self.limit, lineLimit: Self.lineLimit) else {
                return .failure(Failure(reason: "it does not answer within \(Self.limit.components.seconds) seconds"))
            }
            if ending.isSuccess { return .success(lines) }
            let words = lines.last { !$0.allSatisfy(\.isWhitespace) } ?? ""
            return .failure(Failure(reason: words.isEmpty ? "\(ending)" : words.printable(limit: 200)))
        } catch ImageError.cannotRun(_, let reason) {
            return .failure(Failure(reason: reason))
        }
    }

    /// Runs the program, and returns its lines; none where it fails.
    private func lines(_ arguments: [String]) async throws -> [String] {
        guard case .success(let lines) = try await ask(arguments) else { return [] }
        return lines
    }

    private struct Failure: Error {
        let reason: String
    }

    private func answer(_ arguments: [String], _ tool: any BuilderTool) async throws -> Answer {
        switch try await ask(arguments) {
        case .success: .works(tool)
        case .failure(let failure): .fails(reason: failure.reason)
        }
    }

    private func containers() async throws -> Answer {
        switch try await ask(["info"]) {
        case .failure(let failure): return .fails(reason: failure.reason)
        case .success:
            let help = try await lines(["build", "--help"])
            return .works(ContainersTool(isAnonymous: help.contains { $0.contains(ContainersTool.anonymous) }))
        }
    }

    /// The client may be old or new, and a part of it that newer ones need for BuildKit may be missing.
    private func docker() async throws -> Answer {
        switch try await ask(["version", "--format", "{{.Client.Version}} {{.Server.Version}}"]) {
        case .failure(let failure): return .fails(reason: failure.reason)
        case .success(let lines):
            // podman's package of that name writes a notice first.
            guard let version = lines.last, !lines.contains(where: { $0.contains("podman") }) else {
                return .fails(reason: "it is podman under another name: choose 'podman'")
            }
            return .works(DockerTool(mode: try await mode(clientVersion: version)))
        }
    }

    private func mode(clientVersion: String) async throws -> DockerTool.Mode {
        // The user's own choice, as docker reads it.
        if ["0", "false", "f"].contains(environment["DOCKER_BUILDKIT"]?.lowercased()) { return .legacy }
        if case .success = try await ask(["buildx", "version"]) { return .buildx(try await buildxOutput()) }
        // Since version 23, the client builds with BuildKit by buildx only.
        let major = Int(clientVersion.prefix { $0.isNumber })
        return major.map { (19..<23).contains($0) } == true ? .embedded : .legacy
    }

    /// Only an engine without containerd's image store cannot write archives, and only if buildx builds by the engine itself,
    /// by the driver "docker".
    private func buildxOutput() async throws -> DockerTool.BuildxOutput {
        if let driver = try await buildxDriver(), driver != "docker" { return .archive }
        // `[[driver-type io.containerd.snapshotter.v1]]`, or properties of a storage driver.
        let status = try await lines(["info", "--format", "{{.DriverStatus}}"])
        return status.contains { $0.contains("io.containerd.snapshotter") } ? .archive : .engine
    }

    /// Returns the driver of the builder that buildx would use; nil if it does not say.
    private func buildxDriver() async throws -> String? {
        let words = try await lines(["buildx", "inspect"]).map { $0.split(whereSeparator: \.isWhitespace) }
        return words.first { $0.count == 2 && $0[0] == "Driver:" }.map { String($0[1]) }
    }
}
