import Assets
import Commands
import Publishing
import Testing
import Transfers

@Suite struct ProgressTextTests {
    private static let full = text {
        ($0.label, $0.done, $0.all) = ("artifacts/weights", 12 << 20, 60 << 20)
        $0.rates = ProgressRate.Rates(last: 2_097_152, average: 2_621_440)
        ($0.doneAssets, $0.allAssets) = (1, 3)
    }
    private static let outage = text {
        ($0.label, $0.done, $0.all) = ("artifacts/weights", 12 << 20, 60 << 20)
        $0.rates = ProgressRate.Rates(last: 2_097_152, average: 2_621_440)
        $0.outage = "cannot connect to 'host' for 42 s, trying for 9 min more"
    }
    private static let wide = text { ($0.label, $0.done, $0.all) = ("模型/模型模型模型", 1, 2) }

    private static func text(_ set: (inout ProgressText) -> Void) -> ProgressText {
        var text = ProgressText()
        set(&text)
        return text
    }

    @Test(arguments: [
        (full, 100, "artifacts/weights: 12.0 MiB of 60.0 MiB, 2.0 MiB/s, 0:20 left, 1 of 3 assets done"),
        (full, 80, "artifacts/weights: 12.0 MiB of 60.0 MiB, 2.0 MiB/s, 0:20 left"),
        (full, 60, "…tifacts/weights: 12.0 MiB of 60.0 MiB, 2.0 MiB/s, 0:20 left"),
        (full, 50, "…ights: 12.0 MiB of 60.0 MiB, 2.0 MiB/s, 0:20 left"),
        (full, 39, "…ights: 12.0 MiB of 60.0 MiB, 0:20 left"), (full, 31, "12.0 MiB of 60.0 MiB, 0:20 left"),
        (full, 25, "12.0 MiB of 60.0 MiB"), (full, 10, "12.0 MiB …"), (full, 0, ""),
        (
            outage, 120,
            "artifacts/weights: 12.0 MiB of 60.0 MiB, cannot connect to 'host' for 42 s, trying for 9 min more"
        ),
        (outage, 60, "cannot connect to 'host' for 42 s, trying for 9 min more"),
        (outage, 30, "cannot connect to 'host' for …"),
        (wide, 40, "模型/模型模型模型: 1 B of 2 B"), (wide, 23, "…型模型模型: 1 B of 2 B"), (wide, 12, "1 B of 2 B"),
        (ProgressText(), 80, ""),
    ])
    func lineFitsTheTerminal(text: ProgressText, columns: Int, line: String) {
        let made = text.line(columns: columns)
        #expect(made.columnCount <= columns)
        if line.first != "i" { #expect(made == line) }
    }

    @Test(arguments: 0...110)
    func noLineIsWiderThanTheTerminal(columns: Int) {
        for text in [Self.full, Self.outage, Self.wide] {
            #expect(text.line(columns: columns).columnCount <= columns)
        }
    }

    @Test func buildIsShownWhileNothingIsSent() {
        let start = ContinuousClock.now
        func line(_ snapshot: ProgressCounters.Snapshot) -> String {
            ProgressText(snapshot, received: 0, rates: ProgressRate.Rates(), at: start + .seconds(42)).line()
        }
        var snapshot = ProgressCounters.Snapshot()
        snapshot.builds[AssetKey("containers/scorer")] = ProgressCounters.Build(builder: "podman", start: start)
        #expect(line(snapshot) == "containers/scorer: building with podman for 42 s")
        snapshot.add(.willPublish(100, isBundled: false), of: Self.key)
        snapshot.add(.began, of: Self.key)
        #expect(line(snapshot) == "a: 0 B of 100 B")
        snapshot.add(.sent(100), of: Self.key)
        snapshot.add(.ended, of: Self.key)
        #expect(line(snapshot) == "containers/scorer: building with podman for 42 s")
    }

    private static let key = PublishEvent.Publication(key: AssetKey("a"), destination: "d")
    private static let other = PublishEvent.Publication(key: AssetKey("b"), destination: "d")

    private func line(_ events: [(TransferEvent, PublishEvent.Publication)], received: Int = 0) -> String {
        var snapshot = ProgressCounters.Snapshot()
        for (event, publication) in events { snapshot.add(event, of: publication) }
        return ProgressText(snapshot, received: received, rates: ProgressRate.Rates()).line()
    }

    @Test func bytesMoveBetweenParts() {
        let events: [(TransferEvent, PublishEvent.Publication)] = [
            (.willPublish(1000, isBundled: false), Self.key), (.began, Self.key), (.sent(200), Self.key),
        ]
        #expect(line(events) == "a: 200 B of 1000 B")
        #expect(line(events, received: 350) == "a: 350 B of 1000 B")
        // What was taken back of a failed request does not undo what was sent.
        #expect(line(events, received: 0) == "a: 200 B of 1000 B")
        #expect(line(events, received: 5000) == "a: 1000 B of 1000 B")
    }

    @Test func sizeOfABundleIsEstimatedFromWhatIsMade() {
        var events: [(TransferEvent, PublishEvent.Publication)] = [
            (.willPublish(1000, isBundled: true), Self.key), (.willPublish(400, isBundled: true), Self.other),
            (.began, Self.key),
        ]
        #expect(line(events) == "a: 0 B of 1400 B".replacing("1400 B", with: "1.4 KiB") + ", 0 of 2 assets done")
        events += [(.made(100), Self.key), (.published(200, isRead: true), Self.key)]
        // Half of everything: 500 bytes and 200 bytes.
        #expect(line(events, received: 50) == "a: 50 B of 700 B, 0 of 2 assets done")
        events += [(.made(300), Self.key), (.published(800, isRead: true), Self.key), (.sent(400), Self.key)]
        events += [(.ended, Self.key), (.began, Self.other)]
        #expect(line(events) == "b: 400 B of 560 B, 1 of 2 assets done")
        // A bundle that is made again is not counted twice.
        events += [(.made(100), Self.other), (.published(200, isRead: true), Self.other), (.restarted, Self.other)]
        #expect(line(events) == "b: 400 B of 560 B, 1 of 2 assets done")
    }

    @Test func whatNeedNotBeSentIsDone() {
        let events: [(TransferEvent, PublishEvent.Publication)] = [
            (.willPublish(1000, isBundled: false), Self.key), (.began, Self.key), (.resumed(100), Self.key),
            (.copied(200), Self.key), (.found(300), Self.key), (.sent(50), Self.key),
        ]
        #expect(line(events) == "a: 650 B of 1000 B")
    }

    @Test func rateIsThatOfTheLastSeconds() {
        var rate = ProgressRate()
        let start = ContinuousClock.now
        var rates = ProgressRate.Rates()
        // A burst at the beginning, then 100 bytes a second, then 10.
        for tenth in 0...100 { rates = rate.update(5000 + tenth * 10, at: start + .milliseconds(tenth * 100)) }
        #expect(abs(rates.last - 100) < 1)
        #expect(abs(rates.average - 100) < 1)
        for tenth in 1...60 { rates = rate.update(6000 + tenth, at: start + .milliseconds(10_000 + tenth * 100)) }
        #expect(abs(rates.last - 10) < 1)
        #expect(abs(rates.average - (900 + 60) / 15) < 1)
        for tenth in 1...300 { rates = rate.update(6060 + tenth, at: start + .milliseconds(16_000 + tenth * 100)) }
        #expect(abs(rates.average - 10) < 1)
        rate.reset()
        #expect(rate.update(6400, at: start + .seconds(47)) == ProgressRate.Rates())
    }

    @Test func rateIsKnownEarlyOnceNoBufferCanHoldWhatWasSent() {
        var rate = ProgressRate()
        let start = ContinuousClock.now
        #expect(rate.update(1 << 20, at: start).last == 0)
        #expect(rate.update(64 << 20, at: start + .milliseconds(200)).last == 0)
        #expect(rate.update(164 << 20, at: start + .milliseconds(1200)).last == Double(100 << 20))
    }

    /// Only what a destination keeps after an interruption counts as kept.
    @Test(arguments: [(["d"], 250), (["e"], 70), (["d", "e"], 320), ([], 0)] as [(Set<String>, Int)])
    func sentBytesAreCountedByDestination(destinations: Set<String>, count: Int) {
        var snapshot = ProgressCounters.Snapshot()
        let elsewhere = PublishEvent.Publication(key: AssetKey("a"), destination: "e")
        for (event, publication) in [
            (.sent(100), Self.key), (.sent(50), Self.other), (.sent(60), elsewhere), (.found(7), Self.key),
            (.resumed(5), Self.key), (.sent(100), Self.key),
            // Its upload was begun anew: what the old one had is gone.
            (.restarted, elsewhere), (.sent(70), elsewhere), (.ended, Self.key),
        ] as [(TransferEvent, PublishEvent.Publication)] { snapshot.add(event, of: publication) }
        #expect(snapshot.sentByteCount(to: destinations) == count)
    }

    @Test func summaryTellsWhatWasSentAndFound() {
        var counters = ProgressCounters.Snapshot()
        (counters.sent, counters.resumed, counters.reused) = (40 << 20, 0, 0)
        func text(_ sent: Int, _ found: Int, _ failed: Int, _ elapsed: Duration) -> String {
            PublishSummary(
                sentCount: sent,
                foundCount: found,
                failedCount: failed,
                counters: counters,
                elapsed: elapsed
            )
            .text
        }
        #expect(text(2, 1, 0, .seconds(21)) == "sent 2 assets (40.0 MiB) in 0:21; found 1")
        (counters.resumed, counters.copied) = (1 << 20, 2 << 20)
        #expect(
            text(1, 0, 2, .milliseconds(440))
                == "sent 1 asset (40.0 MiB, 1.0 MiB resumed, 2.0 MiB copied by the store) in 0.4 s; failed 2"
        )
        #expect(text(0, 5, 0, .seconds(1)) == "sent nothing in 1.0 s; found 5 assets")
    }

    @Test func statisticsAreWords() {
        var counters = ProgressCounters.Snapshot()
        (counters.hashed, counters.cached, counters.sent) = (1 << 30, 1 << 20, 40 << 20)
        (counters.copied, counters.copiedFiles, counters.published) = (1 << 10, 2, 1 << 10)
        counters.times[.fingerprint] = .milliseconds(440)
        #expect(
            PublishStatistics(counters, requestCount: 12).text
                == "read 1.0 GiB, hashed 1.0 GiB, from the cache 1.0 MiB; sent 40.0 MiB, copied 1.0 KiB in 2 files; "
                + "12 requests; fingerprint 0.4 s, look-up 0.0 s, lint 0.0 s, publish 0.0 s"
        )
    }
}
