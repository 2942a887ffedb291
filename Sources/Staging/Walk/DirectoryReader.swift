internal import CLinux
internal import Glibc
internal import SystemPackage

/// A reader of directories that calls the kernel directly with one buffer: `readdir` would allocate and copy each time.
///
/// Names are sorted as unsigned bytes without being converted to strings. Unsafe pointers are confined to this file and
/// to the bodies of `withName`.
struct DirectoryReader: ~Copyable {
    /// The location of a name in the buffer.
    struct Name {
        fileprivate let offset: Int
        fileprivate let count: Int
        /// The first eight bytes, most significant first: nearly always enough to compare two names.
        fileprivate let beginning: UInt64
    }

    /// The offsets of the name and of the record's length in `struct linux_dirent64`.
    private static let nameOffset = 19
    private static let lengthOffset = 16
    /// The size of a record whose name is short.
    private static let leastByteCount = 24
    /// The beginnings of `.` and `..`.
    private static let itself: UInt64 = 0x2e00_0000_0000_0000
    private static let parent: UInt64 = 0x2e2e_0000_0000_0000

    private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)

    deinit {
        buffer.deallocate()
    }

    /// Reads a whole directory and returns its names, sorted, without `.` and `..`; they are valid until the next call.
    mutating func names(of descriptor: CInt) throws(Errno) -> [Name] {
        let byteCount = try read(descriptor)
        var names: [Name] = []
        names.reserveCapacity(byteCount / Self.leastByteCount)
        var record = 0
        while record < byteCount {
            let length = Int(buffer.loadUnaligned(fromByteOffset: record + Self.lengthOffset, as: UInt16.self))
            let found = name(at: record + Self.nameOffset)
            if !isSelfOrParent(found) { names.append(found) }
            record += length
        }
        sort(&names)
        return names
    }

    /// Calls a function with a name's bytes, which are followed by a zero byte.
    func withName<Result>(_ name: Name, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        let bytes = UnsafeRawBufferPointer(rebasing: buffer[name.offset..<name.offset + name.count])
        return try bytes.withMemoryRebound(to: UInt8.self) { try body($0) }
    }

    private mutating func read(_ descriptor: CInt) throws(Errno) -> Int {
        var byteCount = 0
        while true {
            // The kernel needs space for at least one record, and returns as many as fit.
            if buffer.count - byteCount < 1 << 15 { grow() }
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[byteCount...])
            let count = getdents64(descriptor, rest.baseAddress, UInt(rest.count))
            guard count >= 0 else { throw Errno(rawValue: errno) }
            guard count > 0 else { return byteCount }
            byteCount += count
        }
    }

    private mutating func grow() {
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.count * 2, alignment: 16)
        larger.copyMemory(from: UnsafeRawBufferPointer(buffer))
        buffer.deallocate()
        buffer = larger
    }

    private func name(at offset: Int) -> Name {
        var count = 0
        var beginning: UInt64 = 0
        while buffer[offset + count] != 0 {
            if count < 8 { beginning |= UInt64(buffer[offset + count]) << UInt64(56 - 8 * count) }
            count += 1
        }
        return Name(offset: offset, count: count, beginning: beginning)
    }

    private func isSelfOrParent(_ name: Name) -> Bool {
        name.beginning == Self.itself || name.beginning == Self.parent
    }

    private func sort(_ names: inout [Name]) {
        // A closure may not capture a value that cannot be copied.
        let buffer = buffer
        names.sort { left, right in
            if left.beginning != right.beginning { return left.beginning < right.beginning }
            guard let base = buffer.baseAddress else { return false }
            let order = memcmp(base + left.offset, base + right.offset, min(left.count, right.count))
            return order != 0 ? order < 0 : left.count < right.count
        }
    }
}
