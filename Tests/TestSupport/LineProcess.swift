internal import Foundation
internal import SystemPackage

/// A program that responds to lines with lines; its standard input ends with the last reference to this object.
///
/// Safe: the rest of the output is touched on the queue only.
final class LineProcess: @unchecked Sendable {
    private let input: FileDescriptor
    private let output: FileDescriptor
    private let queue = DispatchQueue(label: "line process")
    private var rest = Data()

    /// Starts a program in `PATH`.
    init(_ name: String, _ arguments: [String]) throws {
        let (ownInput, ownOutput) = (try FileDescriptor.pipe(), try FileDescriptor.pipe())
        (input, output) = (ownInput.writeEnd, ownOutput.readEnd)
        let process = try ownInput.readEnd.closeAfter {
            try ownOutput.writeEnd.closeAfter {
                try ChildProcess(
                    ["/usr/bin/env", name] + arguments,
                    environment: ProcessInfo.processInfo.environment,
                    input: ownInput.readEnd,
                    output: ownOutput.writeEnd
                )
            }
        }
        Thread.detachNewThread { _ = process.status() }
    }

    deinit {
        try? input.close()
        try? output.close()
    }

    /// Writes a line, if there is one to write, and returns the next line of the program; empty if it has ended.
    func ask(_ line: String?) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try self.exchange(line) }) }
        }
    }

    /// Returns the next line of the program, and waits for it; empty if the program has ended.
    func nextLine() throws -> String {
        try queue.sync { try exchange(nil) }
    }

    /// Writes a line that has no response.
    func send(_ line: String) throws {
        try input.writeAll("\(line)\n".utf8)
    }

    private func exchange(_ line: String?) throws -> String {
        if let line { try send(line) }
        while true {
            if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                defer { rest = Data(rest[(end + 1)...]) }
                return String(decoding: rest[..<end], as: UTF8.self)
            }
            var piece = [UInt8](repeating: 0, count: 1 << 16)
            let count = try piece.withUnsafeMutableBytes { try output.read(into: $0) }
            if count == 0 { return "" }
            rest += piece[..<count]
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
