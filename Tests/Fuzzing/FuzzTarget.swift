/// A reader of bytes that come from elsewhere, with the properties that it has whatever the bytes are.
///
/// `ci/fuzz` looks for bytes without them; the unit tests run each target over its kept corpus.
package struct FuzzTarget: Sendable {
    /// The name in the command line of `ci/fuzz`, and of the corpus's folder.
    package let name: String
    private let check: @Sendable ([UInt8]) throws -> Void

    init(_ name: String, _ check: @escaping @Sendable ([UInt8]) throws -> Void) {
        self.name = name
        self.check = check
    }

    /// Feeds bytes to the reader.
    ///
    /// - Throws: `PropertyViolation`, and any error that the reader is not meant to throw.
    package func run(_ input: [UInt8]) throws {
        try check(input)
    }

    /// The targets in the order in which they run.
    package static let all: [FuzzTarget] = [
        .ignoreRules, .ini, .xml, .s3Responses, .errorResponse, .references, .manifest, .gzip, .tar, .bundle,
        .imageManifest, .registryResponse,
    ]
}

/// A property that does not hold of an input.
package struct PropertyViolation: Error, CustomStringConvertible {
    /// The property, with the values that violate it.
    package let description: String
}

/// Checks a property.
func require(_ holds: Bool, _ property: @autoclosure () -> String) throws {
    guard holds else { throw PropertyViolation(description: property()) }
}

/// Checks that a text can be shown on a terminal: no character of it moves the cursor or begins an escape sequence.
func requirePrintable(_ text: String) throws {
    let isPrintable = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    try require(isPrintable, "\(text.debugDescription) has control characters")
}

extension [UInt8] {
    /// The texts between NUL bytes: a file and what is asked about it.
    func fields(atMost limit: Int) -> [String] {
        split(separator: 0, maxSplits: limit - 1, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }
}

extension String {
    /// The number of lines as editors count them: one more than there are line feeds.
    var lineCount: Int { utf8.count { $0 == UInt8(ascii: "\n") } + 1 }
}
