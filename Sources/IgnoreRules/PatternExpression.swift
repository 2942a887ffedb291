/// A regular expression that a pattern was translated into, with the semantics of Go's `regexp`.
///
/// The matcher reads the path once and keeps the set of states that the expression may be in (Thompson's construction):
/// the time is bounded by the length of the path times that of the expression, however many stars the pattern has.
struct PatternExpression: Sendable {
    private let program: [Instruction]
    /// Whether a match can start only at the path's start, which is the case without a `|`.
    private let isAnchored: Bool
    /// The literal text that every match ends in, by which most paths are rejected without running the program.
    private let literalEnd: [UInt8]

    /// Compiles an expression.
    init(_ text: [Unicode.Scalar]) throws(IgnoreRuleError.Reason) {
        var parser = ExpressionParser(text)
        let node = try parser.parse()
        program = Instruction.program(of: node)
        if case .sequence(let parts) = node {
            isAnchored = true
            literalEnd = Self.literalEnd(of: parts)
        } else {
            isAnchored = false
            literalEnd = []
        }
    }

    /// Whether a whole path matches; the bytes are UTF-8.
    func matches(_ path: ArraySlice<UInt8>) -> Bool {
        guard path.suffix(literalEnd.count).elementsEqual(literalEnd) else { return false }
        return run(path) == .matched
    }

    /// Whether a path that begins with these bytes may match.
    func mayMatch(after prefix: [UInt8]) -> Bool { run(prefix[...], isWhole: false) != .failed }

    private static func literalEnd(of parts: [ExpressionNode]) -> [UInt8] {
        guard case .assertion(.textEnd) = parts.last else { return [] }
        var scalars: [Unicode.Scalar] = []
        for part in parts.dropLast().reversed() {
            guard case .scalar(let scalar) = part else { break }
            scalars.append(scalar)
        }
        return scalars.reversed().reduce(into: []) { $0 += Array($1.utf8) }
    }
}

// MARK: Running

extension PatternExpression {
    private enum Match {
        case matched
        case failed
        /// A prefix has no match yet, but the whole path may have one.
        case undecided
    }

    private func run(_ text: ArraySlice<UInt8>, isWhole: Bool = true) -> Match {
        var rest = UTF8Scalars(text)
        var position = ExpressionAssertion.Position(previous: nil, next: rest.popFirst())
        var pending = StateSet(count: program.count)
        pending.insert(0)
        var open: [Int] = []
        while true {
            // The character after a prefix is unknown, so an assertion there cannot be evaluated.
            if position.next == nil, !isWhole { return isAnchored && pending.isEmpty ? .failed : .undecided }
            if !isAnchored { pending.insert(0) }
            var states = StateSet(count: program.count)
            pending.forEach { follow($0, at: position, into: &states, open: &open) }
            guard !states.contains(program.count - 1) else { return .matched }
            guard let scalar = position.next, !isAnchored || !states.isEmpty else { return .failed }
            pending = StateSet(count: program.count)
            states.forEach { if program[$0].accepts(scalar) { pending.insert($0 + 1) } }
            position = ExpressionAssertion.Position(previous: scalar, next: rest.popFirst())
        }
    }

    /// Adds a state and those reachable from it without reading a character.
    ///
    /// Not recursive, since one line of an ignore file can make a chain of a million forks.
    ///
    /// - Parameter open: An empty list, whose storage is reused.
    private func follow(
        _ state: Int,
        at position: ExpressionAssertion.Position,
        into states: inout StateSet,
        open: inout [Int]
    ) {
        open.append(state)
        while let state = open.popLast() {
            guard !states.contains(state) else { continue }
            states.insert(state)
            switch program[state] {
            case .fork(let first, let second):
                open.append(second)
                open.append(first)
            case .assertion(let assertion):
                if assertion.holds(at: position) { open.append(state + 1) }
            case .scalar, .set, .match:
                break
            }
        }
    }
}

/// An instruction of a compiled expression; one that accepts a character continues with the next instruction.
private enum Instruction: Sendable {
    case scalar(Unicode.Scalar)
    case set(ScalarSet)
    case fork(Int, Int)
    case assertion(ExpressionAssertion)
    /// The last instruction, which ends a match.
    case match

    static func program(of node: ExpressionNode) -> [Instruction] {
        var program: [Instruction] = []
        node.append(to: &program)
        program.append(.match)
        return program
    }

    func accepts(_ scalar: Unicode.Scalar) -> Bool {
        switch self {
        case .scalar(let own): own == scalar
        case .set(let set): set.contains(scalar)
        case .fork, .assertion, .match: false
        }
    }
}

extension ExpressionNode {
    fileprivate func append(to program: inout [Instruction]) {
        switch self {
        case .scalar(let scalar): program.append(.scalar(scalar))
        case .set(let set): program.append(.set(set))
        case .assertion(let assertion): program.append(.assertion(assertion))
        case .sequence(let parts): for part in parts { part.append(to: &program) }
        case .alternatives(let choices): Self.append(choices, to: &program)
        case .repetition(let node, let least, let most): node.append(to: &program, least: least, most: most)
        }
    }

    private func append(to program: inout [Instruction], least: Int, most: Int?) {
        for _ in 0..<least { append(to: &program) }
        guard let most else {
            let fork = program.count
            program.append(.match)
            append(to: &program)
            program.append(.fork(fork, fork))
            program[fork] = .fork(fork + 1, program.count)
            return
        }
        var forks: [Int] = []
        for _ in least..<most {
            forks.append(program.count)
            program.append(.match)
            append(to: &program)
        }
        for fork in forks { program[fork] = .fork(fork + 1, program.count) }
    }

    private static func append(_ choices: [ExpressionNode], to program: inout [Instruction]) {
        var exits: [Int] = []
        for choice in choices.dropLast() {
            let fork = program.count
            program.append(.match)
            choice.append(to: &program)
            exits.append(program.count)
            program.append(.match)
            program[fork] = .fork(fork + 1, program.count)
        }
        choices.last?.append(to: &program)
        for exit in exits { program[exit] = .fork(program.count, program.count) }
    }
}
