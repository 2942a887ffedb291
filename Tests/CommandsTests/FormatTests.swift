import Commands
import Testing

@Suite struct FormatTests {
    @Test(arguments: [
        (0, "0 B"), (1, "1 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1536, "1.5 KiB"),
        (1_048_575, "1.0 MiB"),  // not "1024.0 KiB"
        (1 << 20, "1.0 MiB"), (5 << 30, "5.0 GiB"), (Int.max, "8192.0 PiB"),
    ])
    func sizesHaveFittingUnits(count: Int, text: String) {
        #expect(Format.bytes(count) == text)
    }

    @Test(arguments: [
        (0, "0:00"), (5, "0:05"), (65, "1:05"), (3599, "59:59"), (3600, "1:00:00"), (7265, "2:01:05"),
        (360_000, "100:00:00"),
    ])
    func durationsHaveHoursIfNeeded(seconds: Int, text: String) {
        #expect(Format.time(seconds: seconds) == text)
    }
}

@Suite struct ProgressLineTests {
    private static func snapshot(
        hashed: Int = 0,
        toHash: Int = 0,
        published: Int = 0,
        toPublish: Int = 0,
        sent: Int = 0
    ) -> ProgressCounters.Snapshot {
        var snapshot = ProgressCounters.Snapshot()
        (snapshot.hashed, snapshot.toHash) = (hashed, toHash)
        (snapshot.published, snapshot.toPublish, snapshot.sent) = (published, toPublish, sent)
        return snapshot
    }

    @Test(arguments: [
        // Nothing is known yet.
        (snapshot(), 0.0, ""),
        (snapshot(), 1000.0, ""),
        (snapshot(hashed: 1024, toHash: 4096), 0, "fingerprinting 1.0 KiB of 4.0 KiB"),
        (snapshot(hashed: 1024, toHash: 4096), 1024, "fingerprinting 1.0 KiB of 4.0 KiB, 1.0 KiB/s, 0:04 left"),
        // Once publishing begins, its progress replaces that of fingerprinting.
        (snapshot(hashed: 9, toHash: 9, published: 0, toPublish: 2048), 0, "publishing 0 B of 2.0 KiB"),
        (
            snapshot(hashed: 9, toHash: 9, published: 1024, toPublish: 2048, sent: 512), 512,
            "publishing 1.0 KiB of 2.0 KiB, 512 B sent, 512 B/s, 0:03 left"
        ),
        // At the end no time is left.
        (
            snapshot(published: 2048, toPublish: 2048, sent: 99), 2048,
            "publishing 2.0 KiB of 2.0 KiB, 99 B sent, 2.0 KiB/s"
        ),
        // A file that grew does not exceed the total.
        (snapshot(hashed: 5000, toHash: 4096), 0, "fingerprinting 4.0 KiB of 4.0 KiB"),
        // A rate near zero gives no estimate.
        (snapshot(hashed: 1, toHash: Int.max), 1e-12, "fingerprinting 1 B of 8192.0 PiB, 0 B/s"),
    ])
    func lineHasProgressAndTimeLeft(snapshot: ProgressCounters.Snapshot, rate: Double, text: String) {
        #expect(ProgressLine.text(snapshot, rate: rate) == text)
    }
}
