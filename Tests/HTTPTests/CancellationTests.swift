import Basics
import HTTP
import Testing
import TestSupport

@Suite struct CancellationTests {
    @Test func cancelledTaskSendsNothing() async throws {
        let server = try FaultServer.shared()
        let bucket = try await server.makeBucket()
        let transport = CurlTransport()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await transport.send(HTTPRequest(.get, server.url("/\(bucket)/key")), responseLimit: 0)
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await server.log(of: bucket).isEmpty)
    }

    @Test(.hangLimit, arguments: [0, 1, 5, 50])
    func cancellationEndsTransferAtOnce(milliseconds: Int) async throws {
        let server = try FaultServer.shared()
        let bucket = try await server.makeBucket(["script": [["stall": 60]]])
        let transport = CurlTransport()
        let task = Task {
            try await transport.send(HTTPRequest(.get, server.url("/\(bucket)/key")), responseLimit: 0)
        }
        try await Task.sleep(for: .milliseconds(milliseconds))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func mixedTransfersAllEnd() async throws {
        let server = try FaultServer.shared()
        let bucket = try await server.makeBucket()
        let transport = CurlTransport()
        let body = [UInt8](repeating: 1, count: 100_000)
        let ended = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<60 {
                group.addTask {
                    let task = Task {
                        let request = HTTPRequest(.put, server.url("/\(bucket)/\(number)"), body: body)
                        return try await transport.send(request, responseLimit: 0)
                    }
                    if number.isMultiple(of: 3) { task.cancel() }
                    return (try? await task.value) != nil
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect((40...60).contains(ended))
    }
}
