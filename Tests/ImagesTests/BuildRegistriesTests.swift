import Assets
import Images
import Testing

@Suite("Registries of builds") struct BuildRegistriesTests {
    private static let ecr = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"

    @Test(
        "The registries of a Dockerfile's images are found",
        arguments: [
            ("FROM python:3.11-slim", ["docker.io"]), ("FROM team/base", ["docker.io"]),
            ("FROM index.docker.io/team/base", ["docker.io"]), ("FROM scratch\nCOPY --from=0 /a /b", []),
            ("FROM registry.example.com/base", ["registry.example.com"]),
            ("FROM example.com:5000/base@sha256:0123 AS a\nFROM A\nCOPY --from=a /x /", ["example.com:5000"]),
            ("FROM localhost:5000/base\nFROM localhost/base", ["localhost", "localhost:5000"]),
            ("from --platform=$BUILDPLATFORM \\\n  quay.io/base as b", ["quay.io"]),
            ("ARG BASE=\"\(ecr)/b:1\"\nFROM ${BASE}", [ecr]), ("ARG HOST='\(ecr)'\nFROM $HOST/b:$TAG", [ecr]),
            ("ARG HOST=\(ecr) NAME=b\nARG BASE=$HOST/$NAME\nFROM \"${BASE}\"", [ecr]),
            ("FROM ${HOST:-quay.io}/base\nFROM ${HOST:+ghcr.io/}base", ["docker.io", "quay.io"]),
            // The ARG of a stage is not that of FROM.
            ("FROM scratch\nARG BASE=quay.io/b\nFROM scratch", []),
            ("FROM scratch\nADD --chown=1:1 --from=ghcr.io/a/b /x /", ["ghcr.io"]),
            ("FROM scratch\nRUN --mount=from=ghcr.io/a/b,target=/b --mount=type=cache,target=/c true", ["ghcr.io"]),
            ("# syntax=registry.example.com/docker/dockerfile:1\n# a comment\nFROM scratch", ["registry.example.com"]),
            ("FROM scratch\n# FROM quay.io/b\nRUN curl https://example.com/file && echo 1.2.3/4", []),
            ("FROM", []), ("", []), ("\\\n\\\n", []), ("ARG\nFROM $\nFROM ${X", ["docker.io"]),
        ] as [(String, [String])]
    )
    func dockerfiles(_ text: String, _ expected: [String]) {
        #expect(BuildRegistries(ImageBuild(), dockerfile: text).names.sorted() == expected)
    }

    @Test("Build arguments, named contexts and caches name registries, too")
    func options() {
        let text = "ARG BASE=quay.io/base\nFROM ${BASE} AS first\nFROM base\nCOPY --from=files /x /"
        let build = ImageBuild(
            buildArgs: ["BASE": "\(Self.ecr)/base", "VERSION": "1.2.3"],
            buildContexts: [
                "base": "docker-image://registry.example.com/base:1", "files": "../files",
                "page": "https://example.com/x.git",
            ],
            cacheFrom: ["ghcr.io/team/cache", "type=registry,ref=public.ecr.aws/team/cache", "type=local,src=/x.y/z"],
            cacheTo: "type=inline"
        )
        let expected = [Self.ecr, "ghcr.io", "public.ecr.aws", "registry.example.com"]
        #expect(BuildRegistries(build, dockerfile: text).names.sorted() == expected)
    }
}
