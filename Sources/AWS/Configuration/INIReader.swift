/// The state of reading a shared AWS file line by line, as `RawConfigParser._read` of Python's `configparser` does it.
struct INIReader {
    /// A section and the lines of its settings' values.
    struct Section {
        let name: String
        var settings: [String: [INILine]] = [:]
        /// The first line that is not a setting or begins the section again.
        var fault: INI.Fault?
        /// The numbers of the first lines that set a setting again.
        var repetitions: [String: Int] = [:]

        mutating func set(_ setting: String, to value: INILine) {
            guard settings.updateValue([value], forKey: setting) != nil else { return }
            repetitions[setting] = repetitions[setting] ?? value.number
        }
    }

    private(set) var sections: [Section] = []
    private(set) var defaults = Section(name: "DEFAULT")
    private(set) var strayLine: Int?

    /// The section that the next setting belongs to.
    private enum Position {
        case none
        case defaults
        case section(Int)
    }

    private var position = Position.none
    /// The setting that an indented line continues.
    private var setting: String?
    private var indentation = 0

    /// Reads the next line of the file.
    ///
    /// - Parameter isInvalid: Whether its text cannot be used, unless it is a comment.
    mutating func read(_ line: INILine, isInvalid: Bool) {
        let content = line.content
        if content.isEmpty {
            // A blank line is part of a value that goes on after it.
            append(line)
            return
        }
        guard let first = content.first, first != "#", first != ";" else { return }
        if isInvalid {
            // What follows a header that cannot be read must not be taken for settings of the section above it.
            if first == "[" { close() }
            reject(line)
        } else if setting != nil, line.indentation > indentation {
            append(line)
        } else {
            indentation = line.indentation
            begin(line)
        }
    }

    /// Reads a line that continues nothing: a header or a setting.
    private mutating func begin(_ line: INILine) {
        if let name = line.content.headerName {
            open(String(name), at: line.number)
        } else if let (name, value) = line.content.assignment, isInSection {
            setting = name.isEmpty ? nil : String(name).lowercased()
            guard let setting else { return reject(line) }
            update { $0.set(setting, to: INILine(number: line.number, content: value)) }
        } else {
            // A header that has no end.
            if line.content.first == "[" { close() }
            reject(line)
        }
    }

    private var isInSection: Bool {
        if case .none = position { false } else { true }
    }

    private mutating func close() {
        setting = nil
        position = .none
    }

    /// Begins a section; only `[DEFAULT]` may occur more than once.
    private mutating func open(_ name: String, at line: Int) {
        setting = nil
        if name == defaults.name {
            position = .defaults
        } else if let index = sections.firstIndex(where: { $0.name == name }) {
            position = .section(index)
            note(INI.Fault(line: line, kind: .repeatedSection))
        } else {
            position = .section(sections.count)
            sections.append(Section(name: name))
        }
    }

    private mutating func append(_ line: INILine) {
        guard let setting else { return }
        update { $0.settings[setting]?.append(line) }
    }

    private mutating func reject(_ line: INILine) {
        if case .section = position {
            note(INI.Fault(line: line.number, kind: .notASetting))
        } else {
            strayLine = strayLine ?? line.number
        }
    }

    private mutating func note(_ fault: INI.Fault) {
        update { $0.fault = $0.fault ?? fault }
    }

    private mutating func update(_ change: (inout Section) -> Void) {
        switch position {
        case .none: break
        case .defaults: change(&defaults)
        case .section(let index): change(&sections[index])
        }
    }
}

extension Substring.UnicodeScalarView {
    /// The text between `[` and the last `]`, at least one character, of a line that begins with `[`.
    fileprivate var headerName: Substring.UnicodeScalarView? {
        guard first == "[", let end = lastIndex(of: "]") else { return nil }
        let name = self[index(after: startIndex)..<end]
        return name.isEmpty ? nil : name
    }

    /// The texts before and after the first `=` or `:`.
    fileprivate var assignment: (name: Substring.UnicodeScalarView, value: Substring.UnicodeScalarView)? {
        guard let end = firstIndex(where: { $0 == "=" || $0 == ":" }) else { return nil }
        return (self[..<end].trimmingEnd, self[index(after: end)...].trimmingStart)
    }
}
