internal import Foundation
public import Glibc

/// The command lines of all processes.
public enum CommandLines {
    /// Returns those that contain a text.
    public static func containing(_ text: String) -> [String] { all().map(\.line).filter { $0.contains(text) } }

    /// Returns the processes whose command lines begin with a text.
    public static func processes(beginningWith text: String) -> [pid_t] {
        all().filter { $0.line.hasPrefix(text) }.map(\.process)
    }

    private static func all() -> [(process: pid_t, line: String)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.map { process in
            let data = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
            return (process, String(decoding: data, as: UTF8.self).replacing("\0", with: " "))
        }
    }
}
