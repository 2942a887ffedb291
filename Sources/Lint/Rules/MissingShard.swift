internal import Basics

/// A rule about weights in several files, which the Hugging Face libraries name `model-00001-of-00002.safetensors`.
extension LintRule {
    static let missingShard = LintRule("missing-shard", .wholeListing) { context in
        let paths = context.listing.root.paths { $0.hasExtension(".safetensors", ".bin") }
        let series = Dictionary(grouping: paths.compactMap(Shard.init), by: \.series)
        return series.values.compactMap { shards in
            guard let first = shards.first, Set(shards.map(\.number)).count < first.series.count else { return nil }
            return context.diagnostic(
                .error,
                on: first.path,
                "of \(first.series.count) shards there are \(Set(shards.map(\.number)).count): the container would fail "
                    + "to load the model",
                fix: "add the missing files, or save the model again"
            )
        }
        .sorted { ($0.location.member ?? "") < ($1.location.member ?? "") }
    }
}

/// One of several files of weights.
private struct Shard {
    struct Series: Hashable {
        let folder: [String]
        let stem: Substring
        let count: Int
        let ending: Substring
    }

    let path: String
    let series: Series
    let number: Int

    private static let name = Pattern(/(.+)-([0-9]{5})-of-([0-9]{5})(\.[a-z]+)/)

    init?(_ path: [String]) {
        guard let name = path.last,
            let match = Self.name.wholeMatch(in: name),
            let number = Int(match.2), let count = Int(match.3), (1...count).contains(number)
        else { return nil }
        self.path = path.joined(separator: "/")
        self.number = number
        series = Series(folder: path.dropLast(), stem: match.1, count: count, ending: match.4)
    }
}
