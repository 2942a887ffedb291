internal import CHash

/// The states of several SHA-256 hashes, and the blocks to add to them.
struct LaneStates: ~Copyable {
    static let blockByteCount = Int(CHASH_BLOCK_BYTES)
    private static let laneLimit = Int(CHASH_LANE_LIMIT)
    /// The most bytes that padding makes of the end of a message.
    private static let tailByteCount = 2 * blockByteCount
    /// FIPS 180-4, section 5.3.3.
    private static let initialWords: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]

    private let words: UnsafeMutablePointer<UInt32>
    private let blocks: UnsafeMutablePointer<UnsafePointer<UInt8>?>
    private let tails: UnsafeMutableRawBufferPointer

    init() {
        words = .allocate(capacity: 8 * Self.laneLimit)
        words.initialize(repeating: 0, count: 8 * Self.laneLimit)
        blocks = .allocate(capacity: Self.laneLimit)
        blocks.initialize(repeating: nil, count: Self.laneLimit)
        tails = .allocate(byteCount: Self.laneLimit * Self.tailByteCount, alignment: 64)
    }

    deinit {
        words.deallocate()
        blocks.deallocate()
        tails.deallocate()
    }

    /// Starts a hash of no bytes in a lane.
    mutating func reset(_ lane: Int) {
        for (index, word) in Self.initialWords.enumerated() { words[index * Self.laneLimit + lane] = word }
    }

    /// Moves a lane's hash, and the place of its blocks, to another lane.
    mutating func move(_ lane: Int, to other: Int) {
        for index in 0..<8 { words[index * Self.laneLimit + other] = words[index * Self.laneLimit + lane] }
        blocks[other] = blocks[lane]
    }

    /// Sets the blocks that are to be added to a lane; the buffer must exist until they are.
    mutating func setBlocks(_ bytes: UnsafeRawBufferPointer, of lane: Int) {
        blocks[lane] = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    }

    /// Makes the end of a message the blocks that are to be added to a lane, and returns their number.
    ///
    /// - Parameters:
    ///   - rest: The bytes after the message's last whole block.
    ///   - byteCount: The number of bytes of the whole message.
    mutating func setEnd(_ rest: UnsafeRawBufferPointer, byteCount: Int, of lane: Int) -> Int {
        precondition(rest.count < Self.blockByteCount, "the end of a message is less than a block")
        // FIPS 180-4, section 5.1.1: a bit, zeros, and the number of bits, which ends the first block that it fits in.
        let count = rest.count + 1 + 8 <= Self.blockByteCount ? 1 : 2
        let start = lane * Self.tailByteCount
        let tail = UnsafeMutableRawBufferPointer(rebasing: tails[start..<start + count * Self.blockByteCount])
        tail.initializeMemory(as: UInt8.self, repeating: 0)
        tail.copyMemory(from: rest)
        tail[rest.count] = 0x80
        tail.storeBytes(of: UInt64(byteCount * 8).bigEndian, toByteOffset: tail.count - 8, as: UInt64.self)
        setBlocks(UnsafeRawBufferPointer(tail), of: lane)
        return count
    }

    /// Adds blocks to the first lanes.
    mutating func advance(_ way: chash_way, laneCount: Int, blockCount: Int) {
        chash_advance(way, words, blocks, laneCount, blockCount)
    }

    /// Adds the same blocks to the first two lanes.
    mutating func advanceTwins(_ bytes: UnsafeRawBufferPointer) {
        let blocks = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
        chash_advance_twins(words, blocks, bytes.count / Self.blockByteCount)
    }

    /// Returns the digest of a lane whose end was added.
    func digest(of lane: Int) -> SHA256Digest {
        SHA256Digest { buffer in
            for index in 0..<8 {
                let word = words[index * Self.laneLimit + lane].bigEndian
                buffer.storeBytes(of: word, toByteOffset: 4 * index, as: UInt32.self)
            }
        }
    }
}
