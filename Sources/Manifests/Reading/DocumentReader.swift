package import Basics

/// A reader of one document: its tree, and the diagnostics up to now.
///
/// Reading continues after an error with a placeholder for the invalid value, so that all errors are reported at once.
package final class DocumentReader {
    /// The errors in the values read up to now, in the order of reading.
    package private(set) var diagnostics: [Diagnostic] = []
    private var reported: Set<Diagnostic> = []
    private let file: String
    private let tree: DocumentNode?

    /// Parses a manifest's text.
    ///
    /// - Parameters:
    ///   - yaml: The text: YAML, or JSON, which is a subset of YAML.
    ///   - file: The file's name in diagnostics.
    /// - Throws: The first syntax error.
    package init(yaml text: String, file: String) throws(Diagnostic) {
        self.file = file
        do {
            let (root, diagnostics) = try YAML.parse(text)
            tree = root.flatMap { $0.isNull ? nil : $0 }
            for diagnostic in diagnostics { report(diagnostic) }
        } catch {
            throw (Diagnostic(conflictIn: text) ?? error).inFile(file)
        }
    }

    /// Parses the text of a JSON document that a program wrote.
    ///
    /// - Parameters:
    ///   - json: The text, in the syntax of RFC 8259.
    ///   - file: The file's name in diagnostics.
    /// - Throws: The first syntax error.
    package init(json text: String, file: String) throws(Diagnostic) {
        self.file = file
        do {
            tree = try JSONDocument.parse(text)
        } catch {
            throw (Diagnostic(conflictIn: text) ?? error).inFile(file)
        }
    }

    /// The document's root, or nil if the document is empty.
    package var root: DocumentValue? {
        tree.map { DocumentValue($0, at: PropertyPath(), in: self) }
    }

    /// Creates an error in a property of this document.
    package func diagnostic(
        _ code: Diagnostic.Code,
        at path: PropertyPath,
        _ message: String,
        fix: String? = nil
    ) -> Diagnostic {
        located(Diagnostic(code, at: path, message, fix: fix))
    }

    func report(_ diagnostic: Diagnostic) {
        let diagnostic = located(diagnostic)
        // Two types may read the same mapping, and both report an error in it.
        if reported.insert(diagnostic).inserted { diagnostics.append(diagnostic) }
    }

    /// Returns the errors of reading together with the violated rules of the values, in the order of the text.
    ///
    /// A rule that a placeholder violates is left out, since its invalid value is reported already.
    ///
    /// - Parameter violations: The diagnostics of the values that were read.
    package func diagnostics(with violations: [Diagnostic]) -> [Diagnostic] {
        let unreadable = diagnostics.map { $0.location.path?.components ?? [] }
        let others = violations.filter { diagnostic in
            let path = diagnostic.location.path?.components ?? []
            let isWritten = tree?.location(of: path) != nil
            return !unreadable.contains { path.starts(with: $0) || (!isWritten && path.starts(with: $0.dropLast())) }
        }
        let start = SourceLocation(line: 1, column: 1)
        return (diagnostics + others.map(located)).enumerated()
            .sorted {
                ($0.element.location.position ?? start, $0.offset) < ($1.element.location.position ?? start, $1.offset)
            }
            .map(\.element)
    }

    /// Adds the file and the position of the property, or that of the nearest enclosing value in the document.
    private func located(_ diagnostic: Diagnostic) -> Diagnostic {
        var located = diagnostic.inFile(file)
        guard located.location.position == nil, let tree else { return located }
        var path = located.location.path?.components[...] ?? []
        while true {
            located.location.position = tree.location(of: path)
            if located.location.position != nil || path.isEmpty { return located }
            path.removeLast()
        }
    }
}

extension Diagnostic {
    fileprivate func inFile(_ file: String) -> Diagnostic {
        var diagnostic = self
        diagnostic.location.file = file
        return diagnostic
    }

    /// Describes the first unresolved merge conflict in a text, or returns nil if there is none.
    fileprivate init?(conflictIn text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let index = lines.firstIndex(where: { $0.hasPrefix("<<<<<<< ") }),
            lines[index...].contains(where: { $0.hasPrefix(">>>>>>> ") })
        else { return nil }
        let position = SourceLocation(line: index + 1, column: 1)
        let fix = "choose one side, and remove the lines with '<<<<<<<', '=======' and '>>>>>>>'"
        self.init(
            .error,
            .mergeConflict,
            at: Location(position: position),
            "has an unresolved merge conflict",
            fix: fix
        )
    }
}
