internal import Foundation

/// A program that responds to lines with lines; it ends with the last reference to this object.
///
/// Safe: the pipes are touched on the queue only.
final class LineProcess: @unchecked Sendable {
    private let process = Process()
    private let (input, output) = (Pipe(), Pipe())
    private let queue = DispatchQueue(label: "line process")
    private var rest = Data()

    /// Starts a program in `PATH`.
    init(_ name: String, _ arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    deinit {
        try? input.fileHandleForWriting.close()
    }

    /// Writes a line, if there is one to write, and returns the next line of the program; empty if it has ended.
    func ask(_ line: String?) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try self.exchange(line) }) }
        }
    }

    /// Writes a line that has no response.
    func send(_ line: String) throws {
        try input.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8))
    }

    private func exchange(_ line: String?) throws -> String {
        if let line { try send(line) }
        var line = Data()
        while true {
            if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                line += rest[..<end]
                rest = Data(rest[(end + 1)...])
                return String(decoding: line, as: UTF8.self)
            }
            line += rest
            rest = output.fileHandleForReading.availableData
            if rest.isEmpty { return "" }
        }
    }
}

extension URL {
    /// A file of this repository.
    static func ofRepository(_ path: String) -> URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent(path)
    }
}
