internal import Publishing
internal import Transfers

/// The progress of an asset at a destination, in bytes.
package struct PublicationProgress: Sendable, Hashable {
    /// The files that are to be published, and those that are bundled.
    private(set) var content = 0, bundled = 0
    /// The size of the bundle as far as it is made.
    private(set) var made = 0
    /// Bytes of objects that are in the store.
    private(set) var done = 0
    /// Bytes that were sent and are of use: objects, and parts of the upload that lasts.
    private(set) var sent = 0
    /// The place among the assets in the order of their beginning; nil for one that waits.
    private(set) var start: Int?
    /// Whether the asset is published, or has failed.
    private(set) var isEnded = false
    private var isBundled = false

    /// The size of the bundle in relation to its files; nil if nothing of it is made.
    var ratio: (made: Int, bundled: Int)? { made > 0 && bundled > 0 ? (made, bundled) : nil }

    /// Returns the size of the objects.
    ///
    /// - Parameter ratio: The relation of bundles to their files, for a bundle of which nothing is made yet.
    func byteCount(ratio: Double) -> Int {
        if isEnded { return done }
        guard isBundled else { return max(content, done) }
        let own = self.ratio.map { Double($0.made) / Double($0.bundled) } ?? (done > 0 ? 1 : ratio)
        return max(made, done) + Int(Double(max(0, content - bundled)) * own)
    }

    /// Adds a step; the place is that of an asset that begins now.
    mutating func add(_ event: TransferEvent, place: Int) {
        switch event {
        case .willPublish(let count, let isBundled): (content, self.isBundled) = (count, isBundled)
        case .began: start = place
        case .restarted: (bundled, made, done, sent) = (0, 0, 0, 0)
        case .published(let count, _): bundled += count
        case .made(let count): made += count
        case .sent(let count), .resumed(let count), .copied(let count), .reused(let count), .found(let count):
            done += count
            if case .sent = event { sent += count }
        case .ended: isEnded = true
        }
    }
}

extension ProgressCounters.Snapshot {
    /// Whether assets are being published.
    var isPublishing: Bool { !publications.isEmpty }

    /// The asset in work that began first; nil if there is none.
    var current: PublishEvent.Publication? {
        publications.filter { $0.value.start != nil && !$0.value.isEnded }.min {
            ($0.value.start ?? 0) < ($1.value.start ?? 0)
        }?
        .key
    }

    /// Returns the bytes that these destinations have of objects and of unfinished ones.
    package func sentByteCount(to destinations: Set<String>) -> Int {
        publications.reduce(0) { destinations.contains($1.key.destination) ? $0 + $1.value.sent : $0 }
    }

    /// The number of assets that are finished.
    var endedCount: Int { publications.values.count(where: \.isEnded) }

    /// Bytes of objects that are in stores or on their way, and the size of all objects as far as it can be known.
    ///
    /// - Parameter received: The bytes that servers have received, those of unfinished requests among them.
    func publishing(received: Int) -> (done: Int, all: Int) {
        let ratios = publications.values.compactMap(\.ratio)
        let bundled = ratios.reduce(0) { $0 + $1.bundled }
        let ratio = bundled > 0 ? Double(ratios.reduce(0) { $0 + $1.made }) / Double(bundled) : 1
        let all = publications.values.reduce(0) { $0 + $1.byteCount(ratio: ratio) }
        let done = publications.values.reduce(0) { $0 + $1.done } + max(0, received - sent)
        return (min(done, all), all)
    }

    /// The bytes that stores took from us or from each other, from which the rate is computed.
    func transferred(received: Int) -> Int { max(sent, received) + copied + reused }
}
