import AWS

extension FuzzTarget {
    /// A shared AWS file: what was read from it is the same after it was written and read again.
    static let ini = FuzzTarget("ini") { input in
        let file = INI(input)
        let lines = file.sections.compactMap(\.fault?.line) + [file.strayLine].compactMap(\.self)
        let lineCount = input.count { $0 == 0x0a || $0 == 0x0d } + 1
        for line in lines {
            try require(1...lineCount ~= line, "an error is in line \(line) of \(lineCount)")
        }
        // A file with a wrong line is not written as it is, nor is a nested name that begins a comment on a line of its own.
        guard lines.isEmpty, !file.sections.contains(where: \.hasNestedComments) else { return }
        let written = file.sections.map(written).joined()
        try require(INI(written).sections == file.sections, "it reads as something else when written as '\(written)'")
    }

    private static func written(_ section: INI.Section) -> String {
        "[\(section.name)]\n" + section.settings.sorted { $0.key < $1.key }.map(written).joined()
    }

    /// Writes settings with tabs, which unlike spaces take no accents.
    private static func written(_ name: String, _ value: INI.Value) -> String {
        switch value {
        case .text(let text):
            let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            return "\(name)\t=\t" + lines.map { String(Substring($0)) }.joined(separator: "\n\t") + "\n"
        case .nested(let settings):
            return "\(name)\t=\n" + settings.sorted { $0.key < $1.key }.map { "\t\($0.key)\t=\t\($0.value)\n" }.joined()
        }
    }
}

extension INI.Section {
    fileprivate var hasNestedComments: Bool {
        settings.values.contains { value in
            guard case .nested(let settings) = value else { return false }
            return settings.keys.contains { $0.unicodeScalars.first == "#" || $0.unicodeScalars.first == ";" }
        }
    }
}
