internal import Foundation

/// A way to a server that is slow, and may be away for a while: `ci/servers/link.py`.
public struct Link: Sendable {
    /// An outage.
    public struct Outage: Sendable {
        /// The number of bytes after which it begins.
        let byteCount: Int
        let seconds: Double

        /// Describes an outage.
        public init(after byteCount: Int, seconds: Double) {
            (self.byteCount, self.seconds) = (byteCount, seconds)
        }
    }

    /// The endpoint of the link, which stands for the server's.
    public let endpoint: String
    private let process: LineProcess

    /// Puts a link before a server.
    ///
    /// - Parameters:
    ///   - server: The server.
    ///   - rate: The most bytes a second towards the server; nil for no limit.
    ///   - outage: An outage.
    public init(before server: S3Server, rate: Int? = nil, outage: Outage? = nil) async throws {
        var arguments = [URL.ofRepository("ci/servers/link.py").path, server.endpoint.replacing("http://", with: "")]
        if let rate { arguments += ["--rate", "\(rate)"] }
        if let outage { arguments += ["--away", "\(outage.byteCount)", "\(outage.seconds)"] }
        process = try LineProcess("python3", arguments)
        endpoint = "http://127.0.0.1:\(try await process.ask(nil))"
    }

    /// Returns the number of bytes that the server was sent so far.
    public func byteCount() async throws -> Int { Int(try await process.ask("")) ?? 0 }
}
