internal import CLinux
internal import Glibc

/// The sockets of the connections of one thread, which libcurl names when it makes them.
///
/// It does not say which of them a transfer uses: `CURLINFO_ACTIVESOCKET` is that of the transfer before on the same
/// handle. A transfer and its socket have the port of this end in common.
final class ConnectionSockets {
    private var descriptors: Set<CInt> = []

    func add(_ descriptor: CInt) { descriptors.insert(descriptor) }

    /// Returns the bytes that were written to each socket and that the other end has not received yet, by the ports of
    /// this end; sockets that are closed are forgotten.
    func unacknowledgedByteCounts() -> [Int: Int] {
        var counts: [Int: Int] = [:]
        for descriptor in descriptors {
            var count: CInt = 0
            // A closed descriptor may be another file by now, or a socket with a port that no transfer of this thread has.
            guard let port = Self.port(of: descriptor), clinux_unacknowledged_byte_count(descriptor, &count) == 0 else {
                descriptors.remove(descriptor)
                continue
            }
            counts[port] = Int(count)
        }
        return counts
    }

    /// The port of this end of a connection; nil if the descriptor is no socket of IP.
    private static func port(of descriptor: CInt) -> Int? {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutableBytes(of: &address) {
            getsockname(descriptor, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self), &length)
        }
        guard result == 0, [AF_INET, AF_INET6].contains(CInt(address.ss_family)) else { return nil }
        // Both families have it in the same place.
        return withUnsafeBytes(of: address) {
            let offset = MemoryLayout<sockaddr_in>.offset(of: \.sin_port) ?? 0
            return Int(UInt16(bigEndian: $0.load(fromByteOffset: offset, as: UInt16.self)))
        }
    }
}
