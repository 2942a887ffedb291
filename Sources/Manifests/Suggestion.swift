/// Suggestions for misspelt names.
package enum Suggestion {
    /// Returns the known name that is nearest to a name, or nil if none is near.
    ///
    /// A name is near if at most a third of the longer name's letters differ, and at most three.
    package static func nearest(to name: String, among known: some Sequence<String>) -> String? {
        let letters = Array(name.lowercased())
        let candidates = known.map { (name: $0, distance: distance(letters, Array($0.lowercased()))) }
        let allowed = { (candidate: String) in min(3, max(letters.count, candidate.count) / 3) }
        return candidates.filter { $0.distance <= allowed($0.name) }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
    }

    /// Returns the hint for an unknown name: the nearest known name, or all known names.
    package static func hint(for name: String, among known: [String]) -> String {
        if let nearest = nearest(to: name, among: known) { return "did you mean '\(nearest)'?" }
        return known.isEmpty ? "none are defined" : "expected one of: \(known.sorted().joined(separator: ", "))"
    }

    /// Returns the number of letters to insert, remove, replace or swap with their neighbour.
    ///
    /// The restricted Damerau-Levenshtein distance, of which three rows are kept.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var (before, last) = ([Int](), Array(0...right.count))
        for (i, letter) in left.enumerated() {
            var row = [i + 1]
            for (j, other) in right.enumerated() {
                var least = min(last[j] + (letter == other ? 0 : 1), last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, letter == right[j - 1], other == left[i - 1] { least = min(least, before[j - 1] + 1) }
                row.append(least)
            }
            (before, last) = (last, row)
        }
        return last[right.count]
    }
}
