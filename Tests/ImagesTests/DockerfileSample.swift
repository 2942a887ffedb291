import Assets
import Foundation
import SystemPackage
import Testing
import TestSupport

/// A Dockerfile directory from nothing but a static busybox, and the content of `/result` in its image.
struct DockerfileSample: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let files: [String: FileNode]
    let build: ImageBuild
    let result: String
    let needs: Set<BuilderUnderTest.Feature>

    static let secret = "s3cr3t-value-of-a-token-0123456789"
    static let secretVariable = "SAMPLE_TOKEN"

    private static let base = """
        FROM scratch AS base
        COPY busybox /bin/busybox
        RUN ["/bin/busybox", "--install", "-s", "/bin"]

        """

    static let all: [DockerfileSample] = [steps, stages, arguments, secretMount, namedContext]

    static let steps = DockerfileSample(
        testDescription: "RUN steps",
        files: [
            "Dockerfile": text(
                base + """
                    COPY . /src/
                    RUN cd /src && find . | sort | grep -v busybox > /result \\
                        && chmod 600 /result
                    ENTRYPOINT ["/serve"]
                    EXPOSE 8080

                    """
            ),
            // Builders before 2023 leave out the deep file that the last line takes in again.
            ".dockerignore": "*\n!busybox\n!Dockerfile\n!.dockerignore\n!**/*.md\n",
            "left-out.txt": "x", "docs": ["deep": ["kept.md": "kept", "left-out.txt": "x"]],
        ],
        result: [".", "./.dockerignore", "./Dockerfile", "./docs", "./docs/deep", "./docs/deep/kept.md"]
            .joined(separator: "\n") + "\n"
    )

    static let stages = DockerfileSample(
        testDescription: "multi-stage",
        files: [
            "docker": [
                "Dockerfile.serve": text(
                    base + """
                        FROM base AS compile
                        RUN echo compiled > /out
                        FROM base AS serve
                        COPY --from=compile /out /result
                        FROM base AS test
                        RUN false

                        """
                )
            ]
        ],
        build: ImageBuild(file: "docker/Dockerfile.serve", target: "serve"),
        result: "compiled\n"
    )

    static let arguments = DockerfileSample(
        testDescription: "build arguments",
        files: [
            "Dockerfile": text(base + "ARG GREETING\nARG OTHER=default\nRUN echo \"$GREETING|$OTHER\" > /result\n")
        ],
        build: ImageBuild(buildArgs: ["GREETING": "it's; $HOME = 'a, b'"]),
        result: "it's; $HOME = 'a, b'|default\n"
    )

    static let secretMount = DockerfileSample(
        testDescription: "a secret",
        files: [
            "Dockerfile": text(
                base + """
                    COPY unique /unique
                    RUN --mount=type=secret,id=token --mount=type=secret,id=file \\
                        cat /run/secrets/token /run/secrets/file && sleep 1 \\
                        && cat /run/secrets/token /run/secrets/file | wc -c > /result

                    """
            )
        ],
        build: ImageBuild(secrets: ["token": .environment(secretVariable), "file": .file("../sec=ret.txt")]),
        result: "\(2 * secret.utf8.count + 1)\n",
        needs: [.secrets]
    )

    static let namedContext = DockerfileSample(
        testDescription: "a named context",
        files: ["Dockerfile": text(base + "COPY --from=extra data.txt /result\n")],
        build: ImageBuild(buildContexts: ["extra": "../extra"]),
        result: "from elsewhere\n",
        needs: [.namedContexts]
    )

    private init(
        testDescription: String,
        files: [String: FileNode],
        build: ImageBuild = ImageBuild(),
        result: String,
        needs: Set<BuilderUnderTest.Feature> = []
    ) {
        self.testDescription = testDescription
        self.files = files
        self.build = build
        self.result = result
        self.needs = needs
    }

    private static func text(_ text: String) -> FileNode { .file(Array(text.utf8)) }

    /// Writes the directory, with what is beside it, and returns its path.
    func write(to parent: FilePath) throws -> FilePath {
        let busybox = try Data(contentsOf: URL(fileURLWithPath: "/bin/busybox"))
        var files = files
        // Nothing that an engine has in its cache.
        if needs.contains(.secrets) { files["unique"] = .file(Array(UUID().uuidString.utf8)) }
        files["busybox"] = .file(Array(busybox), permissions: 0o755)
        let all: FileNode = [
            "context": .directory(files),
            "extra": ["data.txt": "from elsewhere\n"],
            "sec=ret.txt": .file(Array("\(Self.secret)\n".utf8), permissions: 0o600),
        ]
        try all.write(to: parent)
        return parent.appending("context")
    }
}
