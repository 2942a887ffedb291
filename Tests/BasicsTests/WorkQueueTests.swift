import Basics
import Synchronization
import Testing

@Suite struct WorkQueueTests {
    /// Each number makes its two halves, down to one.
    @Test(arguments: [1, 2, 8]) func everyItemIsDoneOnceAndAllEnd(width: Int) {
        let queue = WorkQueue([1 << 10])
        let done = Mutex<[Int: Int]>([:])
        concurrently(width: width) {
            queue.work { number in
                done.withLock { $0[number, default: 0] += 1 }
                return number > 1 ? [number / 2, number / 2] : []
            }
        }
        let expected = (0...10).map { (1 << (10 - $0), 1 << $0) }
        #expect(done.withLock { $0 } == Dictionary(uniqueKeysWithValues: expected))
    }

    @Test func aChainOfSingleItemsEnds() {
        let queue = WorkQueue([1000])
        let count = Mutex(0)
        concurrently(width: 4) {
            queue.work { number in
                count.withLock { $0 += 1 }
                return number > 1 ? [number - 1] : []
            }
        }
        #expect(count.withLock { $0 } == 1000)
    }
}
