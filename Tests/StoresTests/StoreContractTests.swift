import Testing
import TestSupport

/// The contract of object stores, kept by a local directory and by S3 on each test server.
@Suite(.temporaryDirectory, .serialized, .hangLimit) struct StoreContractTests {
    @Test(arguments: StoreUnderTest.all + StoreUnderTest.keepingCRC64NVME, StoreContract.requirements)
    func storeMeetsContract(store: StoreUnderTest, requirement: StoreContract) async throws {
        try await requirement.check(try await store.make())
    }
}
