import Foundation
import SystemPackage
import Testing
import TestSupport

/// A machine that has nothing but a shell and programs which record how they were run: `aws`, `curl`, `docker` and others.
struct RemoteMachine {
    /// A program that was run.
    struct Run: Decodable, Equatable {
        /// The name and the arguments.
        let words: [String]
        /// The size of what it was given on standard input: of a build, the context.
        let inputByteCount: Int
    }

    let directory: FilePath

    /// Sets a machine up.
    ///
    /// - Parameter context: The file that downloads return.
    init(in directory: FilePath, context: FilePath) throws {
        self.directory = directory
        let recorder = """
            #!\(Tool.python)
            import json, os, shutil, sys
            words = [os.path.basename(sys.argv[0])] + sys.argv[1:]
            data = sys.stdin.buffer.read()
            with open('\(directory)/log', 'a') as log:
                log.write(json.dumps({'words': words, 'inputByteCount': len(data)}) + '\\n')
            if words[:3] == ['aws', 's3', 'cp']:
                shutil.copy('\(context)', words[5])
            elif words[0] == 'aws':
                'WITHOUT_TOKEN' in os.environ and sys.exit(255)
                print('ecr-password')
            elif words[1:] == ['buildx', 'version']:
                sys.exit(int(os.environ.get('WITHOUT_BUILDX', '0')))
            elif words[0] == 'curl':
                open('\(directory)/config', 'wb').write(data)
                shutil.copy('\(context)', words[words.index('--output') + 1])
            """
        for name in ["aws", "curl", "docker", "podman", "buildah", "nerdctl", "finch", "buildctl-daemonless.sh"] {
            try FileNode.file(Array(recorder.utf8), permissions: 0o755)
                .write(to: directory.appending("bin").appending(name))
        }
        for name in ["work", "workspace", "login"] { try FileNode.directory([:]).write(to: directory.appending(name)) }
    }

    /// Runs a script and returns the programs that it ran; they must all succeed.
    func run(_ script: String, environment: [String: String] = [:]) throws -> [Run] {
        let output = try start(script, environment: environment)
        try #require(output.status == 0, "\(output.standardError)\n\(script)")
        return try runs
    }

    /// Runs a script.
    func start(_ script: String, environment: [String: String] = [:]) throws -> Tool.Output {
        let path = "\(directory)/bin:/usr/bin:/bin"
        return try Tool.run(
            "sh",
            [],
            input: Array(script.utf8),
            environment: environment.merging(["PATH": path]) { $1 },
            in: directory.appending("work")
        )
    }

    /// The programs that were run so far.
    var runs: [Run] {
        get throws {
            let log = try String(contentsOfFile: directory.appending("log").string, encoding: .utf8)
            return try log.split(separator: "\n").map { try JSONDecoder().decode(Run.self, from: Data($0.utf8)) }
        }
    }

    /// Whether a file is there that no script should make.
    var isInjured: Bool {
        let files = (try? FileManager.default.subpathsOfDirectory(atPath: directory.string)) ?? []
        return files.contains { $0.contains("INJECTED") }
    }
}
