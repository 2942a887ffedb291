import Registry
import Testing
import TestSupport

/// The contract that an image layout directory and all registries meet.
@Suite(.temporaryDirectory, .hangLimit) struct RepositoryContractTests {
    @Test("every repository meets the contract", arguments: RepositoryContract.requirements, RepositoryUnderTest.all)
    func contract(requirement: RepositoryContract, kind: RepositoryUnderTest) async throws {
        try await requirement.check(try kind.make())
    }

    @Test("the registries of the tests run", .enabled(if: TestRegistry.plain != nil, TestRegistry.absence))
    func allRegistriesRun() {
        #expect(TestRegistry.present.map(\.name) == ["registry", "registry_tls", "registry_token"])
    }
}
