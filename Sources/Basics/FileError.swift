public import SystemPackage

/// A system call on a file or directory that failed.
public struct FileError: UserFacingError, Hashable {
    /// The failed operation, as a verb phrase: "read", "create", "rename".
    public let operation: String
    /// The file or directory.
    public let path: FilePath
    /// The system's error.
    public let errno: Errno
    /// The reason, where the system's error would not say it.
    public let reason: String?
    private let ownHint: String?
    /// Whether the file is not a regular file, but must be one.
    package let isWrongKind: Bool

    /// Creates the error of a failed operation.
    public init(_ operation: String, _ path: FilePath, _ errno: Errno) {
        self.init(operation, path, errno, nil)
    }

    /// Creates an error with a reason in place of the system's error.
    package init(_ operation: String, _ path: FilePath, _ errno: Errno, _ reason: String?, hint: String? = nil) {
        self.operation = operation
        self.path = path
        self.errno = errno
        self.reason = reason
        ownHint = hint
        isWrongKind = false
    }

    /// Creates the error of a file that is not a regular file.
    package init(_ operation: String, _ path: FilePath, isA kind: FileKind) {
        self.operation = operation
        self.path = path
        errno = .invalidArgument
        reason = "it is \(kind.name), not a regular file"
        ownHint = "find out who made it, and remove or rename it"
        isWrongKind = true
    }

    /// The operation, the path, and the reason or the system's error.
    public var message: String { "cannot \(operation) '\(path)': \(reason ?? "\(errno)")" }

    /// The kind of the failure.
    public var errorCode: Diagnostic.Code {
        switch errno {
        case _ where isWrongKind: "not-a-file"
        case .noSpace: "no-space"
        case .permissionDenied: "permission-denied"
        case .tooManyOpenFiles: "too-many-open-files"
        case .noSuchFileOrDirectory: "not-found"
        default: "file-error"
        }
    }

    /// The next step for errors that users can fix; nil for others.
    public var hint: String? {
        switch errno {
        case _ where ownHint != nil: ownHint
        case .noSpace: "free some space on that file system and run again"
        case .permissionDenied: "check its permissions and those of its parent directories"
        case .tooManyOpenFiles: "raise the limit with 'ulimit -n'"
        default: nil
        }
    }
}

extension FileError {
    /// Runs a system call and names the file if it fails.
    public static func naming<T>(
        _ operation: String,
        _ path: FilePath,
        _ body: () throws -> T
    ) throws(FileError) -> T {
        do {
            return try body()
        } catch let errno as Errno {
            throw FileError(operation, path, errno)
        } catch let error as FileError {
            throw error
        } catch {
            throw FileError(operation, path, .ioError)
        }
    }
}
