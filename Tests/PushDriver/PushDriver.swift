import HTTP
import Registry
import SystemPackage

/// The program of ci/bench/push: pushes an image of an image layout directory, as `publish` does, without a build.
///
///     PushDriver LAYOUT TAG http://127.0.0.1:PORT REPOSITORY
@main struct PushDriver {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 5, let endpoint = RegistryEndpoint(try HTTPURL(arguments[3])) else {
            fatalError("usage: PushDriver LAYOUT TAG URL REPOSITORY")
        }
        let (directory, tag) = (FilePath(arguments[1]), arguments[2])
        let layout = LayoutRepository(directory, name: directory.string)
        guard let image = try await layout.image(.tag(tag), platform: .amd64) else { fatalError("no image '\(tag)'") }
        var transport = CurlTransport.Configuration()
        transport.connectionLimit = 128
        let configuration = RegistryClient.Configuration(
            transport: CurlTransport(transport),
            credentials: NoRegistryCredentials()
        )
        let repository = try RegistryRepository(arguments[4], in: endpoint, configuration)
        let digest = try await repository.push(image, tag: tag, mountingFrom: nil) { _ in }
        print(digest, repository.counters.sentByteCount, repository.counters.requestCount)
    }
}
