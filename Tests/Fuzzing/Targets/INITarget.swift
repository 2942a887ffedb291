import AWS

extension FuzzTarget {
    /// A shared AWS file: what was read from it is the same after it was written and read again.
    static let ini = FuzzTarget("ini") { input in
        let text = String(decoding: input, as: UTF8.self)
        let file: INI
        do throws(INI.SyntaxError) {
            file = try INI(text)
        } catch {
            // Windows' line ends hold a line feed too.
            try require(1...text.lineCount ~= error.line, "an error is in line \(error.line) of \(text.lineCount)")
            return
        }
        let written = written(file)
        do {
            try require(try INI(written) == file, "it reads as something else when written as '\(written)'")
        } catch let error as INI.SyntaxError {
            throw PropertyViolation(description: "it has an error in line \(error.line) when written as '\(written)'")
        }
    }

    /// Writes settings with tabs, which unlike spaces take no accents.
    private static func written(_ file: INI) -> String {
        file.sections.sorted { $0.key < $1.key }
            .map { name, settings in "[\(name)]\n" + settings.sorted { $0.key < $1.key }.map(written).joined() }
            .joined()
    }

    private static func written(_ name: String, _ setting: INI.Setting) -> String {
        let lines = setting.value.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        let nested = setting.nested.sorted { $0.key < $1.key }.map { "\n\t\($0.key)\t=\t\($0.value)" }
        return "\(name)\t=\t" + lines.map { String(Substring($0)) }.joined(separator: "\n\t") + nested.joined() + "\n"
    }
}
