internal import Basics
public struct IgnoreRuleError: Error { public var message: String { "" } }
/// stub
public struct IgnoreRules: Sendable {
    public static func patterns(inFile text: String) -> [String] { [] }
    public init(patterns: [String]) throws(IgnoreRuleError) {}
    public func excludes(_ path: String) -> Bool { false }
    public func mayReincludeBelow(_ path: String) -> Bool { false }
}
