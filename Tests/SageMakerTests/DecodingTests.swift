import AWSNames
import Assets
import Basics
import Manifests
import SageMaker
import Testing

/// Manifests are decoded, and their errors are reported with locations.
@Suite struct DecodingTests {
    @Test func omittedPropertiesHaveTheDefaultsOfTheCDK() throws {
        let project = try Project(
            yaml: """
                version: 1
                models:
                  M: { containers: [{ image: { fromEcrRepository: { repositoryName: repo } } }] }
                endpointConfigs:
                  C: { instanceProductionVariants: [{ model: M, variantName: v }] }
                endpoints:
                  E: { endpointConfig: C }
                """
        )
        let expected = Project(
            models: ["M": Model(containers: [ContainerDefinition(image: .fromEcrRepository(.name("repo")))])],
            endpointConfigs: [
                "C": EndpointConfig(instanceProductionVariants: [
                    InstanceProductionVariant(
                        model: "M",
                        variantName: "v",
                        initialVariantWeight: 1,
                        initialInstanceCount: 1,
                        instanceType: "ml.t2.medium"
                    )
                ])
            ],
            endpoints: ["E": Endpoint(endpointConfig: "C")]
        )
        #expect(project == expected)
        let local = try Destination(name: "local", kind: .local(store: ".sageassets/store"))
        #expect(project.destinations == [local])
    }

    @Test func jsonManifestIsRead() throws {
        let json = """
            {"version": 1, "destinations": {"b": {"bucket": "abc", "account": "012345678901"}, "a": {"store": "x"}},
             "models": {"M": {"role": "arn:aws:iam::123456789012:role/R", "containers": [
               {"image": {"fromAsset": {"directory": "./c/", "buildArgs": {"A": "1"}, "secrets": ["s"]}},
                "modelData": {"fromAsset": {"path": "m", "exclude": ["*.md"]}},
                "environment": {"K": "V"}, "containerHostname": "h"}]}},
             "endpointConfigs": {"C": {"endpointConfigName": "c", "instanceProductionVariants": [
               {"model": "M", "variantName": "v", "initialVariantWeight": 0, "initialInstanceCount": 3}]}}}
            """
        let project = try Project(yaml: json)
        #expect(try Project(yaml: json) == project)
        #expect(project.destinations.map(\.name) == ["a", "b"])
        #expect(project.endpointConfigs["C"]?.instanceProductionVariants.first?.initialVariantWeight == 0)
    }

    @Test func plainScalarsAreTextForTextProperties() throws {
        let project = try Project(
            yaml: """
                version: 1
                destinations: { staging: { bucket: abc, expectedBucketOwner: 012345678901 } }
                models:
                  M:
                    containers:
                      - image: { fromEcrRepository: { repositoryName: repo, tag: 1.10 } }
                        environment: { DEBUG: yes, WORKERS: 2 }
                """
        )
        let container = try #require(project.models["M"]?.containers.first)
        #expect(container.image == .fromEcrRepository(.name("repo"), .tag("1.10")))
        #expect(container.environment == ["DEBUG": "yes", "WORKERS": "2"])
        guard case .s3(let bucket) = project.destinations.first?.kind else { throw NoBucket() }
        #expect(bucket.expectedBucketOwner == "012345678901")
    }

    private struct NoBucket: Error {}

    @Test func anchorsAndMergeKeysAreResolved() throws {
        let project = try Project(
            yaml: """
                version: 1
                models: { M: { containers: [{ image: { fromEcrRepository: { repositoryName: repo } } }] } }
                endpointConfigs:
                  C:
                    instanceProductionVariants:
                      - &a { model: M, variantName: a, instanceType: ml.c5.large }
                      - { <<: *a, variantName: b }
                """
        )
        let variants = project.endpointConfigs["C"]?.instanceProductionVariants
        #expect(variants?.map(\.variantName) == ["a", "b"])
        #expect(variants?.map(\.hardware) == [.type("ml.c5.large"), .type("ml.c5.large")])
    }

    private static let container = "models: { X: { containers: [{ image: { fromAsset: c }, "

