/// Returns the result of a body, or its error; only cancellation ends the run.
package func capture<Success>(_ body: () async throws -> Success) async throws -> Result<Success, any Error> {
    do {
        return .success(try await body())
    } catch {
        try Task.checkCancellation()
        return .failure(error)
    }
}
