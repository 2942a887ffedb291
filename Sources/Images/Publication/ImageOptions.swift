internal import FoundationEssentials

/// The treatment of images in a publish.
public struct ImageOptions: Sendable {
    /// The images that may be made.
    public enum Mode: String, Sendable, CaseIterable {
        /// Images that are missing are built.
        case build
        /// Build contexts are published, and images are neither looked up nor built.
        case context
        /// Images must be there, at one of the destinations: a machine that must not build.
        case require
    }

    /// The images that may be made.
    public var mode: Mode
    /// The most images that are built at a time.
    public var jobs: Int
    /// The variables of the process, which name builders and secrets.
    public var environment: [String: String]

    /// Creates options.
    ///
    /// - Parameters:
    ///   - mode: The images that may be made.
    ///   - jobs: The most images that are built at a time.
    ///   - environment: The variables that name builders and secrets: those of the process if nil.
    public init(
        mode: Mode = .build,
        jobs: Int = 2,
        environment: [String: String]? = nil
    ) {
        self.mode = mode
        self.jobs = max(1, jobs)
        self.environment = environment ?? ProcessInfo.processInfo.environment
    }
}
