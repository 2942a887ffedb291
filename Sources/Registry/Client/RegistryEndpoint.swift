public import HTTP

/// A registry: the host, and the port if it is not the default one, as image references name it.
///
/// Only HTTPS is spoken, except with a registry on this machine: there, as Docker does, HTTPS is tried first, and HTTP if
/// the server does not speak TLS.
public struct RegistryEndpoint: Sendable, Hashable, LosslessStringConvertible {
    /// The host and the port, as image references and Docker's configuration name them.
    public let description: String
    /// The URL of the server, and whether its scheme is known.
    let server: HTTPURL
    let isSchemeKnown: Bool

    /// Reads `host` or `host:port`; returns nil for any other text.
    public init?(_ description: String) {
        let name = Self.dockerHubNames.contains(description) ? Self.dockerHub : description
        let host = name == Self.dockerHub ? "registry-1.docker.io" : name
        guard let server = try? HTTPURL("https://\(host)"), server.path == "/", !description.hasSuffix("/") else {
            return nil
        }
        self.description = name
        self.server = server
        isSchemeKnown = !server.isLoopback
    }

    /// Names a registry whose URL is known; returns nil for plain HTTP to another machine.
    ///
    /// - Parameters:
    ///   - url: The URL of the server, whose path is not kept.
    ///   - name: The name in image references and to credentials; nil for the URL's host and port.
    public init?(_ url: HTTPURL, name: String? = nil) {
        guard url.scheme == .https || url.isLoopback else { return nil }
        server = HTTPURL(scheme: url.scheme, host: url.host, port: url.port)
        description = name ?? url.authority
        isSchemeKnown = true
    }

    /// Docker Hub, whose registry has another name than its references.
    static let dockerHub = "docker.io"
    private static let dockerHubNames: Set = ["docker.io", "index.docker.io", "registry-1.docker.io"]

    /// Returns the name of a repository in this registry: Docker Hub's own images are in `library`.
    func repository(_ name: String) -> String {
        description == Self.dockerHub && !name.contains("/") ? "library/\(name)" : name
    }
}

/// The grammar of repositories and tags.
///
/// Source: "Pulling manifests" in the OCI distribution specification, version 1.1.
enum RegistryName {
    static func isRepository(_ text: String) -> Bool {
        let component = /[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*/
        return text.utf8.count <= 255
            && text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
                (try? component.wholeMatch(in: $0)) != nil
            }
    }

    static func isTag(_ text: String) -> Bool {
        (try? /[A-Za-z0-9_][A-Za-z0-9._\-]{0,127}/.wholeMatch(in: text)) != nil
    }
}
