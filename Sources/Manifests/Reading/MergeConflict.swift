internal import Basics

extension Diagnostic {
    /// Describes the first unresolved merge conflict in a text, or returns nil if there is none.
    ///
    /// - Parameter text: A text that cannot be parsed: lines of a text that can may look like markers.
    init?(conflictIn text: String) {
        guard let line = text.lineBytes.firstIndex(where: isConflictMarker) else { return nil }
        let fix = "choose one side, and remove the lines with '<<<<<<<', '=======' and '>>>>>>>'"
        self.init(
            .error,
            .mergeConflict,
            at: Location(position: SourceLocation(line: line + 1, column: 1)),
            "has an unresolved merge conflict",
            fix: fix
        )
    }
}

/// Whether a line is one of those that git writes around the sides of a conflict; the first may have been removed.
private func isConflictMarker(_ line: Substring.UTF8View) -> Bool {
    for marker in ["<<<<<<<", "|||||||", ">>>>>>>"] where line.starts(with: marker.utf8) {
        return line.count == marker.utf8.count || line.dropFirst(marker.utf8.count).first == UInt8(ascii: " ")
    }
    return line.elementsEqual("=======".utf8)
}

extension String {
    /// The lines, which end in a newline, a carriage return, or both.
    var lineBytes: [Substring.UTF8View] {
        var lines: [Substring.UTF8View] = []
        var (start, index) = (utf8.startIndex, utf8.startIndex)
        while index < utf8.endIndex {
            let (byte, next) = (utf8[index], utf8.index(after: index))
            if byte == 0x0a || byte == 0x0d {
                lines.append(self[start..<index].utf8)
                let isPair = byte == 0x0d && next < utf8.endIndex && utf8[next] == 0x0a
                start = isPair ? utf8.index(after: next) : next
                index = start
            } else {
                index = next
            }
        }
        lines.append(self[start...].utf8)
        return lines
    }
}
