import AWS
import Synchronization
import Testing

@Suite struct ExpiringCredentialsTests {
    /// The moment of a test, in seconds.
    private final class Clock: Sendable {
        private let seconds = Atomic(0)
        var now: @Sendable () -> Timestamp { { Timestamp(secondsSinceEpoch: self.seconds.load(ordering: .relaxed)) } }
        func set(_ value: Int) { seconds.store(value, ordering: .relaxed) }
    }

    /// Returns credentials that count its calls; a call waits while the gate is closed.
    private actor Provider: CredentialProvider {
        private(set) var callCount = 0
        private let lifetime: Int?
        private let now: @Sendable () -> Timestamp
        private var isFailing = false
        private var isClosed = false
        private var waiting: [CheckedContinuation<Void, Never>] = []

        init(lifetime: Int?, now: @escaping @Sendable () -> Timestamp) {
            (self.lifetime, self.now) = (lifetime, now)
        }

        func setFailing(_ value: Bool) { isFailing = value }
        func close() { isClosed = true }
        func open() {
            isClosed = false
            for continuation in waiting { continuation.resume() }
            waiting = []
        }

        func credentials() async throws -> Credentials {
            callCount += 1
            let number = callCount
            if isClosed { await withCheckedContinuation { waiting.append($0) } }
            if isFailing { throw AWSConfigurationError.noCredentials(profile: "p") }
            return Credentials(
                accessKeyID: "\(number)",
                secretAccessKey: "s",
                expiration: lifetime.map { now().advanced(bySeconds: $0) }
            )
        }
    }

    private let clock = Clock()

    private func make(lifetime: Int?) -> (ExpiringCredentials, Provider) {
        let provider = Provider(lifetime: lifetime, now: clock.now)
        return (ExpiringCredentials(provider, now: clock.now), provider)
    }

    private func reach(_ count: Int, _ provider: Provider) async {
        while await provider.callCount < count { await Task.yield() }
    }

    @Test func credentialsWithoutExpirationAreKept() async throws {
        let (credentials, provider) = make(lifetime: nil)
        for time in [0, 1 << 30] {
            clock.set(time)
            #expect(try await credentials.credentials().accessKeyID == "1")
        }
        #expect(await provider.callCount == 1)
    }

    @Test func concurrentCallsShareOneRefresh() async throws {
        let (credentials, provider) = make(lifetime: 3600)
        await provider.close()
        try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { try await credentials.credentials().accessKeyID } }
            await reach(1, provider)
            await provider.open()
            for try await key in group { #expect(key == "1") }
        }
        #expect(await provider.callCount == 1)
    }

    @Test func validCredentialsAreReturnedDuringRefresh() async throws {
        let (credentials, provider) = make(lifetime: 3600)
        _ = try await credentials.credentials()
        clock.set(3299)
        #expect(try await credentials.credentials().accessKeyID == "1")
        #expect(await provider.callCount == 1)

        clock.set(3300)
        await provider.close()
        for _ in 0..<5 { #expect(try await credentials.credentials().accessKeyID == "1") }
        await reach(2, provider)
        #expect(await provider.callCount == 2)
        await provider.open()
        while try await credentials.credentials().accessKeyID != "2" { await Task.yield() }
        #expect(await provider.callCount == 2)
    }

    @Test func expiredCredentialsAreNotReturned() async throws {
        let (credentials, provider) = make(lifetime: 3600)
        _ = try await credentials.credentials()
        clock.set(3600)
        #expect(try await credentials.credentials().accessKeyID == "2")
        await provider.setFailing(true)
        clock.set(7200)
        await #expect(throws: AWSConfigurationError.self) { try await credentials.credentials() }
    }

    @Test func errorsAreNotKept() async throws {
        let (credentials, provider) = make(lifetime: 3600)
        await provider.setFailing(true)
        await #expect(throws: AWSConfigurationError.self) { try await credentials.credentials() }
        await provider.setFailing(false)
        #expect(try await credentials.credentials().accessKeyID == "2")
    }

    /// A provider that fails near the expiration is asked once a minute, and not with every request.
    @Test func failedRefreshKeepsValidCredentials() async throws {
        let (credentials, provider) = make(lifetime: 3600)
        _ = try await credentials.credentials()
        await provider.setFailing(true)
        for (time, callCount) in [(3300, 2), (3330, 2), (3360, 3), (3419, 3), (3599, 4)] {
            clock.set(time)
            #expect(try await credentials.credentials().accessKeyID == "1")
            await reach(callCount, provider)
            for _ in 0..<20 { await Task.yield() }
            #expect(await provider.callCount == callCount, "at \(time)")
        }
    }
}
