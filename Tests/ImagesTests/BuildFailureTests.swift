import Assets
import Foundation
import Images
import Synchronization
import SystemPackage
import Testing
import TestSupport

@Suite("Output and failures of builders", .temporaryDirectory)
struct BuildFailureTests {
    private static let dockerfile = """
        # syntax=docker/dockerfile:1
        FROM base AS one

        RUN first && \\
            # a comment in between
            second
        RUN same
        RUN same
        COPY a b

        """

    private func fail(_ body: String, secret: String? = nil) async throws -> (BuildFailure, [String]) {
        let fake = try FakeBuilder().add(
            "buildah",
            "[ \"$1\" = build ] || exit 0\n[ \"$2\" != --help ] || exit 0\n" + body
        )
        let source = try FileNode.directory(["Dockerfile": .file(Array(Self.dockerfile.utf8))])
            .write(to: TemporaryDirectory.path.appending("source"))
        var test = TestBuild(source: source, scratch: TemporaryDirectory.path, environment: fake.environment())
        if let secret {
            test.environment["TOKEN"] = secret
            test.build.secrets = ["token": .environment("TOKEN")]
        }
        let error = await #expect(throws: ImageError.self) { try await test.run(.buildah) }
        guard case .buildFailed(let failure)? = error else { throw try #require(error) }
        return (failure, test.log.all)
    }

    @Test(
        "The line of the Dockerfile is found in the output of the builder",
        arguments: [
            ("echo 'STEP 1/5: FROM base AS one'; echo 'STEP 2/5: RUN first &&     second'; exit 1", "Dockerfile:4"),
            ("echo '[2/2] STEP 5/5: COPY a b'; echo 'error building'; exit 125", "Dockerfile:9"),
            ("echo 'Step 5/5 : COPY a b'; echo ' ---> Running in 123'; exit 1", "Dockerfile:9"),
            ("echo '#5 ERROR'; echo '------'; echo 'Dockerfile:7'; echo '   7 | >>> RUN same'; exit 1", "Dockerfile:7"),
            ("echo ' > [2/4] RUN first &&     second:'; exit 1", "Dockerfile:4"),
            // There are two of these.
            ("echo 'STEP 3/5: RUN same'; exit 1", nil), ("echo 'localhost:5000'; exit 1", nil), ("exit 1", nil),
        ] as [(String, String?)]
    )
    func location(_ body: String, _ expected: String?) async throws {
        let (failure, _) = try await fail(body)
        #expect(failure.location == expected)
    }

    @Test("The last 20 lines are shown, printable and of bounded length")
    func lastLines() async throws {
        let (failure, log) = try await fail(
            """
            i=0; while [ $i -lt 100 ]; do echo "line $i"; i=$((i + 1)); done
            printf '\\033[31mred\\033[0m ::error::\\a\\n'
            printf ' 10%%\\r 50%%\\r100%%\\r\\n'
            printf '%0100000d\\n' 1
            printf 'no end'
            exit 7
            """
        )
        #expect(failure.lastLines.count == 20)
        #expect(log.count == 104)
        #expect(failure.lastLines[0] == "line 84")
        #expect(failure.lastLines[16] == #"red ::error::\u{7}"#)
        #expect(failure.lastLines[17] == "100%")
        #expect(failure.lastLines[18].count == 4096)
        #expect(failure.lastLines[19] == "no end")
        #expect(failure.ending == "exit status 7")
    }

    @Test("A secret is not shown in any spelling, in no line")
    func secrets() async throws {
        let (failure, log) = try await fail(
            "echo \"it is $TOKEN\"; printf %s \"$TOKEN\" | /usr/bin/base64; printf '%08185d%s' 0 \"$TOKEN\"; exit 1",
            secret: "correct-horse-battery-staple"
        )
        #expect(log.first == "it is ***")
        for line in log + failure.lastLines {
            #expect(!line.contains("correct") && !line.contains("Y29ycmVjdC1ob3JzZ"), "\(line)")
        }
    }

    @Test("A secret whose source is missing is an error before anything is built")
    func missingSecret() async throws {
        let fake = try FakeBuilder().add("buildah", "")
        let source = try FileNode.directory(["Dockerfile": "FROM scratch\n"])
            .write(to: TemporaryDirectory.path.appending("source"))
        for (secret, text) in [(SecretSource.environment("NONE"), "NONE"), (.file("none.txt"), "none.txt")] {
            let build = ImageBuild(secrets: ["token": secret])
            let test = TestBuild(
                source: source,
                scratch: TemporaryDirectory.path,
                build: build,
                environment: fake.environment()
            )
            let error = await #expect(throws: ImageError.self) { try await test.run(.buildah) }
            #expect(error?.message.contains(text) == true)
        }
        #expect(try !fake.runs().contains { $0.contains { $0.hasPrefix("--file") } })
    }

    @Test("An interruption ends all processes that the builder has started")
    func interruption() async throws {
        let marker = "31\(UInt32.random(in: 100_000...999_999))"
        let source = try FileNode.directory(["Dockerfile": "FROM scratch\n"])
            .write(to: TemporaryDirectory.path.appending("source"))
        let fake = try FakeBuilder().add(
            "buildah",
            """
            [ "$1" = build ] && [ "$2" != --help ] || exit 0
            /bin/sleep \(marker) &
            echo started
            wait
            """
        )
        let test = TestBuild(source: source, scratch: TemporaryDirectory.path, environment: fake.environment())
        let task = Task { try await test.run(.buildah) }
        for _ in 0..<200 where !test.log.all.contains("started") { try await Task.sleep(for: .milliseconds(20)) }
        #expect(CommandLines.containing("sleep \(marker)").count == 1)
        let start = ContinuousClock.now
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(ContinuousClock.now - start < .seconds(8))
        for _ in 0..<100 where !CommandLines.containing("sleep \(marker)").isEmpty {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(CommandLines.containing("sleep \(marker)").isEmpty)
    }
}
