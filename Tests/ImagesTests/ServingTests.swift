import Assets
import Foundation
import Images
import Registry
import SystemPackage
import Testing
import TestSupport

@Suite(
    "Serving",
    .enabled(if: BuilderUnderTest.present.contains { $0.name == .buildah }, BuilderUnderTest.absence),
    .temporaryDirectory,
    .hangLimit
)
struct ServingTests {
    private static let dockerfile = """
        FROM scratch
        COPY busybox /bin/busybox
        RUN ["/bin/busybox", "--install", "-s", "/bin"]
        COPY serve answer /usr/local/bin/
        ENV PATH=/usr/local/bin:/bin

        """

    /// A server that busybox can be, one connection after the other.
    private static let files: FileNode = [
        "Dockerfile": .file(Array(dockerfile.utf8)),
        "serve": .executable("#!/bin/sh\nexec nc -ll -p $PORT -e /usr/local/bin/answer\n"),
        "answer": .executable(
            """
            #!/bin/sh
            read -r method path version
            length=0
            while read -r line; do
                line=${line%?}
                [ -n "$line" ] || break
                case $line in [Cc]ontent-[Ll]ength:*) length=${line#*: } ;; esac
            done
            text=
            [ "$method $path" != "POST /invocations" ] || text="scored $(head -c "$length")"
            printf 'HTTP/1.1 200 OK\\r\\nContent-Length: %d\\r\\nConnection: close\\r\\n\\r\\n%s' "${#text}" "$text"

            """
        ),
    ]

    @Test("An image that was built and pushed answers /ping and /invocations")
    func serves() async throws {
        let builder = try #require(BuilderUnderTest.present.first { $0.name == .buildah })
        let directory = TemporaryDirectory.path
        let context = directory.appending("context")
        try Self.files.write(to: context)
        try FileManager.default.copyItem(atPath: "/bin/busybox", toPath: context.appending("busybox").string)
        let environment = try builder.environment(store: directory.appending("store"))
        let build = TestBuild(source: context, scratch: directory, environment: environment)
        let layout = try await build.run(.buildah).layout(in: directory)

        // Another store: nothing but what was pushed is in it.
        let other = try builder.environment(store: directory.appending("other"))
        let stored = "containers-storage:localhost/sample:1"
        let copy = try Tool.run("skopeo", ["copy", "--quiet", "oci:\(layout):test", stored], environment: other)
        try #require(copy.status == 0, "\(copy.standardError)")
        let container = try Tool.run("buildah", ["from", "localhost/sample:1"], environment: other)
        try #require(container.status == 0, "\(container.standardError)")
        let name = container.standardOutput.split(separator: "\n").last.map(String.init) ?? ""
        let port = Int.random(in: 20_000...30_000)
        let script = """
            setsid buildah run --isolation chroot --env PORT=\(port) \(name) -- serve &
            server=$!
            trap 'kill -TERM -- -$server' EXIT
            for try in $(seq 100); do curl -sf http://127.0.0.1:\(port)/ping >ping && break; sleep 0.1; done
            curl -sf http://127.0.0.1:\(port)/ping -o ping -w '%{http_code} '
            curl -sf --data-binary 'a row' http://127.0.0.1:\(port)/invocations
            """
        let output = try Tool.run("bash", ["-ec", script], environment: other, in: directory)
        #expect(output.standardOutput.hasSuffix("200 scored a row"), "\(output.standardError)")
    }
}
