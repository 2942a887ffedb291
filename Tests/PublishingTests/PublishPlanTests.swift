import Basics
import Publishing
import Synchronization
import SystemPackage
import Testing
import TestSupport

/// A plan is a value: it is written, read, merged, and carried out by another publisher.
@Suite(.temporaryDirectory, .hangLimit) struct PublishPlanTests {
    private let directory = TemporaryDirectory.path.appending("project")

    private func write(_ files: [String: [UInt8]]) throws {
        for (name, bytes) in files { try FileNode.file(bytes).write(to: directory.appending(name)) }
    }

    private func publisher(_ references: References = References()) throws -> Publisher {
        try Publisher(directory: directory.string, options: .init(references: references))
    }

    private func declarations(_ paths: String...) -> [AssetDeclaration] {
        paths.map { AssetDeclaration(AssetSource(path: $0, options: .modelData())) }
    }

    @Test func aPlanThatWasWrittenIsCarriedOutByAnotherPublisher() async throws {
        try write(["a/config.json": Array("{}".utf8), "b.bin": [1, 2, 3]])
        let planner = try publisher()
        let staged = try await planner.stage(declarations("a", "b.bin", "gone"))
        let plan = try await planner.plan(staged)
        #expect(plan.items.map(\.status) == [.missing, .missing])
        #expect(plan.items.map(\.format) == [.bundle, .file])
        #expect(plan.failures.map(\.error.errorCode) == ["not-found"])
        let text = try plan.text
        let read = try PublishPlan(json: text)
        #expect(read == plan)
        #expect(try read.text == text)

        let other = try publisher()
        let report = try await other.publish(read, other.stage(declarations("a", "b.bin")))
        #expect(report.items.map(\.wasFound) == [false, false])
        let again = try await other.plan(other.stage(declarations("a", "b.bin")))
        #expect(again.items.map(\.status) == [.published, .published])
        #expect(again.items.map(\.object) == report.items.map(\.object))
        #expect(try PublishPlan(json: again.text) == again)
    }

    @Test func theBaseOfADeltaIsChosenInThePlan() async throws {
        try write(["a/weights": TestProject.random(40 << 20), "a/config.json": Array("{}".utf8)])
        let first = try await publisher().publish(declarations("a").map(\.source))
        let base = try #require(first.items.first?.asset.address)
        try write(["a/config.json": Array("{ }".utf8)])
        // By the references, and by the store's own listing.
        for references in [References(first.items), References()] {
            let planner = try publisher(references)
            let plan = try await planner.plan(planner.stage(declarations("a")))
            #expect(plan.items.map(\.bases) == [[base]])
            #expect(plan.items.allSatisfy { $0.encoder?.contains("frames-v2") == true })
        }
        let publisher = try publisher()
        let staged = try await publisher.stage(declarations("a"))
        let plan = try await PublishPlan(json: publisher.plan(staged).text)
        let report = try await publisher.publish(plan, staged)
        // Copied in part: nobody has read all bytes.
        guard case .composite? = report.items.first?.object.checksum else {
            Issue.record("\(report)")
            return
        }
    }

    @Test func failuresOfAPlanKeepTheirCause() async throws {
        try write(["a.bin": [1], "b.bin": [2]])
        let nowhere = try S3Destination(bucket: "abc", region: "eu-west-1", endpoint: "http://127.0.0.1:1")
        let publisher = try Publisher(
            directory: directory.string,
            destinations: [Destination(name: "nowhere", kind: .s3(nowhere))],
            environment: ["AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_MAX_ATTEMPTS": "1"]
        )
        let plan = try await publisher.plan(publisher.stage(declarations("a.bin", "b.bin")))
        #expect(plan.items.map(\.status) == [.conflict, .conflict])
        #expect(plan.failures.count == 2)
        let read = try PublishPlan(json: plan.text)
        #expect(read == plan)
        // One failure stands for all assets, as it does before the plan is written.
        let failures = PublishFailure.oncePerDestination(read.failures, working: [])
        #expect(failures.map(\.key) == [nil])
        #expect(failures == PublishFailure.oncePerDestination(plan.failures, working: []))
    }

    @Test func assetsWithTheSameObjectsHaveTheSameBases() async throws {
        let weights = TestProject.random(40 << 20)
        try write(["a/weights": weights, "a/config.json": Array("{}".utf8)])
        let first = try await publisher().publish(declarations("a").map(\.source))
        let base = try #require(first.items.first?.asset.address)
        for name in ["a", "b"] { try write(["\(name)/weights": weights, "\(name)/config.json": Array("{ }".utf8)]) }
        let publisher = try publisher()
        let staged = try await publisher.stage(declarations("a", "b"))
        let plan = try await publisher.plan(staged)
        #expect(plan.items.map(\.bases) == [[base], [base]])
        let report = try await publisher.publish(plan, staged)
        #expect(Set(report.items.compactMap(\.object)).count == 1)
    }

    @Test func aPlanForOtherContentIsRefused() async throws {
        try write(["b.bin": [1, 2, 3]])
        let publisher = try publisher()
        let plan = try await publisher.plan(publisher.stage(declarations("b.bin")))
        try write(["b.bin": [1, 2, 4]])
        let report = try await publisher.publish(plan, publisher.stage(declarations("b.bin")))
        #expect(report.items.isEmpty)
        #expect(report.failures.map(\.error.errorCode) == ["outdated-plan"])
    }

    @Test func plansOfPartsOfAProjectAreMerged() async throws {
        try write(["a.bin": [1], "b.bin": [2]])
        let publisher = try publisher()
        let a = try await publisher.plan(publisher.stage(declarations("a.bin", "gone")))
        let b = try await publisher.plan(publisher.stage(declarations("b.bin", "gone")))
        let merged = a.merging(b)
        #expect(merged.items.map(\.key.description) == ["a.bin", "b.bin"])
        #expect(merged.failures == a.failures)
        #expect(merged.merging(a).items.map(\.key.description) == ["b.bin", "a.bin"])
        let staged = try await publisher.stage(declarations("a.bin", "b.bin"))
        #expect(try await publisher.publish(merged, staged).items.count == 2)
    }

    @Test(arguments: ["", "{}", "[]", #"{"schema":"sageassets/plan/v9","plan":[],"failed":[],"warnings":[]}"#])
    func textThatIsNoPlanIsRefused(text: String) {
        let error = #expect(throws: PublishingError.self) { try PublishPlan(json: text) }
        #expect(error?.errorCode == "invalid-plan")
        #expect(error?.message.contains("Error") == false)
    }
}
