#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin
#endif

/// A moment in whole seconds, the precision of signatures and HTTP dates.
///
/// Text is written and parsed by integer arithmetic, independent of formatters, locales and time zones.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    public let secondsSinceEpoch: Int

    /// Creates a moment from its distance to the epoch.
    public init(secondsSinceEpoch: Int) {
        self.secondsSinceEpoch = secondsSinceEpoch
    }

    /// The present moment.
    public static var now: Timestamp { Timestamp(secondsSinceEpoch: Int(time(nil))) }

    /// Returns the moment that many seconds later, or earlier for a negative number.
    public func advanced(bySeconds seconds: Int) -> Timestamp {
        Timestamp(secondsSinceEpoch: secondsSinceEpoch + seconds)
    }

    /// Whether the first moment comes before the second.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.secondsSinceEpoch < right.secondsSinceEpoch
    }
}

// MARK: Writing

extension Timestamp: CustomStringConvertible {
    /// `20150830T123600Z`, the form of `x-amz-date`.
    public var basicDateTime: String {
        let (hour, minute, second) = timeOfDay
        return "\(basicDate)T\(padded(hour, 2))\(padded(minute, 2))\(padded(second, 2))Z"
    }

    /// `20150830`, the form of a signature's scope.
    public var basicDate: String {
        let (year, month, day) = civilDate
        return padded(year, 4) + padded(month, 2) + padded(day, 2)
    }

    /// `2015-08-30T12:36:00Z`.
    public var description: String {
        let (year, month, day) = civilDate
        let (hour, minute, second) = timeOfDay
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
            + "T\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))Z"
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
    public var httpDate: String {
        let (year, month, day) = civilDate
        let (hour, minute, second) = timeOfDay
        // The epoch's day was a Thursday.
        let weekday = weekdayNames[((days + 3) % 7 + 7) % 7]
        return "\(weekday), \(padded(day, 2)) \(monthNames[month - 1]) \(padded(year, 4)) "
            + "\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2)) GMT"
    }

    private var timeOfDay: (hour: Int, minute: Int, second: Int) {
        let second = secondsSinceEpoch - days * 86_400
        return (second / 3600, second / 60 % 60, second % 60)
    }

    /// Whole days since the epoch, rounded down before it as well.
    private var days: Int {
        let (quotient, remainder) = secondsSinceEpoch.quotientAndRemainder(dividingBy: 86_400)
        return remainder < 0 ? quotient - 1 : quotient
    }

    private var civilDate: CivilDate { date(ofDay: days) }
}

// MARK: Reading

extension Timestamp {
    /// Reads an ISO 8601 moment in UTC, `2015-08-30T12:36:00Z` or `20150830T123600Z`; a fraction of a second is dropped.
    public init?(iso8601 text: some StringProtocol) {
        var bytes = ArraySlice(text.utf8)
        guard let year = number(&bytes, digits: 4) else { return nil }
        let isExtended = skip("-", &bytes)
        guard let month = number(&bytes, digits: 2), skip("-", &bytes) == isExtended,
            let day = number(&bytes, digits: 2), skip("T", &bytes),
            let hour = number(&bytes, digits: 2), skip(":", &bytes) == isExtended,
            let minute = number(&bytes, digits: 2), skip(":", &bytes) == isExtended,
            let second = number(&bytes, digits: 2)
        else { return nil }
        if skip(".", &bytes) {
            let fraction = bytes.prefix { isDigit($0) }
            guard !fraction.isEmpty else { return nil }
            bytes = bytes.dropFirst(fraction.count)
        }
        guard skip("Z", &bytes) || skip("+00:00", &bytes), bytes.isEmpty else { return nil }
        self.init(date: (year, month, day), hour: hour, minute: minute, second: second)
    }

    /// Reads an HTTP date, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7: IMF-fixdate, the only form sent).
    public init?(httpDate text: some StringProtocol) {
        var bytes = ArraySlice(text.utf8)
        guard let comma = bytes.firstIndex(of: UInt8(ascii: ",")),
            weekdayNames.contains(String(decoding: bytes[..<comma], as: UTF8.self))
        else { return nil }
        bytes = bytes[(comma + 1)...]
        guard skip(" ", &bytes), let day = number(&bytes, digits: 2), skip(" ", &bytes),
            let month = monthNames.firstIndex(of: String(decoding: bytes.prefix(3), as: UTF8.self))
        else { return nil }
        bytes = bytes.dropFirst(3)
        guard skip(" ", &bytes), let year = number(&bytes, digits: 4), skip(" ", &bytes),
            let hour = number(&bytes, digits: 2), skip(":", &bytes),
            let minute = number(&bytes, digits: 2), skip(":", &bytes),
            let second = number(&bytes, digits: 2), skip(" GMT", &bytes), bytes.isEmpty
        else { return nil }
        self.init(date: (year, month + 1, day), hour: hour, minute: minute, second: second)
    }

    private init?(date civil: CivilDate, hour: Int, minute: Int, second: Int) {
        let day = day(of: civil)
        // 60 is a leap second, which the epoch's seconds do not count: it counts as the next minute's first.
        guard date(ofDay: day) == civil, hour < 24, minute < 60, second <= 60 else { return nil }
        self.init(secondsSinceEpoch: day * 86_400 + hour * 3600 + minute * 60 + second)
    }
}

private let weekdayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
private let monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

private func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

private func number(_ bytes: inout ArraySlice<UInt8>, digits count: Int) -> Int? {
    let digits = bytes.prefix(count)
    guard digits.count == count, digits.allSatisfy(isDigit) else { return nil }
    bytes = bytes.dropFirst(count)
    return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
}

private func skip(_ text: StaticString, _ bytes: inout ArraySlice<UInt8>) -> Bool {
    let expected = text.withUTF8Buffer { Array($0) }
    guard bytes.starts(with: expected) else { return false }
    bytes = bytes.dropFirst(expected.count)
    return true
}

private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

// MARK: The calendar

private typealias CivilDate = (year: Int, month: Int, day: Int)

// Both directions count days from March 1st, so that the leap day is the last of its year, in eras of 400 years: the
// arithmetic of Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms" (days_from_civil, civil_from_days).
private let daysPerEra = 146_097
private let daysToEpoch = 719_468

private func day(of date: CivilDate) -> Int {
    let year = date.month <= 2 ? date.year - 1 : date.year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * ((date.month + 9) % 12) + 2) / 5 + date.day - 1
    return era * daysPerEra + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - daysToEpoch
}

private func date(ofDay day: Int) -> CivilDate {
    let shifted = day + daysToEpoch
    let era = (shifted >= 0 ? shifted : shifted - daysPerEra + 1) / daysPerEra
    let dayOfEra = shifted - era * daysPerEra
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
}
