internal import Yams

extension DocumentProblem {
    /// Says why a text is no YAML, and where.
    init(file: String, unreadable error: any Error) {
        switch error as? YamlError {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            // The library's context is a phrase such as "while parsing a flow sequence in line 1, column 10".
            let around = context.map { ", \($0.text) at \($0.mark)" } ?? ""
            self.init(file: "\(file):\(mark.line):\(mark.column)", problem: "\(problem)\(around)")
        case .duplicatedKeysInMapping(let names, let context):
            let mark = context.mark
            let words = names.map { "'\($0)'" }.joined(separator: ", ")
            self.init(file: "\(file):\(mark.line):\(mark.column)", problem: "a mapping has \(words) more than once")
        case .reader(let problem, _, _, _):
            self.init(file: file, problem: problem)
        default:
            self.init(file: file, problem: "\(error)")
        }
    }
}
