import Manifests
import Testing

@Suite struct SuggestionTests {
    private static let known = ["modelData", "image", "environment", "containerHostname"]

    @Test(arguments: [
        ("modelDat", "modelData"), ("modeldata", "modelData"), ("enviroment", "environment"), ("imgae", "image"),
        ("hostname", nil), ("x", nil), ("", nil),
    ])
    func theNearestWordIsMeant(word: String, expected: String?) {
        #expect(Suggestion.nearest(to: word, among: Self.known) == expected)
    }

    @Test func whereNoneIsNearAllAreTold() {
        #expect(
            Suggestion.hint(for: "x", among: Self.known)
                == "known here: containerHostname, environment, image, modelData"
        )
        #expect(Suggestion.hint(for: "imag", among: Self.known) == "did you mean 'image'?")
        #expect(Suggestion.hint(for: "imag", among: []) == "there are none here")
    }
}
