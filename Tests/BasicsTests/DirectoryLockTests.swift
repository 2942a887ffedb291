import Basics
import Foundation
import Glibc
import SystemPackage
import Testing
import TestSupport

/// Publishers of one directory wait for each other, and for nobody else's end.
@Suite(.temporaryDirectory, .hangLimit) struct DirectoryLockTests {
    /// Runs a body while another descriptor has the lock of the directory, as another program would.
    private func whileLocked(_ body: (CInt) async throws -> Void) async throws {
        let descriptor = open(TemporaryDirectory.path.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        try #require(descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        defer { close(descriptor) }
        try await body(descriptor)
    }

    private func blocking(_ patience: Duration, _ body: () throws -> Int) throws -> Int {
        try DirectoryLock.holdingBlocking(TemporaryDirectory.path, patience: patience, body)
    }

    @Test(arguments: [true, false])
    func lockThatIsKeptIsAnErrorAfterSomeTime(isBlocking: Bool) async throws {
        try await whileLocked { _ in
            let patience = Duration.milliseconds(120)
            let error = await #expect(throws: FileError.self) {
                if isBlocking {
                    _ = try blocking(patience) { 1 }
                } else {
                    _ = try await DirectoryLock.holding(TemporaryDirectory.path, patience: patience) { 1 }
                }
            }
            #expect(error?.message.hasSuffix("another program has locked it for a minute") == true)
            #expect(error?.hint?.contains("fuser -v \(TemporaryDirectory.path)") == true)
        }
    }

    @Test(arguments: [true, false])
    func lockIsTakenOnceItIsReleased(isBlocking: Bool) async throws {
        try await whileLocked { descriptor in
            // On a thread of its own: the lock blocks this one, and with it perhaps all that tasks have.
            Thread.detachNewThread {
                Thread.sleep(forTimeInterval: 0.12)
                flock(descriptor, LOCK_UN)
            }
            let result: Int
            if isBlocking {
                result = try blocking(DirectoryLock.patience) { 1 }
            } else {
                result = try await DirectoryLock.holding(TemporaryDirectory.path) { 1 }
            }
            #expect(result == 1)
        }
        // It is released, too, when the body fails.
        #expect(throws: CancellationError.self) { try blocking(.zero) { throw CancellationError() } }
        #expect(try blocking(.zero) { 2 } == 2)
    }

    /// As a program that is being started has one until it runs.
    @Test func lockEndsThoughThereIsACopyOfItsDescriptor() throws {
        let directory = TemporaryDirectory.path
        let copy = try DirectoryLock.holdingBlocking(directory) {
            let descriptors = (0..<4096 as Range<CInt>).filter { descriptor in
                let link = "/proc/self/fd/\(descriptor)"
                return (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) == directory.string
            }
            return dup(descriptors.first ?? -1)
        }
        try #require(copy >= 0)
        defer { close(copy) }
        #expect(try blocking(.zero) { 1 } == 1)
    }

    @Test func missingDirectoryIsAnError() {
        #expect(throws: FileError.self) { try DirectoryLock.holdingBlocking("/nonexistent/directory") { 1 } }
    }
}
