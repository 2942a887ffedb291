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

    private final class Counter: Sendable {
        private let count = Mutex(0)

        func next() -> Int {
            count.withLock { count in
                count += 1
                return count
            }
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

    /// Transfers of all kinds that begin, end, fail and are cancelled in any order.
    @Test func anyRunEndsWithinItsMemory() async throws {
        for seed in 0..<300 {
            var random = SplitMix(state: UInt64(seed))
            let memory = Int.random(in: 50...500, using: &random)
            let (scheduler, gauge) = (TransferScheduler(memoryByteCount: memory), Gauge())
            let transfers = (0..<100).map { _ in
                (
                    kind: TransferScheduler.Kind.allCases.randomElement(using: &random) ?? .part,
                    byteCount: Bool.random(using: &random) ? 0 : Int.random(in: 1...memory, using: &random),
                    steps: Int.random(in: 0...5, using: &random), end: Int.random(in: 0...9, using: &random)
                )
            }
            struct Failure: Error {}
            await withTaskGroup(of: Void.self) { group in
                for transfer in transfers {
                    group.addTask {
                        let task = Task {
                            try await scheduler.run(transfer.kind, byteCount: transfer.byteCount) {
                                try await gauge.run(transfer.byteCount) {
                                    for _ in 0..<transfer.steps { await Task.yield() }
                                    if transfer.end == 0 { throw Failure() }
                                }
                            }
                        }
                        if transfer.end == 1 { task.cancel() }
                        _ = await task.result
                    }
                }
            }
            #expect(gauge.most <= memory, "seed \(seed)")
        }
    }

    /// As publishes are grouped: a large asset has one of two places.
    @Test func theLastOfFiftyAssetsStartsBeforeALargeOneEnds() async throws {
        let (scheduler, assetCount) = (TransferScheduler(), 50)
        for seed in 0..<20 {
            var random = SplitMix(state: UInt64(seed))
            let sizes: [Int64] = (1..<assetCount).map { _ in 1 << Int64.random(in: 4...33, using: &random) }
            let assets = ([20 << 30] + sizes).shuffled(using: &random)
            let kinds = Dictionary(grouping: assets) { TransferScheduler.Kind.publication(byteCount: $0) }
            let (started, all) = (Counter(), AsyncStream<Void>.makeStream())
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (kind, assets) in kinds {
                    group.addTask {
                        _ = try await scheduler.map(kind, assets) { byteCount in
                            if started.next() == assetCount { all.continuation.finish() }
                            guard byteCount == 20 << 30 else { return await Task.yield() }
                            // Hangs if one of them waits for its end.
                            for await _ in all.stream {}
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
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
