import Manifests

extension FuzzTarget {
    /// A references file: what was read from it is the same after it was written and read again, and what a publish keeps
    /// of a damaged one can be read.
    static let references = FuzzTarget("references") { input in
        let input = String(decoding: input, as: UTF8.self)
        let kept = (try? References.rebuilding(json: input, file: "refs.json"))?.references
        let references: References
        do throws(ManifestError) {
            references = try References(json: input, file: "refs.json")
        } catch {
            try require(error.message.contains("refs.json"), "an error does not name the file: \(error)")
            if let kept { try require((try? References(json: kept.text)) == kept, "a publish keeps '\(kept.text)'") }
            return
        }
        try require(kept == references, "a publish keeps other references than '\(references.text)'")
        let text = references.text
        let again = try References(json: text)
        try require(again == references, "it reads as something else when written as '\(text)'")
        try require(again.text.utf8.elementsEqual(text.utf8), "it is written as '\(text)' and then as '\(again.text)'")
    }
}
