/// The reported form of an error, for people and programs: a value that plans and reports contain.
public struct ReportedError: UserFacingError, Hashable {
    /// The failure and the item it concerns.
    public let message: String
    /// The lines that another program has written about the failure.
    public let details: [String]
    /// The next step, or nil if the message suffices.
    public let hint: String?
    /// The kind of the failure.
    public let errorCode: Diagnostic.Code
    /// The exit code of a program that the error ends.
    public let exitStatus: ExitStatus
    /// The defects of the input that the message lists.
    public let diagnostics: [Diagnostic]

    /// Creates the reported form of any error.
    public init(_ error: any Error) {
        let userFacing = error as? any UserFacingError
        let isCancelled = error is CancellationError
        let problem = (error as? DecodingError).map { "a document cannot be read: \($0.problem)" } ?? "\(error)"
        message = userFacing?.message ?? (isCancelled ? "interrupted" : problem)
        details = userFacing?.details ?? []
        hint = userFacing?.hint
        errorCode = userFacing?.errorCode ?? (isCancelled ? "interrupted" : "internal-error")
        exitStatus = userFacing?.exitStatus ?? (isCancelled ? .interrupted : .failed)
        diagnostics = userFacing?.diagnostics ?? []
    }

    /// Creates an error that has no dedicated type.
    public init(_ code: Diagnostic.Code, _ message: String, exitStatus: ExitStatus) {
        self.message = message
        details = []
        hint = nil
        errorCode = code
        self.exitStatus = exitStatus
        diagnostics = []
    }
}

// MARK: JSON

extension ReportedError: Codable {
    private enum CodingKeys: String, CodingKey {
        case code, details, diagnostics, exit, hint, message
    }

    /// The error as a JSON object, for programs.
    public var json: JSON {
        .object(compacting: [
            "code": .string(errorCode.rawValue),
            "details": details.isEmpty ? nil : .array(details.map { .string($0) }),
            "diagnostics": diagnostics.isEmpty ? nil : .array(diagnostics.map(\.json)),
            "exit": .integer(Int(exitStatus.rawValue)),
            "hint": hint.map { .string($0) },
            "message": .string(message),
        ])
    }

    /// Encodes the same object as `json`.
    public func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }

    /// Decodes the object that `json` describes.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        message = try container.decode(String.self, forKey: .message)
        hint = try container.decodeIfPresent(String.self, forKey: .hint)
        errorCode = Diagnostic.Code(rawValue: try container.decode(String.self, forKey: .code))
        exitStatus = try container.decode(ExitStatus.self, forKey: .exit)
        details = try container.decodeIfPresent([String].self, forKey: .details) ?? []
        diagnostics = try container.decodeIfPresent([Diagnostic].self, forKey: .diagnostics) ?? []
    }
}
