/// Finds what a misspelt word was meant to be.
package enum Suggestion {
    /// Returns the known word that is nearest to a word, or nil where none is near.
    ///
    /// Near means that at most a third of the longer word's letters have to change, and at most three.
    package static func nearest(to word: String, among known: some Sequence<String>) -> String? {
        let letters = Array(word.lowercased())
        let candidates = known.map { (word: $0, distance: distance(letters, Array($0.lowercased()))) }
        let allowed = { (candidate: String) in min(3, max(letters.count, candidate.count) / 3) }
        return candidates.filter { $0.distance <= allowed($0.word) }
            .min { ($0.distance, $0.word) < ($1.distance, $1.word) }?.word
    }

    /// The hint for a word that is not known: the nearest one, or all.
    package static func hint(for word: String, among known: [String]) -> String {
        if let nearest = nearest(to: word, among: known) { return "did you mean '\(nearest)'?" }
        return known.isEmpty ? "there are none here" : "known here: \(known.sorted().joined(separator: ", "))"
    }

    /// The number of letters to insert, remove, replace or swap with their neighbour.
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
