import Foundation
import SystemPackage
import Testing
import TestSupport

// MARK: Documents

extension ImageBuildTests {
    @Test func buildspecBuildsAndPushesTheContext() async throws {
        let address = try await publish(options: options)
        let spec = try await emitted("buildspec")
        let commands = try select("d['phases']['pre_build']['commands'] + d['phases']['build']['commands']", of: spec)
        let variables = try select("[k + '=' + v for k, v in d['env']['variables'].items()]", of: spec)
        #expect(variables.contains("REGISTRY=\(Self.registry)"))
        let machine = try machine()
        // CodeBuild runs the commands of version 0.2 in one shell, and ends with the first that fails.
        let runs = try machine.run(
            (["set -e"] + commands).joined(separator: "\n"),
            environment: ["REGISTRY": Self.registry]
        )
        let source = "s3://acme-ml-assets/assets/\(address).tar.gz"
        #expect(
            runs.map(\.words) == [
                ["aws", "s3", "cp", "--only-show-errors", source, "context.tar.gz", "--region", "eu-west-1"],
                ["aws", "ecr", "get-login-password", "--region", "eu-west-1"],
                ["docker", "login", "--username", "AWS", "--password-stdin", Self.registry],
                ["docker", "buildx", "build", "--file=Dockerfile"] + dockerOptions(address) + [Self.output, "-"],
            ]
        )
        #expect(try runs.first { $0.words.contains("build") }?.inputByteCount == contextByteCount())
        #expect(!machine.isInjured)
    }

    @Test func jobBuildsAndPushesTheContext() async throws {
        let address = try await publish(options: options)
        let job = try await emitted("job")
        #expect(
            try select("[d['apiVersion'], d['kind'], d['metadata']['name']]", of: job) == [
                "batch/v1", "Job", "sageassets-\(address.prefix(16))",
            ]
        )
        // As Kubernetes expands commands: $$ is $, and $(NAME) a variable if there is one.
        let expand =
            "[re.sub(r'\\$\\$|\\$\\(HOME\\)', lambda m: '$' if m[0] == '$$' else 'EXPANDED', t) for t in texts]"
        let steps = "d['spec']['template']['spec']"
        let texts = "[c['command'][2] for c in \(steps)['initContainers'] + \(steps)['containers']]"
        let scripts = try select("(lambda re, texts: \(expand))(__import__('re'), \(texts))", of: job)
        let machine = try machine()
        for script in scripts {
            let local = script.replacing("/workspace", with: machine.directory.appending("workspace").string)
                .replacing("/login/", with: "\(machine.directory)/login/")
            _ = try machine.run(local, environment: ["HOME": "/nonexistent"])
        }
        let runs = try machine.runs
        #expect(runs.map { $0.words[0] } == ["aws", "aws", "buildctl-daemonless.sh"])
        let build = try #require(runs.last?.words)
        let arguments = Self.hostileArguments.map { "--opt=build-arg:\($0.dropFirst("--build-arg=".count))" }
        #expect(
            build == [
                "buildctl-daemonless.sh", "build", "--frontend=dockerfile.v0", "--local=context=context",
                "--local=dockerfile=dockerfile",
                "--opt=platform=linux/amd64", "--opt=target=a b",
            ] + arguments + [
                "--secret=id=token,env=TOKEN", "--import-cache=type=registry,ref=h/c",
                "--output=type=image,name=\(Self.registry)/ml-images:\(address),push=true,oci-mediatypes=false",
            ]
        )
        let login = try String(contentsOfFile: "\(machine.directory)/login/config.json", encoding: .utf8)
        #expect(login == "{\"auths\":{\"\(Self.registry)\":{\"auth\":\"QVdTOmVjci1wYXNzd29yZA==\"}}}")
        let secret = try select(
            "[[e['name'], e['valueFrom']['secretKeyRef']['name']] for e in \(steps)['containers'][0]['env'] if 'valueFrom' in e][0]",
            of: job
        )
        #expect(secret == ["TOKEN", "sageassets"])
        #expect(!machine.isInjured)
    }

    @Test func loginToAnotherRegistryIsASecretOfTheCluster() async throws {
        let address = try await publish(destination: "repository: team/ml, registry: 'registry.example.com:5000'")
        let job = try await emitted("job")
        #expect(!job.contains("get-login-password"))
        let volumes = "d['spec']['template']['spec']['volumes']"
        #expect(
            try select("[v['secret']['secretName'] for v in \(volumes) if 'secret' in v]", of: job)
                == ["sageassets-registry"]
        )
        #expect(job.contains("name=registry.example.com:5000/team/ml:\(address),push=true"))
        let spec = try await emitted("buildspec")
        #expect(!spec.contains("get-login-password"))
        let commands = try select("d['phases']['pre_build']['commands']", of: spec).joined(separator: "\n")
        let (machine, host) = (try machine(), "registry.example.com:5000")
        let login = ["docker", "login", "--username", "u", "--password-stdin", host]
        let cases: [([String: String], [[String]])] = [
            ([:], []), (["REGISTRY_USER": "u", "REGISTRY_PASSWORD": "p"], [login]),
        ]
        for (environment, logins) in cases {
            let runs = try machine.run(commands, environment: environment.merging(["REGISTRY": host]) { $1 })
            #expect(runs.map(\.words).filter { $0[0] == "docker" } == logins)
        }
    }

    /// A login that was never given would show as a failed push, after the build.
    @Test func jobWithoutATokenFailsAtOnce() async throws {
        _ = try await publish()
        let job = try await emitted("job")
        let machine = try machine()
        let script = try select("[d['spec']['template']['spec']['initContainers'][0]['command'][2]]", of: job)[0]
            .replacing("$$", with: "$").replacing("/workspace", with: "\(machine.directory)/workspace")
            .replacing("/login/", with: "\(machine.directory)/login/")
        #expect(try machine.start(script, environment: ["WITHOUT_TOKEN": "1"]).status == 255)
        #expect(!FileManager.default.fileExists(atPath: "\(machine.directory)/login/config.json"))
    }

    @Test(
        arguments: [
            ("default", [], "--oci-worker-no-process-sandbox"),
            ("none", ["--opt=force-network-mode=none"], "--oci-worker-no-process-sandbox"),
            (
                "host", ["--opt=force-network-mode=host", "--allow=network.host"],
                "--oci-worker-no-process-sandbox --allow-insecure-entitlement network.host"
            ),
        ] as [(String, [String], String)]
    )
    func jobHasTheNetworkOfTheManifest(network: String, options: [String], flags: String) async throws {
        _ = try await publish(options: ", network: \(network), cacheTo: h/c")
        let job = try await emitted("job")
        let container = "d['spec']['template']['spec']['containers'][0]"
        let script = try select("[\(container)['command'][2]]", of: job)[0].replacing("'", with: "")
        let words = script.split(whereSeparator: \.isWhitespace).map(String.init)
        #expect(words.filter { $0.contains("network") } == options)
        #expect(words.contains("--export-cache=type=registry,ref=h/c"))
        let variable = "[e['value'] for e in \(container)['env'] if e['name'] == 'BUILDKITD_FLAGS']"
        #expect(try select(variable, of: job) == [flags])
        let profiles = "[\(container)['securityContext'][p]['type'] for p in ('appArmorProfile', 'seccompProfile')]"
        #expect(try select(profiles, of: job) == ["Unconfined", "Unconfined"])
    }
}
