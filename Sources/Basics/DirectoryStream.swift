internal import Glibc
package import SystemPackage

/// An open directory, whose names are read one after the other in no particular order.
package struct DirectoryStream: ~Copyable {
    private let stream: OpaquePointer

    /// Opens a directory.
    package init(_ directory: FilePath) throws(Errno) {
        guard let stream = opendir(directory.string) else { throw Errno(rawValue: errno) }
        self.stream = stream
    }

    deinit {
        closedir(stream)
    }

    /// Returns the names in a directory without `.` and `..`, in no particular order.
    package static func names(in directory: FilePath) throws(FileError) -> [String] {
        var names: [String] = []
        do throws(Errno) {
            var stream = try DirectoryStream(directory)
            while true {
                errno = 0  // The end and an error look alike.
                guard let name = stream.next() else { break }
                names.append(name)
            }
            guard errno == 0 else { throw Errno(rawValue: errno) }
        } catch {
            throw FileError("read", directory, error)
        }
        return names.filter { $0 != "." && $0 != ".." }
    }

    /// The directory's descriptor, which closes with the stream.
    package var descriptor: CInt { dirfd(stream) }

    /// Returns the next name, including `.` and `..`; nil at the end.
    package mutating func next() -> String? {
        readdir(stream).map { entry in
            withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
        }
    }
}
