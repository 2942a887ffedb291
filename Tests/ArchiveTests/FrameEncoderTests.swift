import Archive
import Hashing
import Testing
import TestSupport

@Suite(.temporaryDirectory) struct FrameEncoderTests {
    private static let sizes =
        [0, 1, 2, 3, 4, 5, 7, 8, 9, 63, 255, 1000, 65534, 65535, 65536, 127 << 10]
        + [(256 << 10) - 1, 256 << 10, (512 << 10) - 1, 512 << 10, (512 << 10) + 1]

    private typealias Encoder = @Sendable ([UInt8]) throws -> [UInt8]

    private static let encoders: [String: Encoder] = [
        "stored": { $0.withUnsafeBytes { StoredEncoder.encode($0) } },
        "huffman": { try #require($0.withUnsafeBytes { HuffmanEncoder.encode($0, limit: $0.count * 2 + 1000) }) },
        "matches": {
            try #require(try $0.withUnsafeBytes { try MatchEncoder.encode($0, level: 6, limit: $0.count + 1000) })
        },
        "matches, fast": {
            try #require(try $0.withUnsafeBytes { try MatchEncoder.encode($0, level: 1, limit: $0.count + 1000) })
        },
        "chosen": { try FrameEncoder().encode($0).bytes },
        "chosen, fast": { try FrameEncoder(compression: .fast).encode($0).bytes },
        "chosen, small": { try FrameEncoder(compression: .small).encode($0).bytes },
    ]

    private static func gzip(_ frames: [[UInt8]], of contents: [[UInt8]]) -> [UInt8] {
        let content = contents.flatMap { $0 }
        let trailer = Gzip.trailer(crc32: CRC32.checksum(content), byteCount: Int64(content.count))
        return Gzip.header + frames.flatMap { $0 } + trailer
    }

    @Test(arguments: ["stored", "huffman", "matches", "matches, fast", "chosen", "chosen, fast", "chosen, small"])
    func framesDecodeToTheirContent(name: String) throws {
        let seed = UInt64.random(in: 0 ... .max)
        let encode = try #require(Self.encoders[name])
        var cases: [(String, [UInt8], [UInt8])] = []
        for sample in Sample.allCases {
            for size in Self.sizes {
                let content = sample.bytes(size, seed: seed)
                let frame = try encode(content)
                cases.append(("\(sample) \(size), seed \(seed)", Self.gzip([frame], of: [content]), content))
            }
        }
        try ReferenceTools.checkGzip(cases)
    }

    @Test(arguments: [Sample.zeros, .text, .random, .bfloat16, .float16], BundleCompression.allCases)
    func theLargestFrameDecodesToItsContent(sample: Sample, compression: BundleCompression) throws {
        let content = sample.bytes(4 << 20)
        let frame = try FrameEncoder(compression: compression).encode(content)
        try ReferenceTools.checkGzip([("\(sample)", Self.gzip([frame.bytes], of: [content]), content)])
    }

    @Test func framesOfAllKindsFormOneMember() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix(state: seed)
        let names = Self.encoders.keys.sorted()
        var cases: [(String, [UInt8], [UInt8])] = []
        for round in 0..<20 {
            let contents = (0..<10).map { _ in
                Sample.allCases.randomElement(using: &random)?.bytes(Int(random.next() % 3000), seed: random.next())
                    ?? []
            }
            let frames = try contents.map { content in
                try Self.encoders[names.randomElement(using: &random) ?? ""]?(content) ?? []
            }
            cases.append(("seed \(seed), round \(round)", Self.gzip(frames, of: contents), contents.flatMap { $0 }))
        }
        try ReferenceTools.checkGzip(cases)
    }

