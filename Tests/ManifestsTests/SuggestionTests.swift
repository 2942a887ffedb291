import Manifests
import Testing

@Suite struct SuggestionTests {
    private static let known = ["modelData", "image", "environment", "containerHostname"]

    @Test(arguments: [
        ("modelDat", "modelData"), ("modeldata", "modelData"), ("enviroment", "environment"), ("imgae", "image"),
        ("hostname", nil), ("x", nil), ("", nil),
    ])
    func nearestNameIsSuggested(name: String, expected: String?) {
        #expect(Suggestion.nearest(to: name, among: Self.known) == expected)
    }

    @Test func allNamesAreListedIfNoneIsNear() {
        #expect(
            Suggestion.hint(for: "x", among: Self.known)
                == "expected one of: containerHostname, environment, image, modelData"
        )
        #expect(Suggestion.hint(for: "imag", among: Self.known) == "did you mean 'image'?")
        #expect(Suggestion.hint(for: "imag", among: []) == "none are defined")
    }
}
