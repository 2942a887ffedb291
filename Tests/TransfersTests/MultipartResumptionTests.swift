import Stores
import Testing
import Transfers

@Suite struct MultipartResumptionTests {
    private struct Refusal: Error {}

    /// Once it is not resumed, whatever the server says is about this run's parts.
    @Test func secondRestartIsTheServersError() async {
        var attempts: [Bool] = []
        await #expect(throws: Refusal.self) {
            try await restartingMultipart("s3://bucket/key") { resumes -> Void in
                attempts.append(resumes)
                throw MultipartRestart(cause: Refusal())
            }
        }
        #expect(attempts == [true, false])
    }

    @Test func secondRestartWithoutReasonIsThatOfAnotherProgram() async {
        await #expect(throws: StoreError.uploadAborted(uri: "s3://bucket/key")) {
            try await restartingMultipart("s3://bucket/key") { _ -> Void in throw MultipartRestart() }
        }
    }
}
