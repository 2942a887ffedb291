import SystemPackage
import Testing
import TestSupport

/// Other programs that read the written files.
enum ReferenceTools {
    /// Decodes gzip files with Python's zlib: each must be one member with the expected content, and nothing after it.
    static func checkGzip(_ cases: [(name: String, gzip: [UInt8], content: [UInt8])]) throws {
        for (index, item) in cases.enumerated() {
            try FileNode.file(item.gzip).write(to: TemporaryDirectory.path.appending("\(index).gz"))
            try FileNode.file(item.content).write(to: TemporaryDirectory.path.appending("\(index).raw"))
        }
        let script = """
            import sys, zlib
            for index in range(int(sys.argv[1])):
                decoder = zlib.decompressobj(31)
                try:
                    content = decoder.decompress(open(f"{index}.gz", "rb").read()) + decoder.flush()
                    whole = decoder.eof and not decoder.unused_data
                    same = content == open(f"{index}.raw", "rb").read()
                    if not whole or not same:
                        print(index, "whole" if whole else "not whole", "same" if same else "not the same")
                except zlib.error as error:
                    print(index, error)
            """
        let output = try Tool.run("python3", ["-c", script, "\(cases.count)"], in: TemporaryDirectory.path)
        #expect(output.status == 0 && output.standardError.isEmpty, "\(output.standardError)")
        for line in output.standardOutput.split(separator: "\n") {
            let name = line.split(separator: " ").first.flatMap { Int($0) }.map { cases[$0].name } ?? ""
            Issue.record("\(name): \(line)")
        }
        let gzip = try Tool.run("sh", ["-c", "gzip -t *.gz"], in: TemporaryDirectory.path)
        #expect(gzip.status == 0, "\(gzip.standardError)")
    }

    /// Lists an archive with Python's tarfile: one line per entry, with all fields of its header.
    static func list(_ archive: FilePath, mode: String = "r:") throws -> [String] {
        let script = """
            import sys, tarfile
            with tarfile.open(sys.argv[1], sys.argv[2]) as tar:
                for m in tar:
                    content = tar.extractfile(m).read() if m.isreg() and m.size < 1 << 30 else b""
                    import hashlib
                    print(repr(m.name), m.type.decode(), oct(m.mode), m.size, repr(m.linkname), m.uid, m.gid,
                          m.mtime, repr(m.uname), repr(m.gname), hashlib.sha256(content).hexdigest()[:8])
                    if m.size >= 1 << 30: break
            """
        let environment = ["PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"]
        let output = try Tool.run("python3", ["-c", script, archive.string, mode], environment: environment)
        #expect(output.status == 0, "\(output.standardError)")
        return output.standardOutput.split(separator: "\n").map(String.init)
    }
}