    @Test(arguments: [
        ("models: {}", "version: is missing", "write 'version: 1'"),
        ("version: 2", "version: is 2, which this release does not support", "write 'version: 1'"),
        ("version: one", "version: must be a whole number", nil),
        ("version: 1\nmodel: {}", "model: unknown property", "did you mean 'models'?"),
        (
            "version: 1\n\(container)modelDat: { fromAsset: m } }] } }",
            "models.X.containers[0].modelDat: unknown property", "did you mean 'modelData'?"
        ),
        (
            "version: 1\n\(container)environment: [] }] } }", "models.X.containers[0].environment: must be a mapping",
            nil
        ),
        (
            "version: 1\n\(container)modelData: { fromBucket: { bucket: b } } }] } }",
            "models.X.containers[0].modelData.fromBucket.key: is missing", nil
        ),
        (
            "version: 1\n\(container)modelData: {} }] } }",
            "models.X.containers[0].modelData: needs one of 'fromAsset' and 'fromBucket'", nil
        ),
        (
            "version: 1\n\(container)modelData: { fromAsset: '' } }] } }",
            "models.X.containers[0].modelData.fromAsset: must be a path", nil
        ),
        ("version: 1\nmodels: { X: { containers: c } }", "models.X.containers: must be a list", nil),
        ("version: 1\nmodels: { X: { containers: [{}] } }", "models.X.containers[0].image: is missing", nil),
        (
            "version: 1\nmodels: { X: { containers: [{ image: { fromAsset: { directory: c, targt: t } } }] } }",
            "models.X.containers[0].image.fromAsset.targt: unknown property", "did you mean 'target'?"
        ),
        (
            "version: 1\n\(container)modelData: { fromAsset: { path: m, extraHash: x } } }] } }",
            "models.X.containers[0].modelData.fromAsset.extraHash: unknown property",
            "expected one of: compression, exclude, path"
        ),
        (
            "version: 1\n\(container)modelData: { fromAsset: { path: m, compression: gzipp } } }] } }",
            "models.X.containers[0].modelData.fromAsset.compression: must be one of gzip, none", "did you mean 'gzip'?"
        ),
        (
            "version: 1\nmodels: { X: { containers: [{ image: { fromEcrRepository: { tag: t } } }] } }",
            "image.fromEcrRepository: needs one of 'repositoryName' and 'repositoryArn'", nil
        ),
        (
            "version: 1\nendpointConfigs: { C: { instanceProductionVariants: [{ model: M, variantName: v, "
                + "initialInstanceCount: 1.5 }] } }",
            "endpointConfigs.C.instanceProductionVariants[0].initialInstanceCount: must be a whole number", nil
        ),
        (
            "version: 1\nendpointConfigs: { C: { instanceProductionVariants: [{ model: M, variantName: v, "
                + "initialVariantWeight: much }] } }",
            "endpointConfigs.C.instanceProductionVariants[0].initialVariantWeight: must be a number", nil
        ),
        ("version: 1\ndestinations: { s: { bucket: B_ } }", "destinations.s.bucket: must be a bucket name", nil),
        (
            "version: 1\ndestinations: { s: { bucket: abc, adressing: path } }",
            "destinations.s.adressing: unknown property", "did you mean 'addressing'?"
        ),
        (
            "version: 1\ndestinations: { s: { bucket: abc, addressing: p } }",
            "destinations.s.addressing: must be one of auto, path, virtualHost", nil
        ),
        (
            "version: 1\ndestinations: { s: { bucket: abc, store: x } }",
            "destinations.s: has both 'store' (a directory) and 'bucket' (an S3 bucket)",
            "split it into two destinations"
        ),
        ("version: 1\ndestinations: { 's t': { bucket: abc } }", "destinations.s t: must be a destination name", nil),
        ("- 1", "sageassets.yaml:1:1: must be a mapping of properties", nil),
    ])
    func errorsAreReportedWithTheirLocation(yaml: String, message: String, hint: String?) throws {
        let error = #expect(throws: ManifestError.self) { try Project(yaml: yaml) }
        #expect(error?.message.contains("sageassets.yaml:") == true)
        let texts = [message, hint].compactMap { $0 }
        for text in texts { #expect(error?.description.contains(text) == true, "\(String(describing: error))") }
        #expect(error?.exitStatus == .invalid)
    }

    @Test(arguments: [
        (#"file: "a\0b""#, "file: must not contain a NUL"), (#"target: "\0""#, "target: must not contain a NUL"),
        (#"platform: "\0""#, "platform: must not contain a NUL"),
        (#"network: "\0""#, "network: must not contain a NUL"),
        (#"extraHash: "x\0target\0y""#, "extraHash: must not contain a NUL"),
        (#"buildArgs: { A: "1\0" }"#, "buildArgs.A: must not contain a NUL"),
        (#"buildArgs: { "A\0": "1" }"#, "buildArgs: has a name that contains a NUL"),
        (#"buildContexts: { a: "b\0" }"#, "buildContexts.a: must not contain a NUL"),
        (#"buildContexts: { "a\0": "b" }"#, "buildContexts: has a name that contains a NUL"),
        (#"secrets: [s, "t\0"]"#, "secrets[1]: must not contain a NUL"),
        ("secrets: [s, 'a,src=/etc/passwd']", "secrets[1]: must be the id of a secret"),
        ("secrets: { 'a b': { env: A } }", "secrets.a b: must be the id of a secret"),
        ("secrets: { a: { env: A-B } }", "secrets.a.env: must be the name of an environment variable"),
        ("secrets: { a: { file: '' } }", "secrets.a.file: must be the path of a file"),
        ("secrets: { a: { env: A, file: f } }", "secrets.a: must have only one of 'env' and 'file'"),
        ("secrets: { a: TOKEN }", "secrets.a: must be a mapping of properties"),
        ("platform: linux/x86_64", "platform: 'linux/x86_64' must be 'linux/amd64' or 'linux/arm64'"),
        ("platform: 'linux/amd64,linux/arm64'", "platform: 'linux/amd64,linux/arm64' must be"),
        ("builder: kaniko", "builder: must be one of docker, podman, buildah, nerdctl, finch, buildctl"),
        (#"ssh: ["a\0"]"#, "ssh[0]: must not contain a NUL"),
        (#"cacheFrom: [a, "b\0"]"#, "cacheFrom[1]: must not contain a NUL"),
        (#"cacheTo: "a\0""#, "cacheTo: must not contain a NUL"),
        ("file: ../x", "file: must be a file in the directory"), ("file: a/../../x", "file: must be a file"),
        ("file: /x", "file: must be a file in the directory"), ("file: ''", "file: must be a file in the directory"),
        ("file: .", "file: must be a file in the directory"), ("file: a/../x", "file: must be a file"),
    ])
    func invalidImageOptionsAreRefused(option: String, message: String) throws {
        let yaml = "version: 1\nmodels: { X: { containers: [{ image: { fromAsset: { directory: c, \(option) } } }] } }"
        let error = #expect(throws: ManifestError.self) { try Project(yaml: yaml) }
        let location = "models.X.containers[0].image.fromAsset."
        #expect(error?.message.contains(location + message) == true, "\(String(describing: error))")
    }

    @Test func waysOfBuildingAreRead() throws {
        let yaml = """
            version: 1
            destinations:
              b: { bucket: abc, builder: podman, repository: ml, createRepository: { scanOnPush: true } }
              l: { store: x, builder: docker }
            models:
              M:
                containers:
                  - image:
                      fromAsset:
                        directory: c
                        builder: buildah
                        secrets: { token: { env: TOKEN }, netrc: { file: ../.netrc } }
                        ssh: [default]
                        cacheFrom: ["type=registry,ref=h/c"]
                        cacheTo: type=inline
                  - image: { fromAsset: { directory: d, secrets: [TOKEN] } }
            """
        let project = try Project(yaml: yaml)
        let build = ImageBuild(
            secrets: ["token": .environment("TOKEN"), "netrc": .file("../.netrc")],
            builder: .buildah,
            ssh: ["default"],
            cacheFrom: ["type=registry,ref=h/c"],
            cacheTo: "type=inline"
        )
        #expect(project.models["M"]?.containers.first?.image == .fromAsset("c", build: build))
        let short = ImageBuild(secrets: ["TOKEN": .environment("TOKEN")])
        #expect(project.models["M"]?.containers.last?.image == .fromAsset("d", build: short))
        #expect(project.destinations.map(\.builder) == [.podman, .docker])
        guard case .s3(let bucket) = project.destinations.first?.kind else { throw NoBucket() }
        #expect(bucket.createRepository == RepositoryCreation(scanOnPush: true))
    }

    @Test(arguments: [
        ("registry: host", "registry: needs a 'repository' beside it"),
        ("createRepository: {}", "createRepository: needs a 'repository' beside it"),
        (
            "repository: ml, registry: host, account: '123456789012'",
            "account: is for repositories of Amazon ECR, and the destination has a 'registry'"
        ),
        ("repository: ml, registry: host, createRepository: {}", "createRepository: is for repositories of Amazon ECR"),
        ("repository: ml, registry: 'https://host'", "registry: must be the host of a registry"),
        ("repository: ml, createRepository: { scan: true }", "createRepository.scan: unknown property"),
        ("repository: ml, createRepository: { encryptionKey: '' }", "createRepository.encryptionKey: must be the id"),
        ("builder: make", "builder: must be one of docker"),
    ])
    func invalidRepositoriesAreReportedWithTheirLocation(properties: String, message: String) {
        let yaml = "version: 1\ndestinations: { s: { bucket: abc, \(properties) } }"
        let error = #expect(throws: ManifestError.self) { try Project(yaml: yaml) }
        #expect(error?.message.hasPrefix("sageassets.yaml:2:") == true)
        #expect(error?.message.contains("destinations.s.\(message)") == true, "\(String(describing: error))")
    }

    @Test func imageOptionsInSwiftFollowTheSameRules() throws {
        let build = ImageBuild(file: "../x", buildArgs: ["A": "\0"])
        let container = ContainerDefinition(image: .fromAsset("c", build: build))
        let project = Project(models: ["X": Model(containers: [container])])
        let location = "models.X.containers[0].image.fromAsset."
        #expect(
            project.diagnostics.map(\.description) == [
                "\(location)file: must be a file in the directory, without '..'",
                "\(location)buildArgs.A: must not contain a NUL character",
            ]
        )
    }

    @Test func errorsInJSONAreReportedWithTheirLocation() throws {
        let text = #"{"version": 1, "models": {"X": {"containers": [{"image": {"fromAset": "c"}}]}}}"#
        let error = #expect(throws: ManifestError.self) { try Project(yaml: text, file: "sageassets.json") }
        #expect(
            error?.description
                == "sageassets.json:1:59: models.X.containers[0].image.fromAset: unknown property; "
                + "did you mean 'fromAsset'?"
        )
    }

    @Test(arguments: ["version: [", "a: b: c", "version: 1\nversion: 1", ""])
    func invalidDocumentsAreRefused(yaml: String) {
        #expect(throws: ManifestError.self) { try Project(yaml: yaml) }
    }
}
