import Basics
import Testing

@Suite struct PatternTests {
    private static let shard = Pattern(/(.+)-([0-9]{5})-of-([0-9]{5})/)

    @Test(arguments: [
        ("model-00001-of-00002", true),
        ("model-00001-of-00002.bin", false),
        ("-00001-of-00002", false),
        ("", false),
    ])
    func matchesWholeText(text: String, matches: Bool) {
        #expect(Self.shard.matches(text) == matches)
    }

    @Test func groupsAreAvailableToConcurrentTasks() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 10_000..<10_100 {
                group.addTask {
                    let match = try #require(Self.shard.wholeMatch(in: "model-\(number)-of-99999"))
                    #expect(match.1 == "model")
                    #expect(match.2 == "\(number)")
                    #expect(match.3 == "99999")
                }
            }
            try await group.waitForAll()
        }
    }
}
