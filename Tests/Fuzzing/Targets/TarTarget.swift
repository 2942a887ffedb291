import Archive

extension FuzzTarget {
    /// A tar archive of any origin: it has members or an error, and no more of them than headers fit in.
    static let tar = FuzzTarget("tar") { input in
        do {
            var tar = try TarReader(ByteStream(input))
            var count = 0
            while let member = try tar.next() {
                count += 1
                try require(!member.name.contains(0), "a name holds a NUL byte")
                if case .file(let size) = member.kind { try require(size >= 0, "a file has \(size) bytes") }
            }
            try require(count <= input.count / 512, "\(count) members in \(input.count) bytes")
            _ = try tar.finish()
        } catch is TarError {
            return
        }
    }
}
