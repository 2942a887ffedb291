internal import Synchronization

/// The blobs that are being pushed to a repository: images that are pushed at once may share layers, each of which one task
/// sends while others wait for it.
final class BlobTurns: Sendable {
    /// The tasks that wait for each blob that is being pushed.
    private let waiting = Mutex<[ImageDigest: [CheckedContinuation<Void, Never>]]>([:])

    /// Waits until no other task pushes a blob.
    func begin(_ digest: ImageDigest) async {
        await withCheckedContinuation { continuation in
            let isFree = waiting.withLock { waiting in
                guard waiting[digest] == nil else {
                    waiting[digest]?.append(continuation)
                    return false
                }
                waiting[digest] = []
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    /// Lets the next task push the blob.
    func end(_ digest: ImageDigest) {
        let next = waiting.withLock { waiting -> CheckedContinuation<Void, Never>? in
            guard let first = waiting[digest]?.first else {
                waiting[digest] = nil
                return nil
            }
            waiting[digest]?.removeFirst()
            return first
        }
        next?.resume()
    }
}
