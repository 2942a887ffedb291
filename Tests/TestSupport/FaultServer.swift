public import Basics
internal import Foundation
public import HTTP

/// The server that injects faults, `ci/servers/fault_server.py`: one process for all tests.
public struct FaultServer: Sendable {
    /// The port without TLS.
    public let port: Int
    /// The port with TLS.
    public let securePort: Int
    /// The file of the certificate that its TLS port shows.
    public let certificate: String

    /// A request that a bucket has seen.
    public struct Entry: Sendable, Decodable {
        /// Its method.
        public let method: String
        /// Its path, as it was sent.
        public let path: String
        /// Its query, as it was sent.
        public let query: String
        /// The same for requests on the same connection.
        public let connection: Int
        /// The values by lower-case names.
        public let headers: [String: String]
    }

    private static let running = Result { try start() }

    /// The server, started by whoever asks first; it ends with this process.
    public static func shared() throws -> FaultServer { try running.get().server }

    private static func start() throws -> (server: FaultServer, process: LineProcess) {
        // The server ends when its standard input does.
        let process = try LineProcess("python3", [URL.ofRepository("ci/servers/fault_server.py").path])
        let line = try process.nextLine()
        let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
        guard words.count == 3, let port = Int(words[0]), let securePort = Int(words[1]) else {
            throw FaultServerError(line: line)
        }
        return (FaultServer(port: port, securePort: securePort, certificate: words[2]), process)
    }

    /// A URL on the plain port.
    public func url(_ path: String, query: [HTTPURL.QueryItem] = []) -> HTTPURL {
        HTTPURL(scheme: .http, host: "127.0.0.1", port: port, path: path, query: query)
    }

    /// A URL on the TLS port.
    public func secureURL(_ path: String) -> HTTPURL {
        HTTPURL(scheme: .https, host: "127.0.0.1", port: securePort, path: path)
    }

    /// Makes a bucket of the test's own that behaves as the settings say, and returns its name.
    public func makeBucket(_ settings: [String: JSON] = [:]) async throws -> String {
        let name = "bucket-\(UUID().uuidString.lowercased())"
        let body = Array(JSON.object(settings).indented.utf8)
        _ = try await control.send(HTTPRequest(.put, url("/_bucket/\(name)"), body: body), responseLimit: 0)
        return name
    }

    /// The requests that a bucket has seen, in order.
    public func log(of bucket: String) async throws -> [Entry] {
        let response = try await control.send(HTTPRequest(.get, url("/_log/\(bucket)")), responseLimit: 1 << 20)
        return try JSONDecoder().decode([Entry].self, from: Data(response.body))
    }
}

/// The line that the server printed in place of its ports.
struct FaultServerError: Error {
    let line: String
}

private let control = CurlTransport()
