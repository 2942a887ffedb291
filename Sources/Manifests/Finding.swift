public import Basics

/// A mistake in a manifest, or a break of one of SageMaker's rules.
public struct Finding: Sendable, Hashable, CustomStringConvertible {
    /// Where in the manifest.
    public let path: PropertyPath
    /// The reason: one line that follows the path.
    public let message: String
    /// Where in the manifest's text, if it was read from one.
    public let place: TextPlace?

    /// Describes a mistake.
    public init(_ path: PropertyPath, _ message: String, place: TextPlace? = nil) {
        self.path = path
        self.message = message
        self.place = place
    }

    /// The finding for programs.
    public var json: JSON {
        .object(compacting: [
            "column": place.map { .integer($0.column) },
            "line": place.map { .integer($0.line) },
            "message": .string(message),
            "path": .string(path.description),
        ])
    }

    /// The place and what is wrong, on one line.
    public var description: String { path.components.isEmpty ? message : "\(path): \(message)" }
}
