extension S3Client {
    /// Opens connections, so that later requests need not wait for that; whatever the server responds.
    ///
    /// Each takes a round trip, and another one with TLS.
    public func openConnections(_ count: Int) async {
        await withTaskGroup(of: Void.self) { group in
            // Their failures are those of the requests that follow.
            for _ in 0..<count { group.addTask { try? await attempt(S3Operation(.headBucket)) } }
        }
    }
}
