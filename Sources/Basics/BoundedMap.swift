extension Collection where Element: Sendable {
    /// Returns the results of an async function in the order of the elements, at most `width` of them running at a time.
    ///
    /// The first error cancels what is still running and is rethrown.
    public func boundedMap<Result: Sendable>(
        width: Int,
        _ body: @Sendable @escaping (Element) async throws -> Result
    ) async throws -> [Result] {
        try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            var results = [Result?](repeating: nil, count: count)
            var started = 0
            for element in self {
                if started >= Swift.max(1, width), let (index, result) = try await group.next() {
                    results[index] = result
                }
                let index = started
                group.addTask { (index, try await body(element)) }
                started += 1
            }
            for try await (index, result) in group { results[index] = result }
            return results.compactMap { $0 }
        }
    }
}
