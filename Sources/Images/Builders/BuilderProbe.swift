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
            let help = (try? await ask(["build", "--help"]).get()) ?? []
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
        if case .success = try await ask(["buildx", "version"]) { return .buildx }
        // Since version 23, the client builds with BuildKit by buildx only.
        let major = Int(clientVersion.prefix { $0.isNumber })
        return major.map { (19..<23).contains($0) } == true ? .embedded : .legacy
    }
}
