internal import Hashing
internal import Identity

extension Store {
    /// The least to send for which it is worth to look for what other assets have of it.
    private static var leastByteCount: Int64 { 32 << 20 }
    /// How many assets are looked at: each takes a request or more.
    private static var addressLimit: Int { 3 }
    /// The largest index that is read for the sake of what may be in it: that of 50,000 files.
    private static var indexByteLimit: Int64 { 16 << 20 }

    /// The addresses of the few assets that were published last, where so much is to be sent that it pays to look at them.
    ///
    /// What cannot be listed, for whatever reason, cannot be reused: there are none then.
    ///
    /// - Throws: `CancellationError` only.
    func newestAddresses(for content: HashedTree) async throws -> [SHA256Digest] {
        guard content.byteCount >= Self.leastByteCount else { return [] }
        let ending = ".index.json"
        let indexes = try await capture { try await newest(endingIn: ending, limit: Self.addressLimit) }
        return ((try? indexes.get()) ?? [])
            .filter { $0.object.byteCount <= Self.indexByteLimit }
            .compactMap { SHA256Digest(String($0.key.dropLast(ending.count))) }
    }
}