    @Test(arguments: Sample.allCases)
    func theReferenceDecoderAgrees(sample: Sample) throws {
        for size in [0, 1, 2, 100, 2000] {
            let content = sample.bytes(size)
            for (name, encode) in Self.encoders {
                var decoder = SlowInflate(try encode(content))
                try decoder.decodeFrame()
                #expect(decoder.output == content, "\(name), \(size)")
                if name == "huffman" || name == "stored" { #expect(!decoder.hasMatches) }
            }
        }
    }

    @Test func huffmanBlocksHoldNoMatchesAndOneCodeEach() throws {
        let content = Sample.bfloat16.bytes((768 << 10) + 5)
        let frame = try #require(content.withUnsafeBytes { HuffmanEncoder.encode($0, limit: content.count) })
        var decoder = SlowInflate(frame)
        try decoder.decodeFrame()
        #expect(decoder.output == content)
        #expect(!decoder.hasMatches)
    }

    /// One of four groups of bytes is counted, a different one each time: the others may differ from it.
    @Test(arguments: [0, 1, 2, 3, nil]) func aBlockMayDifferFromItsSample(place: Int?) throws {
        var content = Sample.random.bytes(1 << 20)
        for four in 0..<content.count / 256 {
            let start = (four * 4 + (place ?? four % 4)) * 64
            for position in start..<start + 64 { content[position] = 7 }
        }
        let frame = content.withUnsafeBytes { HuffmanEncoder.encode($0, limit: $0.count * 2) }
        #expect((frame == nil) == (place == nil))
        let chosen = try FrameEncoder(compression: .small).encode(content).bytes
        let frames = [frame, chosen].compactMap(\.self)
        try ReferenceTools.checkGzip(frames.map { ("place \(place ?? -1)", Self.gzip([$0], of: [content]), content) })
    }

    @Test func noFrameExceedsItsLimit() throws {
        var random = SplitMix(state: 1)
        for _ in 0..<50 {
            let size = Int(random.next() % (1 << 20)) + 1
            let content = Sample.bfloat16.bytes(size, seed: random.next())
            let limit = size / 2 + Int(random.next() % UInt64(size / 2 + 1))
            let frame = content.withUnsafeBytes { HuffmanEncoder.encode($0, limit: limit) }
            #expect((frame?.count ?? 0) <= limit)
        }
    }

    @Test(
        arguments: [
            (Sample.zeros, FrameEncoder.Method.matches), (.oneByte, .matches), (.text, .matches), (.random, .stored),
            (.bfloat16, .huffman), (.float16, .stored),
        ],
        BundleCompression.allCases
    )
    func theMethodDependsOnTheContent(
        _ expected: (sample: Sample, method: FrameEncoder.Method),
        compression: BundleCompression
    ) throws {
        let content = expected.sample.bytes(1 << 20)
        let frame = try FrameEncoder(compression: compression).encode(content)
        guard expected.sample != .float16 || compression != .small else {
            #expect(frame.method == .huffman)
            #expect(frame.bytes.count < content.count)
            return
        }
        #expect(frame.method == expected.method)
        switch expected.method {
        case .stored: #expect(frame.bytes.count < content.count + content.count / 1000)
        case .huffman: #expect(frame.bytes.count < content.count * 7 / 8)
        case .matches: #expect(frame.bytes.count < content.count / 2)
        }
    }

    @Test func smallCompressionIsNeverLarger() throws {
        let seed = UInt64.random(in: 0 ... .max)
        for sample in Sample.allCases {
            for size in Self.sizes + [1 << 20] {
                let content = sample.bytes(size, seed: seed)
                let small = try FrameEncoder(compression: .small).encode(content)
                let other = try FrameEncoder().encode(content)
                #expect(small.bytes.count <= other.bytes.count, "\(sample) \(size), seed \(seed)")
            }
        }
    }

    @Test func identifiersRoundTrip() {
        let identifiers = BundleCompression.allCases.map { FrameEncoder(compression: $0).identifier }
        #expect(Set(identifiers).count == identifiers.count)
        for (compression, identifier) in zip(BundleCompression.allCases, identifiers) {
            #expect(FrameEncoder(identifier: identifier) == FrameEncoder(compression: compression))
            #expect(FrameEncoder(identifier: identifier + "0") == nil)
        }
        #expect(FrameEncoder(identifier: "") == nil)
        #expect(FrameEncoder(identifier: "sageassets-frames-v2 libdeflate-1.14-0 level-6") == nil)
    }

    /// Frames of published bundles are reused only if the encoder has the same identifier.
    @Test func theIdentifierOfTheDefaultIsStable() {
        let parts = FrameEncoder().identifier.split(separator: " ")
        #expect(parts.count == 3)
        #expect(parts.first == "sageassets-frames-v2")
        #expect(parts.last == "level-6")
    }

    @Test(arguments: [
        (Sample.random, false), (.bfloat16, false), (.float16, false), (.text, true), (.zeros, true), (.oneByte, true),
    ])
    func theProbeFindsExistingRepeatsOnly(sample: Sample, isFound: Bool) {
        for size in [100, 64 << 10, (64 << 10) + 1, 4 << 20] {
            let content = sample.bytes(size)
            #expect(content.withUnsafeBytes { MatchProbe.findsMatches(in: $0) } == isFound, "\(size)")
        }
    }

    @Test(arguments: [Sample.text, .bfloat16, .twoSymbols])
    func framesAboveTheLimitAreRejected(sample: Sample) throws {
        let content = sample.bytes(10_000)
        try content.withUnsafeBytes { bytes in
            let huffman = try #require(HuffmanEncoder.encode(bytes, limit: bytes.count))
            #expect(HuffmanEncoder.encode(bytes, limit: huffman.count - 1) == nil)
            let matches = try #require(try MatchEncoder.encode(bytes, level: 6, limit: bytes.count))
            #expect(try MatchEncoder.encode(bytes, level: 6, limit: matches.count - 1) == nil)
        }
    }
}
