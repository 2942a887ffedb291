internal import Foundation

/// A way to a server that closes at a known moment, `ci/servers/gate.py`: the state of a program in the middle of its
/// work can be held as long as a test needs it.
public struct Gate: Sendable {
    /// When a gate closes.
    public enum Moment: Sendable {
        /// When so many bytes have been sent to the server.
        case afterBytes(Int)
        /// When a request begins whose first line a regular expression of Python matches.
        case beforeRequest(String)
    }

    /// The endpoint of the gate, which stands for the server's.
    public let endpoint: String
    private let process: LineProcess

    /// Puts a gate before a server.
    ///
    /// - Parameters:
    ///   - server: The server.
    ///   - moment: When to hold back all that follows.
    public init(before server: S3Server, closing moment: Moment) async throws {
        try await self.init(before: server.endpoint.replacing("http://", with: ""), closing: moment)
    }

    /// Puts a gate before a server.
    ///
    /// - Parameters:
    ///   - target: The host and the port of the server.
    ///   - moment: When to hold back all that follows.
    public init(before target: String, closing moment: Moment) async throws {
        let condition =
            switch moment {
            case .afterBytes(let count): ["bytes", "\(count)"]
            case .beforeRequest(let pattern): ["request", pattern]
            }
        process = try LineProcess("python3", [URL.ofRepository("ci/servers/gate.py").path, target] + condition)
        endpoint = "http://127.0.0.1:\(try await process.ask(nil))"
    }

    /// Waits until it has closed; false if the program ended before.
    public func hasClosed(on program: RunningProgram) async throws -> Bool {
        Task {
            _ = try await program.end()
            try open()
        }
        return try await process.ask(nil) == "closed"
    }

    /// Lets everything pass from now on.
    public func open() throws { try process.send("open") }
}
