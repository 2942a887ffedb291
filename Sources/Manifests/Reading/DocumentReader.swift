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

    /// Parses the bytes of a manifest.
    ///
    /// - Parameters:
    ///   - yaml: The bytes: YAML, or JSON, which is a subset of YAML.
    ///   - file: The file's name in diagnostics.
    /// - Throws: The first error of the encoding or of the syntax.
    package convenience init(yaml bytes: [UInt8], file: String) throws(Diagnostic) {
        let text: String
        do {
            text = try DocumentText.decode(bytes, file: file)
        } catch {
            throw error.inFile(file)
        }
        try self.init(yaml: text, file: file)
    }

    /// Parses a manifest's text.
    ///
    /// - Parameters:
    ///   - yaml: The text: YAML, or JSON, which is a subset of YAML.
    ///   - file: The file's name in diagnostics.
    /// - Throws: The first syntax error.
    package init(yaml text: String, file: String) throws(Diagnostic) {
        self.file = file
        do {
            let text = try DocumentText.withoutMark(text, file: file)
            let (root, diagnostics) = try Self.parse(text)
            tree = root.flatMap { $0.isNull ? nil : $0 }
            for diagnostic in diagnostics where !diagnostic.isInExtension { report(diagnostic) }
        } catch {
            throw error.inFile(file)
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
            tree = try Self.parseJSON(try DocumentText.withoutMark(text, file: file))
        } catch {
            throw error.inFile(file)
        }
    }

    private static func parseJSON(_ text: String) throws(Diagnostic) -> DocumentNode? {
        do {
            return try JSONDocument.parse(text)
        } catch {
            throw Diagnostic(conflictIn: text) ?? error
        }
    }

    /// Parses a text as JSON if it looks like it, and otherwise as YAML.
    ///
    /// The YAML library takes neither JSON's surrogate pairs nor names of more than 1,024 characters.
    private static func parse(_ text: String) throws(Diagnostic) -> (root: DocumentNode?, diagnostics: [Diagnostic]) {
        var failure: Diagnostic?
        if text.unicodeScalars.first(where: { !$0.properties.isWhitespace }) == "{" {
            do {
                return (try JSONDocument.parse(text, scalars: .yaml), [])
            } catch {
                failure = error
            }
        }
        do throws(Diagnostic) {
            if let lineBreak = Diagnostic(lineBreakIn: text) { throw lineBreak }
            return try YAML.parse(text)
        } catch {
            if let conflict = Diagnostic(conflictIn: text) { throw conflict }
            // The parser that got further has the right syntax; after other errors than those of the syntax, YAML has it.
            guard let failure, error.code == .syntax, let end = error.location.position,
                let position = failure.location.position, position >= end
            else { throw Diagnostic(explaining: error, in: text) }
            throw failure
        }
    }

    /// The document's root, or nil if the document is empty.
    package var root: DocumentValue? {
        tree.map { DocumentValue($0, at: PropertyPath(), in: self) }
    }

    /// Whether the document has a value at a path.
    package func contains(_ path: PropertyPath) -> Bool { tree?.location(of: path.components) != nil }

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
    /// Whether the diagnostic is about something in an extension of a manifest, which is not checked.
    fileprivate var isInExtension: Bool { location.path?.isInExtension ?? false }

    fileprivate func inFile(_ file: String) -> Diagnostic {
        var diagnostic = self
        diagnostic.location.file = file
        return diagnostic
    }
}
