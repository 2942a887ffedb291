import Basics
import Synchronization
import Testing
import TestSupport

private struct Failure: Error, Equatable {}

@Suite(.hangLimit) struct ChannelTests {
    @Test(arguments: [0, 1, 3, 1000])
    func elementsArriveInOrder(capacity: Int) async throws {
        let channel = Channel<Int>(capacity: capacity)
        async let sent: Void = {
            for number in 0..<500 { try await channel.send(number) }
            channel.finish()
        }()
        var received: [Int] = []
        while let number = try await channel.receive() { received.append(number) }
        try await sent
        #expect(received == Array(0..<500))
        #expect(try await channel.receive() == nil)
    }

    @Test func sendersNeverExceedCapacity() async throws {
        let channel = Channel<Int>(capacity: 3)
        let sent = Mutex(0)
        async let sender: Void = {
            for number in 0..<100 {
                try await channel.send(number)
                sent.withLock { $0 = number + 1 }
            }
        }()
        for received in 0..<100 {
            #expect(try await channel.receive() == received)
            // At most one more element was taken out than received, and three are queued.
            #expect(sent.withLock { $0 } <= received + 1 + 3)
        }
        try await sender
    }

    @Test func manyTasksShareAChannel() async throws {
        let channel = Channel<Int>(capacity: 2)
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<5 {
                group.addTask {
                    var sum = 0
                    while let number = try await channel.receive() { sum += number }
                    return sum
                }
            }
            try await withThrowingTaskGroup { senders in
                for first in 0..<5 {
                    senders.addTask { for number in 0..<100 { try await channel.send(first * 100 + number) } }
                }
                try await senders.waitForAll()
            }
            channel.finish()
            return try await group.reduce(0, +)
        }
        #expect(sum == (0..<500).reduce(0, +))
    }

    @Test func failureReachesSendersAndReceivers() async {
        let (full, empty) = (Channel<Int>(capacity: 0), Channel<Int>(capacity: 0))
        await withTaskGroup { group in
            for number in 0..<5 {
                group.addTask { await #expect(throws: Failure.self) { try await full.send(number) } }
                group.addTask { await #expect(throws: Failure.self) { try await empty.receive() } }
            }
            full.fail(Failure())
            empty.fail(Failure())
        }
        full.fail(CancellationError())
        await #expect(throws: Failure.self) { try await full.receive() }
    }

    @Test func cancellationEndsWaiting() async {
        let channel = Channel<Int>(capacity: 0)
        let sender = Task { try await channel.send(1) }
        sender.cancel()
        await #expect(throws: CancellationError.self) { try await sender.value }
        let other = Channel<Int>(capacity: 0)
        let receiver = Task { try await other.receive() }
        receiver.cancel()
        await #expect(throws: CancellationError.self) { try await receiver.value }
    }
}
