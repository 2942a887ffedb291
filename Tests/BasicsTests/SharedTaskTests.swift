import Basics
import Synchronization
import Testing
import TestSupport

@Suite(.hangLimit) struct SharedTaskTests {
    private struct Failure: Error {}

    /// Work that runs until a test opens it, or until it is cancelled.
    private final class Work: Sendable {
        private let gate = AsyncStream.makeStream(of: Void.self)
        private let counts = Mutex((started: 0, cancelled: 0))

        var started: Int { counts.withLock(\.started) }
        var cancelled: Int { counts.withLock(\.cancelled) }

        func open() { gate.continuation.finish() }

        @Sendable func run() async throws -> Int {
            let number = counts.withLock { counts in
                counts.started += 1
                return counts.started
            }
            for await _ in gate.stream {}
            guard !Task.isCancelled else {
                counts.withLock { $0.cancelled += 1 }
                throw CancellationError()
            }
            return number
        }
    }

    private func wait(until condition: () -> Bool) async throws {
        while !condition() { try await Task.sleep(for: .milliseconds(1)) }
    }

    @Test func allGetTheResultOfOneRun() async throws {
        let work = Work()
        var shared: SharedTask<Int>?
        let tasks = (0..<10).map { _ in shared.claimed(orStarting: work.run) }.map { claim in
            Task { try await claim.value() }
        }
        work.open()
        for task in tasks { #expect(try await task.value == 1) }
        // The result stays.
        let later = shared.claimed(orStarting: work.run)
        #expect(try await later.value() == 1)
        #expect(work.started == 1)
    }

    @Test func workEndsWithTheLastOneThatWaits() async throws {
        let work = Work()
        var shared: SharedTask<Int>?
        let tasks = (0..<3).map { _ in shared.claimed(orStarting: work.run) }.map { claim in
            Task { try await claim.value() }
        }
        try await wait { work.started == 1 }
        for task in tasks { task.cancel() }
        for task in tasks { await #expect(throws: CancellationError.self) { try await task.value } }
        #expect(work.cancelled == 1)
    }

    @Test func othersGetTheResultWhenOneIsCancelled() async throws {
        let work = Work()
        var shared: SharedTask<Int>?
        let claims = (0..<2).map { _ in shared.claimed(orStarting: work.run) }
        let tasks = claims.map { claim in Task { try await claim.value() } }
        try await wait { work.started == 1 }
        tasks[0].cancel()
        work.open()
        #expect(try await tasks[1].value == 1)
        #expect(work.cancelled == 0)
    }

    @Test func cancelledWorkIsStartedAgain() async throws {
        let (first, second) = (Work(), Work())
        var shared: SharedTask<Int>?
        let claim = shared.claimed(orStarting: first.run)
        let task = Task { try await claim.value() }
        try await wait { first.started == 1 }
        task.cancel()
        _ = await task.result
        second.open()
        let again = shared.claimed(orStarting: second.run)
        #expect(try await again.value() == 1)
        #expect(first.cancelled == 1)
    }

    @Test func errorIsThatOfTheWork() async throws {
        var shared: SharedTask<Int>?
        let claim = shared.claimed { throw Failure() }
        await #expect(throws: Failure.self) { try await claim.value() }
        let later = shared.claimed { 1 }
        await #expect(throws: Failure.self) { try await later.value() }
    }
}
