internal import Basics
internal import Glibc
internal import SystemPackage

/// The ignore file of a directory.
enum IgnoreFile {
    /// Far more than anyone writes; the file is read whole.
    private static let byteLimit = 1 << 20

    /// Reads the rules of a directory.
    ///
    /// - Parameters:
    ///   - directory: The directory.
    ///   - names: Names of ignore files; the first that is there counts alone.
    ///   - exclude: Patterns that follow those of the file.
    static func rules(in directory: FilePath, names: [String], exclude: [String]) throws -> IgnoreRules {
        var patterns: [String] = []
        for name in names {
            let path = directory.appending(name)
            guard let text = try text(of: path) else { continue }
            patterns = IgnoreRules.patterns(inFile: text)
            do {
                _ = try IgnoreRules(patterns: patterns)
            } catch {
                throw StagingError.invalidIgnoreFile(path, reason: error.message)
            }
            break
        }
        do {
            return try IgnoreRules(patterns: patterns + exclude)
        } catch {
            throw StagingError.invalidExclude(directory, reason: error.message)
        }
    }

    private static func text(of path: FilePath) throws -> String? {
        let descriptor: FileDescriptor
        do {
            descriptor = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .nonBlocking])
        } catch Errno.noSuchFileOrDirectory, Errno.notDirectory {
            return nil
        } catch let errno as Errno {
            throw FileError("read", path, errno)
        }
        defer { try? descriptor.close() }
        var bytes = [UInt8](repeating: 0, count: byteLimit + 1)
        let count = try FileError.naming("read", path) {
            var count = 0
            while count < bytes.count {
                let read = try bytes.withUnsafeMutableBytes { buffer in
                    try descriptor.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
                }
                if read == 0 { break }
                count += read
            }
            return count
        }
        guard count <= byteLimit else { throw StagingError.invalidIgnoreFile(path, reason: "larger than 1 MiB") }
        guard let text = String(validating: bytes[..<count], as: UTF8.self) else {
            throw StagingError.invalidIgnoreFile(path, reason: "not UTF-8")
        }
        return text
    }
}
