/// Sizes and durations in a form for people.
package enum Format {
    private static let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]

    /// Returns a size with one digit after the point: `1.5 GiB`.
    package static func bytes(_ count: Int) -> String {
        var value = Double(count)
        var unit = 0
        // A value that rounds to 1024.0 is 1.0 of the next unit.
        while value >= (unit == 0 ? 1024 : 1023.95), unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        guard unit > 0 else { return "\(count) B" }
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }

    /// Returns a duration as minutes and seconds, with hours if there are any: `1:05`, `2:00:00`.
    package static func time(seconds: Int) -> String {
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        return hours > 0 ? "\(hours):\(two(minutes)):\(two(seconds % 60))" : "\(minutes):\(two(seconds % 60))"
    }

    /// Returns a duration with tenths of a second if it is short: `0.4 s`, `0:21`.
    package static func time(_ duration: Duration) -> String {
        let tenths = Int((duration / .milliseconds(100)).rounded())
        return tenths < 100 ? "\(tenths / 10).\(tenths % 10) s" : time(seconds: (tenths + 5) / 10)
    }

    /// Returns a duration in the unit that fits, rounded: `42 s`, `9 min`.
    package static func roundTime(_ duration: Duration) -> String {
        let seconds = Int((duration / .seconds(1)).rounded())
        return seconds < 100 ? "\(seconds) s" : "\((seconds + 30) / 60) min"
    }
}
