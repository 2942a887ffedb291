internal import CSpawn
internal import Glibc
internal import SystemPackage

/// A program that was started, to be waited for.
///
/// It starts as from a shell, with no signal blocked or ignored: the threads of Swift's concurrency block all signals, and
/// programs inherit that. Foundation's `Process` leaves it so, looks for the end every 50 ms, and keeps two sockets.
struct ChildProcess: Sendable {
    let identifier: pid_t

    /// Starts a program, in a process group of its own.
    ///
    /// - Parameters:
    ///   - arguments: The path of the program and its arguments.
    ///   - environment: Its environment, whole.
    ///   - directory: Where it runs; nil is the directory of this process.
    ///   - input: Its standard input.
    ///   - output: Its standard output.
    ///   - error: Its standard error.
    init(
        _ arguments: [String],
        environment: [String: String],
        in directory: FilePath? = nil,
        input: FileDescriptor,
        output: FileDescriptor,
        error: FileDescriptor = .standardError
    ) throws {
        func list(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] { texts.map { strdup($0) } + [nil] }
        let (words, variables) = (list(arguments), list(environment.map { "\($0.key)=\($0.value)" }))
        defer { for text in words + variables { free(text) } }
        var started: pid_t = 0
        let descriptors = [input, output, error].map(\.rawValue)
        let failure = spawn_program(&started, words, variables, directory?.string, descriptors)
        if failure != 0 { throw Errno(rawValue: failure) }
        identifier = started
    }

    /// Starts a program whose standard input, output and error are files that are there.
    init(
        _ arguments: [String],
        environment: [String: String],
        in directory: FilePath?,
        input: FilePath,
        output: FilePath,
        error: FilePath
    ) throws {
        let opened = try (
            FileDescriptor.open(input, .readOnly), FileDescriptor.open(output, .writeOnly),
            FileDescriptor.open(error, .writeOnly)
        )
        defer { for each in [opened.0, opened.1, opened.2] { try? each.close() } }
        try self.init(
            arguments,
            environment: environment,
            in: directory,
            input: opened.0,
            output: opened.1,
            error: opened.2
        )
    }

    /// Waits for its end, and leaves its identifier taken.
    func waitForEnd() {
        var information = siginfo_t()
        while waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) == -1, errno == EINTR {}
    }

    /// Waits for its end, gives its identifier back and returns its exit status, or the negative number of the signal
    /// that ended it.
    func status() -> Int32 {
        var status: CInt = 0
        while waitpid(identifier, &status, 0) == -1, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : -signal
    }
}
