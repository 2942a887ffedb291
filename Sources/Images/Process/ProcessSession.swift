internal import Basics
internal import Glibc
internal import SystemPackage

/// The processes of a session, which a program has begun and its descendants share.
///
/// Source: proc(5), "/proc/pid/stat".
enum ProcessSession {
    /// Sends a signal to all processes of a session but the one that began it.
    static func send(_ signal: CInt, toMembersOf leader: pid_t) {
        guard var processes = try? DirectoryStream("/proc") else { return }
        while let name = processes.next() {
            guard let process = pid_t(name), process != leader, session(of: process) == leader else { continue }
            kill(process, signal)
        }
    }

    private static func session(of process: pid_t) -> pid_t? {
        guard let text = try? SmallFile.read(FilePath("/proc/\(process)/stat"), limit: 1 << 12) else { return nil }
        // The name in brackets may contain anything; behind it are the state, the parent, the group and the session.
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        return fields.count > 3 ? pid_t(fields[3]) : nil
    }
}
