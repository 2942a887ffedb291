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

    /// The number of letters to insert, remove or replace (Levenshtein, one row at a time).
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var row = Array(0...right.count)
        for (i, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let replaced = diagonal + (letter == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
