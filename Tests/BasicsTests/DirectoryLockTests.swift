import Basics
import SystemPackage
import Testing
import TestSupport

@Suite(.temporaryDirectory, .hangLimit) struct DirectoryLockTests {
    private var directory: FilePath { TemporaryDirectory.path }

    @Test func lockIsFreeAfterTheBody() async throws {
        for number in 0..<2 {
            #expect(try DirectoryLock.holdBlocking(directory) { number } == number)
            #expect(try await DirectoryLock.hold(directory) { number } == number)
        }
        await #expect(throws: Failure.self) { try await DirectoryLock.hold(directory) { throw Failure() } }
        #expect(try DirectoryLock.holdBlocking(directory) { true })
    }

    /// Another program that holds the lock, and does not release it.
    @Test func lockThatIsNotReleasedIsNotWaitedForForEver() async throws {
        try await DirectoryLock.hold(directory) {
            let errors = [
                await #expect(throws: FileError.self) {
                    try await DirectoryLock.hold(directory, patience: .milliseconds(120)) { Issue.record("it is held") }
                },
                #expect(throws: FileError.self) {
                    try DirectoryLock.holdBlocking(directory, patience: .milliseconds(120)) {
                        Issue.record("it is held")
                    }
                },
            ]
            for error in errors {
                #expect(error?.message == "cannot lock '\(directory)': another program has locked it for a minute")
                #expect(error?.hint?.contains("fuser -v \(directory)") == true)
            }
        }
    }

    @Test func cancellationEndsTheWait() async throws {
        try await DirectoryLock.hold(directory) {
            let waiting = Task { [directory = directory] in
                withUnsafeCurrentTask { $0?.cancel() }
                try DirectoryLock.holdBlocking(directory) {}
            }
            await #expect(throws: CancellationError.self) { try await waiting.value }
        }
    }

    @Test func waitEndsWithTheRelease() async throws {
        let waiting = try await DirectoryLock.hold(directory) {
            let waiting = Task { [directory = directory] in try await DirectoryLock.hold(directory) { true } }
            try await Task.sleep(for: .milliseconds(120))
            return waiting
        }
        #expect(try await waiting.value)
    }

    private struct Failure: Error {}
}
