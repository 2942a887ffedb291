internal import Basics
internal import Glibc

/// An operator of a policy's conditions, such as `ForAllValues:StringLikeIfExists`.
///
/// Source: "IAM JSON policy elements: Condition operators" and "Set operators for multivalued context keys" in the AWS
/// IAM User Guide.
struct ConditionOperator {
    /// The values that operators compare; the raw value describes one of them in messages.
    enum ValueType: String {
        case text = "a text"
        case number = "a number"
        case date = "a date such as '2026-01-31T00:00:00Z'"
        case bool = "'true' or 'false'"
        case addresses = "an address or a range of addresses such as '203.0.113.0/24'"
        case arn = "an ARN"
        case binary = "base64"

        private static let numbers = Pattern(/[+\-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+\-]?[0-9]+)?/)
        /// Source: "Date and Time Formats" of the W3C; and seconds since 1970.
        private static let dates = Pattern(
            /[0-9]+|[0-9]{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01])(T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?(Z|[+\-][0-2][0-9]:?[0-5][0-9])?)?)?/
        )
        private static let ipv4 = Pattern(
            /((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\.|(?=\/|$))){4}(\/(3[0-2]|[12]?[0-9]))?/
        )
        private static let base64 = Pattern(/([A-Za-z0-9+\/]{4})*([A-Za-z0-9+\/]{2}==|[A-Za-z0-9+\/]{3}=)?/)
        /// Unlike in the resources of a statement, the service may be a wildcard.
        private static let arns = Pattern(
            /\*|arn:(aws[a-z\-]*|[a-z\-]*[*?][a-z\-*?]*):([^:]+:[^:]*:[^:]*:.+|[^:]+:.*\*)/
        )

        /// Whether a condition can compare with a value.
        func accepts(_ value: String) -> Bool {
            // A policy variable is replaced when the policy is evaluated.
            if value.contains("${") { return true }
            return switch self {
            case .text: true
            case .number: Self.numbers.matches(value)
            case .date: Self.dates.matches(value)
            case .bool: ["true", "false"].contains(value.lowercased())
            case .addresses: Self.ipv4.matches(value) || Self.isIPv6(value)
            case .arn: Self.arns.matches(value)
            case .binary: Self.base64.matches(value)
            }
        }

        /// Whether a value is an address or a range of addresses of IPv6.
        private static func isIPv6(_ value: String) -> Bool {
            let parts = value.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 {
                guard parts[1].allSatisfy(\.isNumber), let length = Int(parts[1]), length <= 128 else { return false }
            }
            var address = in6_addr()
            return inet_pton(AF_INET6, String(parts[0]), &address) == 1
        }
    }

    let type: ValueType

    private static let types: [String: ValueType] = {
        let groups: [(ValueType, [String])] = [
            (
                .text,
                [
                    "StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase",
                    "StringLike", "StringNotLike",
                ]
            ),
            (.number, comparisons("Numeric")), (.date, comparisons("Date")), (.bool, ["Bool", "Null"]),
            (.addresses, ["IpAddress", "NotIpAddress"]), (.binary, ["BinaryEquals"]),
            (.arn, ["ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"]),
        ]
        return Dictionary(uniqueKeysWithValues: groups.flatMap { type, names in names.map { ($0, type) } })
    }()

    private static func comparisons(_ prefix: String) -> [String] {
        ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"].map { prefix + $0 }
    }

    /// The operators without prefixes and suffixes.
    static let names = types.keys.sorted()

    /// Reads an operator, or returns nil for any other text.
    init?(_ text: String) {
        var name = Substring(text)
        for prefix in ["ForAllValues:", "ForAnyValue:"] where name.hasPrefix(prefix) {
            name = name.dropFirst(prefix.count)
            break
        }
        if name.hasSuffix("IfExists"), name != "NullIfExists" { name = name.dropLast("IfExists".count) }
        guard let type = Self.types[String(name)] else { return nil }
        self.type = type
    }
}
