import Basics
import Synchronization
import Testing
import TestSupport

private struct Failure: Error {}

@Suite(.hangLimit) struct BoundedMapTests {
    @Test(arguments: [0, 1, 3, 100])
    func resultsHaveTheOrderOfTheElements(width: Int) async throws {
        let running = Mutex((now: 0, most: 0))
        let results = try await (0..<50).boundedMap(width: width) { number in
            running.withLock { running in
                running.now += 1
                running.most = max(running.most, running.now)
            }
            for _ in 0..<number % 7 { await Task.yield() }
            running.withLock { $0.now -= 1 }
            return number * number
        }
        #expect(results == (0..<50).map { $0 * $0 })
        #expect(running.withLock { $0.most } <= max(1, width))
    }

    @Test func emptyInputYieldsEmptyResult() async throws {
        #expect(try await [Int]().boundedMap(width: 3) { $0 } == [])
    }

    @Test func firstErrorCancelsTheRest() async {
        let never = Channel<Int>(capacity: 0)
        await #expect(throws: Failure.self) {
            try await (0..<10).boundedMap(width: 3) { number in
                if number == 1 { throw Failure() }
                // Ends only by cancellation.
                _ = try await never.receive()
            }
        }
    }
}
