internal import Basics

/// The position of a build in its Dockerfile, as far as the builder's output tells it.
struct BuildStep: Sendable, Hashable {
    /// The instruction that is being executed.
    private(set) var instruction: String?
    /// The number of the line that failed.
    private(set) var line: Int?
    private let dockerfile: String

    /// - Parameter dockerfile: The name of the Dockerfile, without directories.
    init(dockerfile: String) {
        self.dockerfile = dockerfile
    }

    /// Reads the position from a line of the output.
    ///
    /// buildah and podman write `STEP 2/3: RUN …`, behind `[1/2] ` if there are several stages, docker writes
    /// `Step 2/3 : RUN …`, and BuildKit, after a failure, ` > [2/3] RUN …:` and `Dockerfile:3`.
    mutating func update(with text: String) {
        if let instruction = Self.instruction(text) {
            self.instruction = instruction
        } else if let failed = Self.failedInstruction(text) {
            instruction = failed
        } else if let line = lineNumber(text) {
            self.line = line
        }
    }

    private static func instruction(_ text: String) -> String? {
        var rest = text[...]
        if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
            rest = rest[rest.index(after: end)...].drop { $0 == " " }
        }
        guard rest.hasPrefix("STEP ") || rest.hasPrefix("Step "), let colon = rest.firstIndex(of: ":"),
            rest[..<colon].dropFirst("STEP ".count).allSatisfy({ $0.isNumber || $0 == "/" || $0 == " " })
        else { return nil }
        return String(rest[colon...].dropFirst().drop { $0 == " " })
    }

    private static func failedInstruction(_ text: String) -> String? {
        guard text.hasPrefix(" > ["), text.hasSuffix(":"), let end = text.firstIndex(of: "]") else { return nil }
        let instruction = text[text.index(after: end)...].dropLast().drop { $0 == " " }
        return instruction.isEmpty ? nil : String(instruction)
    }

    private func lineNumber(_ text: String) -> Int? {
        guard text.hasPrefix("\(dockerfile):") else { return nil }
        return Int(text.dropFirst(dockerfile.count + 1))
    }
}

/// The instructions of a Dockerfile with their lines.
///
/// Source: "Dockerfile reference" of Docker, sections "Format" and "Parser directives".
struct DockerfileInstructions: Sendable {
    /// The instructions on one line each, with single spaces, by their first lines' numbers.
    private var lines: [(number: Int, text: String)] = []

    /// The instructions, in their order.
    var texts: [String] { lines.map(\.text) }

    /// Reads a Dockerfile; here-documents are taken for instructions, which does no harm.
    init(_ text: String) {
        var escape: Character = "\\"
        var pending: (number: Int, text: String)?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let trimmed = line.trimmed
            if trimmed.hasPrefix("#") {
                if lines.isEmpty, pending == nil, trimmed.lowercased().hasPrefix("# escape=`") { escape = "`" }
                continue
            }
            if trimmed.isEmpty { continue }
            let isContinued = trimmed.last == escape
            let part = isContinued ? trimmed.dropLast() : trimmed
            pending = (pending?.number ?? index + 1, (pending.map { $0.text + " " } ?? "") + part)
            if !isContinued, let instruction = pending {
                lines.append((instruction.number, instruction.text.singleSpaced))
                pending = nil
            }
        }
        if let pending { lines.append((pending.number, pending.text.singleSpaced)) }
    }

    /// Returns the line of an instruction; nil if there is none, or more than one.
    func line(of instruction: String) -> Int? {
        let text = instruction.singleSpaced
        let found = lines.filter { $0.text == text }
        return found.count == 1 ? found[0].number : nil
    }
}

extension StringProtocol {
    fileprivate var trimmed: SubSequence {
        let start = drop { $0.isWhitespace }
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return start.prefix(0) }
        return start[...last]
    }

    fileprivate var singleSpaced: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
