import Manifests

extension FuzzTarget {
    /// A references file: what was read from it is the same after it was written and read again.
    static let references = FuzzTarget("references") { input in
        let references: References
        do throws(ManifestError) {
            references = try References(json: String(decoding: input, as: UTF8.self), file: "refs.json")
        } catch {
            try require(error.message.contains("refs.json"), "an error does not name the file: \(error)")
            return
        }
        let text = references.text
        let again = try References(json: text)
        try require(again == references, "it reads as something else when written as '\(text)'")
        try require(again.text.utf8.elementsEqual(text.utf8), "it is written as '\(text)' and then as '\(again.text)'")
    }
}
