import Foundation
import SystemPackage
import Testing
import TestSupport

/// Scripts in the place of builders, which write down what they were given and hand over an archive.
struct FakeBuilder {
    let directory: FilePath

    private static let script = """
        #!/bin/sh
        for each; do printf '%s\\n' "$each" >>"$RECORD/arguments"; done
        printf '%s\\n' --- >>"$RECORD/arguments"
        /usr/bin/env | /usr/bin/sort >"$RECORD/environment"
        if [ -n "$DOCKER_CONFIG" ] && [ -e "$DOCKER_CONFIG/config.json" ]; then
            /bin/cp -L "$DOCKER_CONFIG/config.json" "$RECORD/docker.json"
            /bin/ls -la "$DOCKER_CONFIG" >"$RECORD/docker"
            /usr/bin/stat -c '%a' "$DOCKER_CONFIG" "$DOCKER_CONFIG/config.json" >"$RECORD/modes"
        fi
        [ -z "$REGISTRY_AUTH_FILE" ] || /bin/cp "$REGISTRY_AUTH_FILE" "$RECORD/auth.json"

        """

    /// Writes the record's directory.
    init(in directory: FilePath = TemporaryDirectory.path) throws {
        self.directory = directory
        try FileNode.directory(["bin": [:], "record": [:]]).write(to: directory)
    }

    /// Writes a script.
    ///
    /// - Parameters:
    ///   - name: The builder.
    ///   - body: The shell commands after the record; `archive` hands an image over in each of the ways.
    @discardableResult
    func add(_ name: String, _ body: String) throws -> FakeBuilder {
        try FileNode.executable(Self.script + body + "\n").write(to: directory.appending("bin/\(name)"))
        return self
    }

    /// Hands over an archive: to `dest=…`, or to the standard output of `save`.
    static let handsOver = """
        for each; do
            case $each in
            --output=*) file=${each#*dest=}; [ "$file" = "$each" ] || /bin/cp "$ARCHIVE" "${file%%,*}" ;;
            --iidfile=*) printf 'sha256:%064d\\n' 7 >"${each#*=}" ;;
            esac
        done
        case $1 in save) exec /bin/cat "$ARCHIVE" ;; esac
        """

    /// The environment in which only these scripts are found.
    func environment(archive: FilePath? = nil) -> [String: String] {
        [
            "PATH": "\(directory)/bin", "RECORD": "\(directory)/record", "ARCHIVE": archive?.string ?? "/dev/null",
            "HOME": "\(directory)/home",
        ]
    }

    func record(_ name: String) throws -> String {
        try String(contentsOfFile: directory.appending("record/\(name)").string, encoding: .utf8)
    }

    /// The argument lists of all runs, with names in the place of changing paths.
    func runs() throws -> [[String]] {
        let build = /\/[^ ,=\n]*\/build-[0-9A-F-]{36}/
        let context = /\/[^ ,=\n]*\/context-[0-9A-F-]{36}/
        let text = try record("arguments").replacing(build, with: "BUILD").replacing(context, with: "CONTEXT")
            .replacing(/sageassets-build:[0-9a-f]{32}/, with: "NAME")
            .replacing("\(directory)/", with: "/")
        return text.split(separator: "---\n").map { $0.split(separator: "\n").map(String.init) }
    }

    /// The variables of the last run.
    func variables() throws -> [String: String] {
        let lines = try record("environment").split(separator: "\n")
        return Dictionary(
            lines.compactMap { line in
                let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
            },
            uniquingKeysWith: { $1 }
        )
    }
}
