import Glibc
import Staging
import Synchronization
import Testing

@Suite struct WorkQueueTests {
    /// Each number yields its two halves, down to one.
    @Test(arguments: [1, 2, 8]) func everyItemIsProcessedOnce(width: Int) {
        let queue = WorkQueue([1 << 10])
        let done = Mutex<[Int: Int]>([:])
        concurrently(width: width) {
            queue.work { numbers in
                for number in numbers { done.withLock { $0[number, default: 0] += 1 } }
                return numbers.filter { $0 > 1 }.flatMap { [$0 / 2, $0 / 2] }
            }
        }
        let expected = (0...10).map { (1 << (10 - $0), 1 << $0) }
        #expect(done.withLock { $0 } == Dictionary(uniqueKeysWithValues: expected))
    }

    @Test func chainOfSingleItemsEnds() {
        let queue = WorkQueue([1000])
        let count = Mutex(0)
        concurrently(width: 4) {
            queue.work { numbers in
                count.withLock { $0 += numbers.count }
                return numbers.filter { $0 > 1 }.map { $0 - 1 }
            }
        }
        #expect(count.withLock { $0 } == 1000)
    }

    @Test func returnedItemsAreProcessedLater() {
        let queue = WorkQueue(Array(1...1000))
        let sum = Mutex(0)
        concurrently(width: 4) {
            queue.work { numbers in
                sum.withLock { $0 += numbers[0] }
                return Array(numbers.dropFirst())
            }
        }
        #expect(sum.withLock { $0 } == 500_500)
    }

    @Test func bodySeesIdleThreads() {
        let queue = WorkQueue([1])
        concurrently(width: 2) {
            queue.work { numbers in
                // Ends only because the other thread has nothing to do.
                while numbers == [1], !queue.isAnyoneIdle { sched_yield() }
                return []
            }
        }
    }
}
