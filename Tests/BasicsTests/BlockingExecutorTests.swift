import Basics
import Glibc
import Synchronization
import Testing
import TestSupport

@Suite(.hangLimit) struct BlockingExecutorTests {
    @TaskLocal private static var name = "none"

    @Test func childTasksInheritTaskLocals() async throws {
        let executor = try BlockingExecutor(threadCount: 3)
        let sum = await Self.$name.withValue("parent") {
            await withTaskExecutorPreference(executor) {
                await withTaskGroup { group in
                    for number in 0..<1000 {
                        group.addTask {
                            await Task.yield()
                            return Self.name == "parent" ? number : 0
                        }
                    }
                    return await group.reduce(0, +)
                }
            }
        }
        #expect(sum == (0..<1000).reduce(0, +))
    }

    @Test func usesOnlyItsOwnThreads() async throws {
        let executor = try BlockingExecutor(threadCount: 2)
        let threads = await withTaskExecutorPreference(executor) {
            await withTaskGroup(of: UInt.self) { group in
                for _ in 0..<100 { group.addTask { UInt(pthread_self()) } }
                return await group.reduce(into: Set()) { $0.insert($1) }
            }
        }
        #expect((1...2).contains(threads.count))
        #expect(!threads.contains(UInt(pthread_self())))
    }

    @Test func blockedThreadsDoNotStopOthers() async throws {
        // Four jobs that all wait for the last one: with fewer threads the test would hang.
        let executor = try BlockingExecutor(threadCount: 4)
        let barrier = Barrier()
        await withTaskExecutorPreference(executor) {
            await withTaskGroup { group in
                for _ in 0..<4 { group.addTask { barrier.wait(for: 4) } }
            }
        }
        #expect(barrier.arrived.load(ordering: .relaxed) == 4)
    }

    @Test func cancellationReachesJobs() async throws {
        let executor = try BlockingExecutor(threadCount: 1)
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let task = Task(executorPreference: executor) {
            start.finish()
            while !Task.isCancelled { await Task.yield() }
            return true
        }
        for await _ in started {}
        task.cancel()
        #expect(await task.value)
    }
}

private final class Barrier: Sendable {
    let arrived = Atomic(0)

    func wait(for count: Int) {
        arrived.add(1, ordering: .relaxed)
        while arrived.load(ordering: .relaxed) < count { sched_yield() }
    }
}
