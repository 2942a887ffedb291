internal import FoundationEssentials
internal import Subprocess
internal import SystemPackage

/// A program that keeps logins, `docker-credential-NAME` in `PATH`.
///
/// It is asked on its standard input and responds on its standard output: no login is in an argument or a file.
///
/// Source: "Credential helper protocol" in the reference of `docker login`.
struct CredentialHelper: Sendable {
    private static let outputLimit = 256 << 10
    /// The most bytes of a name, which any pipe holds (POSIX's `_POSIX_PIPE_BUF`); host names are shorter.
    private static let nameLimit = 512
    /// The time for a response: some helpers ask a person, or a service of the cloud.
    private static let patience = Duration.seconds(60)

    let name: String
    let environment: [String: String]

    private var program: String { "docker-credential-\(name)" }

    /// Returns the login that the program has for a registry, or nil if it has none.
    ///
    /// - Parameter server: The name of the registry at the program.
    func login(for server: String) async throws -> RegistryLogin? {
        let (succeeded, output) = try await withThrowingTaskGroup(of: (Bool, String).self) { group in
            group.addTask { try await run(server) }
            group.addTask {
                try await Task.sleep(for: Self.patience)
                throw error("it has not responded for a minute")
            }
            defer { group.cancelAll() }
            return try await group.next() ?? (false, "")
        }
        guard succeeded else {
            // The text of the protocol's own error, by which Docker tells it from others.
            if output.contains("credentials not found") { return nil }
            throw error("it failed")
        }
        guard let response = try? JSONDecoder().decode(Response.self, from: Data(output.utf8)) else {
            throw error("its output is not {\"Username\": …, \"Secret\": …}")
        }
        guard !response.Secret.isEmpty else { return nil }
        // By this name a helper says that the secret is a token.
        return response.Username == "<token>"
            ? .identityToken(response.Secret) : .password(user: response.Username, password: response.Secret)
    }

    private func run(_ server: String) async throws -> (Bool, String) {
        var platform = PlatformOptions()
        platform.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(2))]
        do {
            // All of it is in the pipe before the program starts: one that does not read it must not end this one.
            let input = try FileDescriptor.pipe()
            do {
                defer { try? input.writeEnd.close() }
                _ = try input.writeEnd.writeAll(server.utf8.prefix(Self.nameLimit))
            } catch {
                try? input.readEnd.close()
                throw error
            }
            let result = try await Subprocess.run(
                .name(program),
                arguments: ["get"],
                environment: .custom(environmentOfChild),
                platformOptions: platform,
                input: .fileDescriptor(input.readEnd, closeAfterSpawningProcess: true),
                output: .string(limit: Self.outputLimit),
                error: .discarded
            )
            return (result.terminationStatus.isSuccess, result.standardOutput)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw self.error("it cannot be run: is it in PATH?")
        }
    }

    private var environmentOfChild: [Subprocess.Environment.Key: String] {
        var variables: [Subprocess.Environment.Key: String] = [:]
        for (name, value) in environment {
            guard let key = Subprocess.Environment.Key(rawValue: name) else { continue }
            variables[key] = value
        }
        return variables
    }

    private func error(_ problem: String) -> RegistryError {
        .credentials(
            source: program,
            problem: problem,
            hint: "try '\(program) list', or remove it from 'credsStore' and 'credHelpers' in Docker's config.json"
        )
    }

    private struct Response: Decodable {
        let Username: String
        let Secret: String
    }
}
