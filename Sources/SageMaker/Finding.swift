internal import Basics
public import Manifests

/// A break of one of SageMaker's rules.
public struct Finding: Sendable, Hashable, CustomStringConvertible {
    /// Where in the manifest.
    public let path: PropertyPath
    /// What is wrong there.
    public let message: String

    /// Describes a break.
    public init(_ path: PropertyPath, _ message: String) {
        self.path = path
        self.message = message
    }

    /// The place and what is wrong, on one line.
    public var description: String { "\(path): \(message)" }
}

extension Project {
    /// Throws if a definition breaks a rule of SageMaker: all breaks at once.
    public func validate() throws(SageMakerError) {
        let findings = findings
        guard findings.isEmpty else { throw .invalid(findings) }
    }
}
