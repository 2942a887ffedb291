internal import Yams

/// The reading of one manifest: what was found wrong, and where everything stands.
package final class ManifestReading {
    /// All mistakes up to now, in the order in which they were met.
    package private(set) var findings: [Finding] = []
    /// Where the values stand that were looked at.
    var places: [PropertyPath: TextPlace] = [:]

    /// Reads a manifest's text.
    ///
    /// - Parameters:
    ///   - yaml: The manifest: YAML, or JSON, which is a part of it.
    ///   - file: What the file is called in errors.
    ///   - body: Reads the top value.
    /// - Throws: `ManifestError.manifest` for text that is no YAML, with the first mistake; whatever else `body` throws.
    package static func read<Result>(
        yaml: String,
        file: String,
        _ body: (ManifestValue) throws(ManifestError) -> Result
    ) throws(ManifestError) -> Result {
        let node: Node?
        do {
            node = try compose(yaml: yaml)
        } catch {
            throw .manifest(DocumentProblem(file: file, unreadable: error))
        }
        guard let node, !node.isNull else {
            throw .manifest(DocumentProblem(file: file, problem: "is empty", hint: "write 'version: 1'"))
        }
        return try body(ManifestValue(node, at: PropertyPath(), in: ManifestReading()))
    }

    func note(_ problem: String, hint: String?, at path: PropertyPath) {
        let finding = Finding(path, hint.map { "\(problem); \($0)" } ?? problem, place: place(of: path))
        // Two types may read their parts of one mapping.
        if !findings.contains(finding) { findings.append(finding) }
    }

    /// Where a value stands, or the nearest one around it that was written.
    package func place(of path: PropertyPath) -> TextPlace? {
        var path = path
        while true {
            if let place = places[path] { return place }
            guard !path.components.isEmpty else { return nil }
            path.components.removeLast()
        }
    }

    /// Returns the mistakes of reading together with the breaks of rules in what was read, by their places.
    ///
    /// A rule that is broken by what stands in for a mistake is no second mistake.
    package func findings(with broken: [Finding]) -> [Finding] {
        let mistaken = findings.map(\.path.components)
        let others = broken.filter { finding in
            let path = finding.path.components
            let isWritten = places[finding.path] != nil
            return !mistaken.contains { path.starts(with: $0) || (!isWritten && path.starts(with: $0.dropLast())) }
        }
        let all = findings + others.map { Finding($0.path, $0.message, place: place(of: $0.path)) }
        return all.enumerated()
            .sorted { ($0.element.place ?? .start, $0.offset) < ($1.element.place ?? .start, $1.offset) }
            .map(\.element)
    }
}

/// A place in a text, as editors count.
public struct TextPlace: Sendable, Hashable, Comparable {
    /// The line, from 1 on.
    public let line: Int
    /// The column, from 1 on.
    public let column: Int

    static let start = TextPlace(line: 1, column: 1)

    /// Names a place.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Orders places as the text has them.
    public static func < (left: TextPlace, right: TextPlace) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
