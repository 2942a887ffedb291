internal import Basics
public import Registry
public import Testing

/// A requirement of the contract that every repository of images meets.
public struct RepositoryContract: Sendable, CustomTestStringConvertible {
    /// The name of the requirement in test reports.
    public let testDescription: String
    private let body: @Sendable (any ImageRepository) async throws -> Void

    init(_ requirement: String, _ body: @escaping @Sendable (any ImageRepository) async throws -> Void) {
        testDescription = requirement
        self.body = body
    }

    /// All requirements.
    public static let requirements = reading + pushing + races

    /// Checks the requirement.
    ///
    /// - Parameter repository: An empty repository.
    public func check(_ repository: any ImageRepository) async throws { try await body(repository) }
}

extension RepositoryContract {
    /// Layers of several sizes.
    static let layers = [(70_000, 1), (3_000_000, 2), (1, 3)].map { SampleImage.noise($0, seed: $1) }
    /// An image of them.
    static let image = SampleImage(layers: layers)
    /// A tag of the form that addresses have.
    static let tag = String(repeating: "0a", count: 32)
}

// MARK: Reading

extension RepositoryContract {
    static let reading = [
        RepositoryContract("nothing is found in an empty repository") { repository async throws in
            #expect(try await repository.digest(ofTag: tag) == nil)
            #expect(try await repository.manifest(.tag(tag), platform: .amd64) == nil)
            #expect(try await repository.manifest(.digest(image.manifest.digest), platform: .amd64) == nil)
            #expect(try await repository.hasBlob(image.manifest.configuration) == false)
        },
        RepositoryContract("a pushed image is read by tag and by digest") { repository in
            let digest = try await repository.push(image, tag)
            #expect(digest == image.manifest.digest)
            #expect(try await repository.digest(ofTag: tag) == digest)
            #expect(try await repository.manifest(.tag(tag), platform: .amd64) == image.manifest)
            #expect(try await repository.manifest(.digest(digest), platform: .amd64) == image.manifest)
            for blob in image.manifest.blobs {
                #expect(try await repository.hasBlob(blob))
                let bytes = try await repository.readBlob(blob, range: 0..<blob.byteCount)
                #expect(bytes == image.bytes(blob))
            }
            #expect(repository.uri(of: digest).hasSuffix("@\(digest)"))
        },
        RepositoryContract("ranges of a blob are read") { repository in
            try await repository.push(image, tag)
            let blob = image.manifest.layers[1]
            for range in [0..<1, 999_999..<2_000_001, 2_999_999..<3_000_000, 5..<5] as [Range<Int64>] {
                let expected = Array(image.bytes(blob)[Int(range.lowerBound)..<Int(range.upperBound)])
                #expect(try await repository.readBlob(blob, range: range) == expected)
            }
        },
        RepositoryContract("a blob is read in pieces") { repository in
            try await repository.push(image, tag)
            let blob = image.manifest.layers[1]
            var pieces: [[UInt8]] = []
            try await repository.readBlob(blob, pieceSize: 1 << 20) { pieces.append($0) }
            #expect(pieces.map(\.count) == [1 << 20, 1 << 20, 3_000_000 - (2 << 20)])
            #expect(Array(pieces.joined()) == image.bytes(blob))
        },
        RepositoryContract("another tag names nothing") { repository in
            try await repository.push(image, tag)
            #expect(try await repository.digest(ofTag: "other") == nil)
        },
    ]
}

// MARK: Pushing

extension RepositoryContract {
    static let pushing = [
        RepositoryContract("the second push sends nothing") { repository in
            let (first, second) = (PushLog(), PushLog())
            try await repository.push(image, tag, log: first)
            try await repository.push(image, tag, log: second)
            #expect(first.sentSizes == image.manifest.blobs.map { Int($0.byteCount) }.sorted())
            #expect(second.events == [])
        },
        RepositoryContract("only layers that changed are sent") { repository in
            try await repository.push(image, tag)
            let changed = SampleImage(layers: layers.dropLast() + [SampleImage.noise(500, seed: 4)])
            let log = PushLog()
            let digest = try await repository.push(changed, "changed", log: log)
            #expect(log.sentSizes == [500, Int(changed.manifest.configuration.byteCount)].sorted())
            #expect(log.foundSizes == [70_000, 3_000_000])
            #expect(digest == changed.manifest.digest)
            #expect(try await repository.manifest(.tag("changed"), platform: .amd64) == changed.manifest)
            #expect(try await repository.digest(ofTag: tag) == image.manifest.digest)
        },
        RepositoryContract("a tag that names another image is not moved") { repository in
            try await repository.push(image, tag)
            let other = SampleImage(layers: layers, label: "other")
            #expect(try await repository.push(other, tag) == image.manifest.digest)
            #expect(try await repository.digest(ofTag: tag) == image.manifest.digest)
        },
        RepositoryContract("a blob that is not what its digest says is not pushed") { repository async throws in
            let count = Int(layers[0].count)
            let sources = SampleImage(layers: [layers[0]])
            for bytes in [SampleImage.noise(count, seed: 9), Array(layers[0].dropLast()), layers[0] + [0]] {
                let damaged = sources.replacingLastLayer(with: bytes)
                let error = await #expect(throws: RegistryError.self) { try await repository.push(damaged, tag) }
                #expect(error?.errorCode == "damaged-blob")
                #expect(try await repository.digest(ofTag: tag) == nil)
                #expect(try await repository.hasBlob(sources.manifest.layers[0]) == false)
            }
        },
        RepositoryContract("a layer that occurs twice is sent once") { repository in
            let twice = SampleImage(layers: [layers[0], layers[2], layers[0]])
            let log = PushLog()
            try await repository.push(twice, tag, log: log)
            #expect(log.sentSizes.filter { $0 == 70_000 }.count == 1)
            #expect(try await repository.manifest(.tag(tag), platform: .amd64) == twice.manifest)
        },
        RepositoryContract("an invalid tag is rejected before anything is sent") { repository in
            for tag in ["", "a b", ".a", String(repeating: "a", count: 129), "a/b", "é"] {
                let log = PushLog()
                await #expect(throws: RegistryError.self) { try await repository.push(image, tag, log: log) }
                #expect(log.events == [])
            }
        },
    ]
}

// MARK: Races

extension RepositoryContract {
    static let races = [
        RepositoryContract("publishers of one image at once have one result") { repository in
            let digests = try await Array(0..<6).boundedMap(width: 6) { _ in try await repository.push(image, tag) }
            #expect(Set(digests) == [image.manifest.digest])
            #expect(try await repository.digest(ofTag: tag) == image.manifest.digest)
        },
        RepositoryContract("a layer of several images that are pushed at once is sent once") { repository in
            guard repository is RegistryRepository else { return }
            let logs = (0..<4).map { _ in PushLog() }
            _ = try await Array(logs.enumerated()).boundedMap(width: 4) { number, log in
                try await repository.push(SampleImage(layers: layers, label: "\(number)"), "tag-\(number)", log: log)
            }
            #expect(logs.flatMap(\.sentSizes).filter { $0 == 3_000_000 }.count == 1)
        },
        RepositoryContract("each of several publishers to one tag gets an image that is there") { repository in
            let images = (0..<4).map { SampleImage(layers: [layers[0]], label: "\($0)") }
            let digests = try await images.boundedMap(width: 4) { try await repository.push($0, tag) }
            let winner = try #require(try await repository.digest(ofTag: tag))
            #expect(images.map(\.manifest.digest).contains(winner))
            for digest in digests {
                #expect(try await repository.manifest(.digest(digest), platform: .amd64)?.digest == digest)
            }
        },
    ]
}
