internal import Synchronization

/// Connections to the stores of a run that are opened while the first large file is read, before anything can be sent.
///
/// A connection takes a round trip, and another one with TLS, before its first byte. They are the first ones that the parts of
/// large objects are sent over.
package final class EarlyConnections: Sendable {
    /// The least size of content whose digests take longer than a connection, in bytes.
    private static let leastByteCount: Int64 = 256 << 20
    /// The time after which content is being read, and its digests are not in the cache.
    private static let patience = Duration.milliseconds(50)

    private let stores: [any ObjectStore]
    private let count: Int
    private let isBegun = Atomic(false)

    /// Creates the connections of a run.
    ///
    /// - Parameters:
    ///   - stores: The stores.
    ///   - count: The number of connections to each.
    package init(to stores: [any ObjectStore], count: Int = 8) {
        (self.stores, self.count) = (stores, count)
    }

    /// Returns the result of a function that reads content, and opens the connections meanwhile; those that are not open by
    /// then are dropped.
    ///
    /// - Parameters:
    ///   - byteCount: The size of the content.
    ///   - body: Reads it.
    package func opening<Result: Sendable>(
        whileReading byteCount: Int64,
        _ body: () async throws -> Result
    ) async throws -> Result {
        guard byteCount >= Self.leastByteCount else { return try await body() }
        async let _: Void = open()
        return try await body()
    }

    private func open() async {
        guard (try? await Task.sleep(for: Self.patience)) != nil,
            !isBegun.exchange(true, ordering: .relaxed)
        else { return }
        await withTaskGroup(of: Void.self) { group in
            for store in stores { group.addTask { await store.openConnections(self.count) } }
        }
    }
}
