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

    private static func start() throws -> (server: FaultServer, process: ProcessBox) {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let script = root.deletingLastPathComponent().appendingPathComponent("ci/servers/fault_server.py")
        let (process, input, output) = (Process(), Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", script.path]
        // The server ends when the other end of this pipe is closed.
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var line = ""
        while !line.hasSuffix("\n") {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { break }
            line += String(decoding: data, as: UTF8.self)
        }
        let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
        guard words.count == 3, let port = Int(words[0]), let securePort = Int(words[1]) else {
            throw FaultServerError(line: line)
        }
        let server = FaultServer(port: port, securePort: securePort, certificate: words[2])
        return (server, ProcessBox(process: process, input: input))
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

/// Keeps the server running.
///
/// Safe: nothing is done with either after they were made.
private struct ProcessBox: @unchecked Sendable {
    let process: Process
    let input: Pipe
}
