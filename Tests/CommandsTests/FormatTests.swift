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
