import Basics
import Foundation
import SystemPackage
import Testing
import TestSupport

/// Texts of others that would forge a line or a command, or hide what they are, if they were printed as they are.
enum HostileText: String, CaseIterable, Sendable {
    case line = "x\n::error::forged"
    case carriageReturn = "x\r\nforged: x"
    case command = "::error::forged"
    case azure = "##vso[task.setvariable variable=forged]"
    case olderCommand = "##[error]forged"
    case teamCity = "##teamcity[forged]"
    case colours = "\u{1b}[2J\u{1b}[31mforged"
    case title = "\u{1b}]0;forged\u{7}"
    case eightBits = "\u{9b}2Jx\u{85}forged"
    case separators = "x\u{2028}forged\u{2029}forged"
    case order = "\u{202e}gpj.\u{2066}x\u{200f}\u{61c}"
    case hidden = "x\u{200b}\u{feff}\u{e0041}\u{ad}y"
    case nul = "x\0forged"

    /// The text without what the kernel refuses in names and arguments.
    var asName: String { rawValue.replacing("\0", with: "\u{1}") }

    /// Whether an output has the text as a person reads it there: parts that need no escape, in their order.
    func isShown(in output: String) -> Bool {
        let parts = asName.unicodeScalars.split { !($0.isASCII && $0.properties.isAlphabetic) }.map { String($0) }
        var rest = output[...]
        return parts.allSatisfy { part in
            guard let range = rest.firstRange(of: part) else { return false }
            rest = rest[range.upperBound...]
            return true
        }
    }

    /// The text as a scalar of JSON and of YAML, which does not allow all characters as they are.
    var quoted: String { Self.quote(rawValue) }

    /// The name as a scalar of JSON and of YAML.
    var quotedName: String { Self.quote(asName) }

    private static func quote(_ text: String) -> String {
        let units = text.utf16.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
        return "\"\(units.joined())\""
    }
}

extension Tool.Output {
    /// Expects lines that nobody has forged, and no character that a terminal obeys or hides.
    func expectUnforged(sourceLocation: Testing.SourceLocation = #_sourceLocation) {
        for line in (standardOutput + standardError).split(separator: "\n") {
            let start = line.drop { $0.isWhitespace }
            #expect(
                !start.hasPrefix("::") && !start.hasPrefix("forged"),
                "\(line.debugDescription)",
                sourceLocation: sourceLocation
            )
            #expect(
                line.firstMatch(of: /##[a-z]*\[/) == nil,
                "\(line.debugDescription)",
                sourceLocation: sourceLocation
            )
            #expect(
                line.unicodeScalars.allSatisfy { !$0.isUnprintable },
                "\(line.debugDescription)",
                sourceLocation: sourceLocation
            )
        }
    }
}
