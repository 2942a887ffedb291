import Synchronization
import Testing
import TestSupport
import Transfers

@Suite(.hangLimit) struct TransferSchedulerTests {
    /// Counts what is in flight.
    private final class Gauge: Sendable {
        private let state = Mutex((now: 0, most: 0))

        var most: Int { state.withLock { $0.most } }

        func run(_ amount: Int = 1, _ body: () async throws -> Void) async throws {
            state.withLock { state in
                state.now += amount
                state.most = max(state.most, state.now)
            }
            defer { state.withLock { $0.now -= amount } }
            try await body()
        }
    }

    @Test(arguments: [(TransferScheduler.Kind.publication, 2), (.largeFile, 2)])
    func noMoreOfAKindThanItsLimitIsInFlight(kind: TransferScheduler.Kind, limit: Int) async throws {
        let (scheduler, gauge) = (TransferScheduler(), Gauge())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask { try await scheduler.run(kind) { try await gauge.run { await Task.yield() } } }
            }
            try await group.waitForAll()
        }
        #expect(gauge.most <= limit)
    }

    @Test func bodiesInFlightStayWithinTheMemory() async throws {
        let (scheduler, gauge) = (TransferScheduler(memoryByteCount: 100), Gauge())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<200 {
                let count = index % 40 + 1
                group.addTask {
                    try await scheduler.run(.object, byteCount: count) {
                        try await gauge.run(count) { await Task.yield() }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(gauge.most <= 100)
    }

    @Test func aBodyLargerThanTheMemoryIsSentAlone() async throws {
        let (scheduler, gauge) = (TransferScheduler(memoryByteCount: 10), Gauge())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for count in [11, 1, 30, 2] {
                group.addTask {
                    try await scheduler.run(.part, byteCount: count) {
                        try await gauge.run(count > 10 ? 1000 : 1) { await Task.yield() }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(gauge.most == 1000)
    }

    @Test func smallRequestsDoNotWaitBehindLargeOnes() async throws {
        let scheduler = TransferScheduler()
        var permits: [TransferPermit] = []
        for _ in 0..<2 { permits.append(try await scheduler.permit(.publication)) }
        async let waiting: Void = scheduler.run(.publication) {}
        try await scheduler.run(.smallObject) {}
        try await scheduler.run(.lookUp) {}
        permits.first?.release()
        try await waiting
        withExtendedLifetime(permits) {}
    }

    @Test func aCancelledWaiterLetsTheNextOneIn() async throws {
        let scheduler = TransferScheduler()
        let held = [try await scheduler.permit(.publication), try await scheduler.permit(.publication)]
        let cancelled = Task { try await scheduler.run(.publication) {} }
        let next = Task { try await scheduler.run(.publication) { 1 } }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        held[0].release()
        // A second release gives no second room.
        held[0].release()
        #expect(try await next.value == 1)
        withExtendedLifetime(held) {}
    }

    @Test func aFailedTransferGivesItsRoomBack() async throws {
        struct Failure: Error {}
        let scheduler = TransferScheduler(memoryByteCount: 1)
        for _ in 0..<20 {
            await #expect(throws: Failure.self) { try await scheduler.run(.part, byteCount: 1) { throw Failure() } }
        }
    }

    @Test func resultsComeInTheOrderOfTheElements() async throws {
        let results = try await TransferScheduler().map(.part, Array(0..<50), byteCount: { $0 }) { $0 * 2 }
        #expect(results == (0..<50).map { $0 * 2 })
    }
}
