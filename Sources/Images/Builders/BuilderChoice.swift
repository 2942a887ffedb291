public import Assets
internal import Basics
internal import SystemPackage

/// Chooses the program that builds images.
///
/// `SAGEASSETS_BUILDER` decides, then the name that the caller has, then what is there: the first program in the order of
/// `BuilderName` that works. Each is asked once, and what it answered holds for the run.
public actor BuilderChoice {
    /// The variable that names the builder: one of `BuilderName`, or the path of one.
    public static let variable = "SAGEASSETS_BUILDER"

    private let environment: [String: String]
    private let width: Int
    private var choices: [String?: Once<any ImageBuilder>] = [:]

    /// Creates a choice.
    ///
    /// - Parameters:
    ///   - environment: The variables of the process.
    ///   - width: The number of threads that compress layers, where the builder does not.
    public init(environment: [String: String], width: Int) {
        self.environment = environment
        self.width = max(1, width)
    }

    /// Returns the builder, after asking it whether it works.
    ///
    /// - Parameter name: The builder of the asset, or else of the destination; nil for any.
    /// - Throws: `ImageError` with the reason for each builder that does not work, `CancellationError`.
    public func builder(named name: BuilderName? = nil) async throws -> any ImageBuilder {
        let wanted = environment[Self.variable].flatMap { $0.isEmpty ? nil : $0 } ?? name?.rawValue
        let choice = choices[wanted] ?? Once { [self] in try await choose(wanted) }
        choices[wanted] = choice
        let builder = try await choice.value()
        // A plan names the first one that works.
        if wanted == nil { choices[builder.name] = choice }
        return builder
    }

    private func choose(_ wanted: String?) async throws -> any ImageBuilder {
        guard let wanted else { return try await firstBuilder() }
        guard let kind = BuilderName(program: wanted) else { throw ImageError.unknownBuilder(wanted) }
        switch try await probe(kind, program: wanted) {
        case .success(let builder): return builder
        case .failure(let unusable): throw ImageError.unusableBuilder(unusable)
        }
    }

    private func firstBuilder() async throws -> any ImageBuilder {
        var unusable: [UnusableBuilder] = []
        for kind in BuilderName.allCases {
            switch try await probe(kind, program: kind.rawValue) {
            case .success(let builder): return builder
            case .failure(let reason): unusable.append(reason)
            }
        }
        throw ImageError.noBuilder(unusable)
    }

    private enum Outcome {
        case success(any ImageBuilder)
        case failure(UnusableBuilder)
    }

    private func probe(_ kind: BuilderName, program: String) async throws -> Outcome {
        let probe = BuilderProbe(program: program, environment: BuilderEnvironment.filtered(environment))
        switch try await probe.tool(kind) {
        case .works(let tool):
            return .success(ProgramBuilder(name: kind.rawValue, program: program, tool: tool, width: width))
        case .fails(let reason): return .failure(UnusableBuilder(name: kind.rawValue, reason: reason))
        }
    }
}

extension BuilderName {
    /// Reads the kind from the name or the path of a program.
    fileprivate init?(program: String) {
        self.init(rawValue: FilePath(program).lastComponent?.string ?? "")
    }
}
