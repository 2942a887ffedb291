import Foundation
import SystemPackage
import Testing
import TestSupport

/// The command line itself: its errors, repeated options and completions.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct CommandLineTests {
    private func run(_ arguments: [String]) async throws -> Tool.Output {
        try await Program.run(arguments, in: TemporaryDirectory.path)
    }

    @Test(arguments: [
        ["publish", "--output", "json", "--x"], ["publish", "--output=json", "--x"],
        ["publish", "--x", "--output=json"],
        ["synth", "--output=json", "--format", "x"], ["publish", "--output=json", "--quiet", "--verbose"],
        ["publish", "--output=json", "--manifest", "a", "--manifest", "b"],
    ])
    func usageErrorsAreJSONInAnySpelling(arguments: [String]) async throws {
        let output = try await run(arguments)
        #expect(output.status == 64)
        let document = try JSONSerialization.jsonObject(with: Data(output.standardOutput.utf8)) as? [String: Any]
        let error = document?["error"] as? [String: Any]
        #expect(error?["code"] as? String == "usage")
        #expect(error?["exit"] as? Int == 64)
        #expect(output.standardError.hasPrefix("Error: "))
    }

    @Test(arguments: [["publish", "--x", "--", "--output=json"], ["publish", "--output", "text", "--x"]])
    func otherUsageErrorsAreText(arguments: [String]) async throws {
        let output = try await run(arguments)
        #expect(output.status == 64)
        #expect(output.standardOutput == "")
    }

    /// An option of a command in the parser's own description.
    private struct CommandDescription: Decodable {
        struct Argument: Decodable {
            struct Name: Decodable {
                let kind: String
                let name: String
            }

            let kind: String
            let isRepeating: Bool
            let names: [Name]?
        }

        let commandName: String
        let arguments: [Argument]?
        let subcommands: [CommandDescription]?
    }

    private struct ProgramDescription: Decodable {
        let command: CommandDescription
    }

    /// Arguments that a command needs before anything else of it is looked at.
    private static let required = ["bundle": ["x", "-o", "y"], "image-build": ["--emit", "command"]]

    /// A value that an option takes, where not any text is one.
    private static let values = [
        "bandwidth": "50M", "max-connections": "8", "memory": "256M",
        "build-jobs": "2", "builder": "podman", "checksum": "crc64nvme", "compression": "fast", "emit": "command",
        "expires": "60",
        "format": "terraform", "images": "context", "jobs": "2", "output": "text", "retry-for": "1s",
    ]

    @Test func everyOptionOfOneValueIsRefusedTwice() async throws {
        let description = try await run(["--experimental-dump-help"])
        let program = try JSONDecoder().decode(ProgramDescription.self, from: Data(description.standardOutput.utf8))
        let commands = try #require(program.command.subcommands).filter { $0.commandName != "help" }
        #expect(commands.count == 7)
        for command in commands {
            for option in command.arguments ?? [] where option.kind == "option" && !option.isRepeating {
                for name in option.names ?? [] {
                    let spelling = name.kind == "short" ? "-\(name.name)" : "--\(name.name)"
                    var arguments = [command.commandName] + (Self.required[command.commandName] ?? [])
                    let value = Self.values[name.name] ?? "z"
                    if name.name != "out", name.name != "o" || command.commandName != "bundle" {
                        arguments += [spelling, value]
                    }
                    let output = try await run(arguments + [spelling, value])
                    #expect(output.status == 64, "\(arguments)")
                    let isRefused = output.standardError.contains("more than once")
                    #expect(
                        isRefused || name.name == "out" && command.commandName == "synth",
                        "\(output.standardError)"
                    )
                }
            }
        }
        #expect(try await run(["synth", "--out", "a", "-o", "b"]).standardError.contains("'--out'"))
        #expect(try await run(["synth", "--out=a", "--out=b"]).standardError.contains("'--out'"))
        #expect(try await run(["synth", "--destination", "a", "--destination", "a"]).status == 64)
    }

    @Test func optionsOfSeveralValuesAreRepeated() async throws {
        let project = try TestProject.write(
            destinations: "destinations: { a: { store: a }, b: { store: b } }\n",
            weights: 10
        )
        let arguments = ["publish", "--images", "context", "--destination", "a", "--destination", "b"]
        #expect(try await Program.run(arguments, in: project.directory).status == 0)
    }

    /// A part of each script that completes the paths of files, and one of directories.
    private static let scripts = [
        ("bash", "add_completions -f", "add_completions -d"), ("zsh", "_files", "_files -/"),
        ("fish", "-rF", "complete_directories"),
    ]

    @Test(arguments: scripts)
    func completionsCompletePaths(shell: String, files: String, directories: String) async throws {
        let output = try await run(["--generate-completion-script", shell])
        #expect(output.status == 0)
        #expect(output.standardOutput.contains(files), "\(output.standardOutput)")
        #expect(output.standardOutput.contains(directories), "\(output.standardOutput)")
        #expect(output.standardOutput.contains("yaml"))
    }

    @Test func bashCompletesTheManifest() async throws {
        let script = try await run(["--generate-completion-script", "bash"])
        let files: FileNode = [
            "completions": .file(Array(script.standardOutput.utf8)), "models.yaml": "", "models.txt": "",
            "weights": [:],
        ]
        try files.write(to: TemporaryDirectory.path)
        let complete = """
            source completions
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
            _sageassets sageassets "${!#}" "${COMP_WORDS[COMP_CWORD - 1]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        func completions(_ words: String...) throws -> [Substring] {
            let arguments = ["-c", complete, "bash", "sageassets"] + words
            let output = try Tool.run("bash", arguments, in: TemporaryDirectory.path)
            return output.standardOutput.split(separator: "\n")
        }
        let manifests = try completions("publish", "--manifest", "mod")
        #expect(manifests.contains("models.yaml") && !manifests.contains("models.txt"), "\(manifests)")
        #expect(try completions("bundle", "wei").contains { $0.hasPrefix("weights") })
    }
}
