internal import Basics
internal import Hashing
internal import Synchronization

/// The output of a builder on its way to the log: without secrets, printable, with the last lines kept.
final class BuildOutput: Sendable {
    /// The number of lines that a failure shows.
    static let lineCount = 20
    /// The number of scalars of a line that are shown.
    private static let lineLimit = 4096

    private struct State {
        var lines: [String] = []
        var step: BuildStep
    }

    private let secrets: SecretPieces
    private let log: @Sendable (String) -> Void
    private let state: Mutex<State>

    /// - Parameters:
    ///   - dockerfile: The name of the Dockerfile, without directories.
    ///   - secrets: The values that are not shown.
    ///   - log: Receives the lines.
    init(dockerfile: String, secrets: SecretPieces, log: @escaping @Sendable (String) -> Void) {
        self.secrets = secrets
        self.log = log
        state = Mutex(State(step: BuildStep(dockerfile: dockerfile)))
    }

    /// Adds a line of the builder.
    func add(_ text: String) {
        let masked = secrets.masked(text)
        let line = masked.printable(limit: Self.lineLimit)
        state.withLock { state in
            state.step.update(with: masked)
            if state.lines.count == Self.lineCount { state.lines.removeFirst() }
            state.lines.append(line)
        }
        log(line)
    }

    /// The last lines, the oldest first.
    var lastLines: [String] { state.withLock { $0.lines } }

    /// The step that the builder was at.
    var step: BuildStep { state.withLock { $0.step } }
}
