import AWS
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        (0, "19700101T000000Z"),
        (1_440_938_160, "20150830T123600Z"),
        (951_782_400, "20000229T000000Z"),  // a leap day in a year that 400 divides
        (4_107_542_400, "21000301T000000Z"),  // no leap day in one that only 100 divides
        (-1, "19691231T235959Z"),
        (253_402_300_799, "99991231T235959Z"),
    ])
    func textRoundTrips(seconds: Int, text: String) {
        let time = Timestamp(secondsSinceEpoch: seconds)
        #expect(time.basicDateTime == text)
        #expect(time.basicDate == String(text.prefix(8)))
        #expect(Timestamp(iso8601: text) == time)
        #expect(Timestamp(iso8601: time.description) == time)
    }

    @Test func everyDayOfFourCenturiesRoundTrips() {
        for day in 0..<146_097 {
            let time = Timestamp(secondsSinceEpoch: day * 86_400 + day % 86_400)
            guard Timestamp(iso8601: time.basicDateTime) == time else {
                Issue.record("\(time) is not read back")
                return
            }
        }
    }

    @Test(arguments: [
        "2015-08-30T12:36:00Z", "20150830T123600Z", "2015-08-30T12:36:00.123Z", "2015-08-30T12:36:00+00:00",
    ])
    func iso8601IsParsed(text: String) {
        #expect(Timestamp(iso8601: text)?.secondsSinceEpoch == 1_440_938_160)
    }

    @Test(arguments: [
        "", "2015-08-30", "2015-08-30T12:36:00", "2015-08-30 12:36:00Z",
        "2015-02-29T00:00:00Z",  // no leap year
        "2015-13-01T00:00:00Z", "2015-00-01T00:00:00Z", "2015-04-31T00:00:00Z", "2015-08-30T24:00:00Z",
        "2015-08-30T12:60:00Z", "2015-0830T12:36:00Z", "2015-08-30T12:36:00.Z", "2015-08-30T12:36:00+02:00",
        "2015-08-30T12:36:00ZZ",
    ])
    func invalidISO8601IsRejected(text: String) {
        #expect(Timestamp(iso8601: text) == nil)
    }

    @Test(
        arguments: [
            "Sun, 06 Nov 1994 08:49:37 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "Wed, 31 Dec 1969 23:59:59 GMT",
            "Thu, 29 Feb 2024 12:00:00 GMT", "Sat, 01 Jan 2000 00:00:00 GMT", "Mon, 23 Nov 2026 04:44:10 GMT",
        ]
    )
    func httpDatesRoundTrip(text: String) {
        #expect(Timestamp(httpDate: text)?.httpDate == text)
    }

    @Test func httpDatesAreParsed() {
        #expect(Timestamp(httpDate: "Sun, 06 Nov 1994 08:49:37 GMT")?.secondsSinceEpoch == 784_111_777)
        #expect(Timestamp(httpDate: "Fri, 24 May 2013 00:00:00 GMT")?.basicDateTime == "20130524T000000Z")
    }

    @Test(arguments: [
        "", "06 Nov 1994 08:49:37 GMT", "Xyz, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Xyz 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT ",
        "Sunday, 06-Nov-94 08:49:37 GMT",  // obsolete forms of RFC 850 and asctime: no server of ours sends them
        "Sun Nov  6 08:49:37 1994",
    ])
    func invalidHTTPDateIsRejected(text: String) {
        #expect(Timestamp(httpDate: text) == nil)
    }
}
