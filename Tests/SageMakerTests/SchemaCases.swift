// Manifests that the JSON Schema and the types must both accept or both refuse.

extension Manifest {
    static let valid: [String] = [
        "version: 1", "version: 1\nmodels:\nendpoints: {}", "version: 1\nx-a: &a [1, { b: 2 }]\nx-c: { models: *a }",
        destination("prefix: ''"),
        destination("encryptionKey: 'arn:aws:kms:eu-west-1:123456789012:key/a-b', prefix: a/b/"),
        destination("encryption: AES256"), destination("encryption: aws:kms"),
        destination("encryption: aws:kms:dsse, encryptionKey: 'arn:aws:kms:eu-west-1:123456789012:key/a-b'"),
        destination("endpoint: 'http://localhost:9000/s3', addressing: path, account: '123456789012'"),
        destination("builder: buildah"), "version: 1\ndestinations: { l: { store: x, builder: docker } }",
        destination("repository: ml, createRepository: {}, account: '123456789012'"),
        destination(
            "repository: ml, createRepository: { scanOnPush: true, immutableTags: true, encryptionKey: alias/k }"
        ),
        destination("repository: team/ml, registry: 'registry.example.com:5000'"),
        destination(
            "repository: ml, registry: host, "
                + "repositoryCredentialsProviderArn: 'arn:aws:lambda:eu-west-1:123456789012:function:f'"
        ),
        model("networkIsolation: true, tags: { a: 1, 'k/ü': '' }, \(vpc)"),
        model("role: 'arn:aws:iam::123456789012:role/R', policyStatements: [], managedPolicies: []"),
        statement(
            "actions: ['s3:Get*', '*'], resources: ['*', 'arn:aws:s3:::b/*', 'arn:*:iam::*:role/r'], effect: Deny"
        ),
        statement("actions: [a:b], resources: ['*'], conditions: { StringEquals: { 'aws:a': [v] } }"),
        statement("actions: [a:b], resources: ['*'], conditions: { 'ForAnyValue:ArnLikeIfExists': { 'a:b': ['*'] } }"),
        model("managedPolicies: ['arn:aws:iam::aws:policy/Name']"),
        container("environment: { A: 1, B: true, C: text }, mode: SingleModel, containerHostname: h"),
        container("additionalModelData: { c: { fromAsset: m }, d: { fromBucket: { bucket: abc, key: k } } }"),
        container(
            "mode: MultiModel, modelCacheSetting: Disabled, modelData: { fromBucket: { bucket: abc, key: a/b/ } }"
        ),
        container("mode: MultiModel, modelData: { fromAsset: { path: m, compression: none } }"),
        modelData("fromAsset: m"), modelData("fromAsset: { path: m, exclude: ['*.md'], compression: none }"),
        modelData("fromBucket: { bucket: abc, key: a/, compression: none }"),
        modelData("fromBucket: { bucket: abc, key: k, encryptionKey: 'arn:aws:kms:eu-west-1:123456789012:alias/a' }"),
        image("fromAsset: c"), image("fromAsset: { directory: c, file: ./a/D, buildArgs: { A: 1 } }"),
        image("fromAsset: { directory: c, platform: linux/arm64/v8, builder: buildctl, ssh: [default, 'k=~/.ssh/k'] }"),
        image("fromAsset: { directory: c, cacheFrom: ['type=registry,ref=h/c'], cacheTo: type=inline }"),
        image("fromAsset: { directory: c, secrets: [TOKEN, pip.conf] }"),
        image("fromAsset: { directory: c, secrets: { token: { env: TOKEN }, netrc: { file: ../.netrc } } }"),
        image("fromEcrRepository: { repositoryName: a/b, tag: 'sha256:\(String(repeating: "0", count: 64))' }"),
        image("fromEcrRepository: { repositoryName: repo, account: '123456789012', region: eu-west-1, tag: 2 }"),
        image("fromEcrRepository: { repositoryArn: 'arn:aws:ecr:eu-west-1:123456789012:repository/a/b', tag: t }"),
        image("fromDlc: { repositoryName: pytorch-inference, tag: 2.6.0-cpu, account: '123456789012' }"),
        image("fromRegistry: '\(ecr)/a/b:t'"), image("fromRegistry: { uri: \(ecr)/a, repositoryAccessMode: Platform }"),
        registry("uri: 'registry.example.com:5000/a/b:t', repositoryAccessMode: Vpc"),
        registry(
            "uri: host/a, repositoryAccessMode: Vpc, "
                + "repositoryCredentialsProviderArn: 'arn:aws:lambda:eu-west-1:123456789012:function:f'"
        ),
        image("fromModelPackage: churn/7"), image("fromModelPackage: '\(arn):model-package/churn/7'"),
        image("fromModelPackage: { modelPackageName: churn, inferenceSpecificationName: gpu }"),
        config("encryptionKey: alias/a, endpointConfigName: c, tags: { a: b }, shadowProductionVariants: []"),
        config(
            "executionRole: 'arn:aws:iam::123456789012:role/R', shadowProductionVariants: [{ model: M, variantName: s }]"
        ),
        config("dataCapture: { destinationS3Uri: 's3://abc', initialSamplingPercentage: 0, enabled: false }"),
        config("asyncInference: { outputPath: 's3://abc/d', successTopic: 'arn:aws:sns:eu-west-1:123456789012:t' }"),
        variant("initialVariantWeight: 0.5, routingStrategy: RANDOM"),
        variants("{ model: { fromModelName: m }, variantName: v }"),
        variants("{ model: { fromModelArn: '\(arn):model/m' }, variantName: v }"),
        variants("{ model: { fromModelAttributes: { modelArn: '\(arn):model/m' } }, variantName: v }"),
        variant("volumeSizeInGB: 512, enableSSMAccess: true"), components("initialInstanceCount: 2"),
        variant(
            "instancePools: [{ instanceType: ml.g5.xlarge, priority: 1, modelNameOverride: { fromModelName: m } }]"
        ),
        components("managedInstanceScaling: { maxInstanceCount: 4, scaleInPolicy: { strategy: IDLE_RELEASE } }"),
        variant("coreDump: { destinationS3Uri: 's3://abc/d' }, inferenceAmiVersion: al2-ami-sagemaker-inference-gpu-2"),
        serverless("maxConcurrency: 200, memorySizeInMB: 6144, provisionedConcurrency: 200", "endpointConfigName: c"),
        existing("fromEndpointName: e, grantInvoke: [r, 'arn:aws:iam::123456789012:role/R']"),
        existing("fromEndpointArn: '\(arn):endpoint/e'"), existing("endpointConfig: { fromEndpointConfigName: c }"),
        existing("endpointConfig: { fromEndpointConfigArn: '\(arn):endpoint-config/c' }, endpointName: e, tags: {}"),
        scaling("minCapacity: 0, scaleOnBacklog: { backlogSizePerInstance: 0.5, policyName: p }"),
        scaling("scaleOnInvocations: { maxRequestsPerSecond: 1, safetyFactor: 1, scaleInCooldownInSeconds: 0 }"),
        alarm("metric: ModelLatency, variant: v, statistic: p99.9, periodInSeconds: 10"),
        alarm("metric: ModelLatency, variant: v, statistic: 'TM(10%:90%)'"),
        alarm(
            "metric: ModelLatency, variant: v, statistic: 'PR(:300)', actions: ['arn:aws:sns:eu-west-1:123456789012:t']"
        ),
        alarm(
            "metric: ApproximateBacklogSize, periodInSeconds: 3600, actions: [], alarmName: n, alarmDescription: waits"
        ),
        alarm("metric: Own, namespace: N"), alarm("metric: Own, namespace: N, variant: v, datapointsToAlarm: 1"),
        deployment("blueGreen: { type: AllAtOnce }, alarms: [a]"),
        deployment("blueGreen: { type: Canary, canarySize: { capacityPercent: 1 }, waitIntervalInSeconds: 0 }"),
        deployment("blueGreen: { type: Linear, linearStepSize: { instanceCount: 1 }, waitIntervalInSeconds: 3600 }"),
        deployment(
            "rolling: { maximumBatchSize: { capacityPercent: 5 }, waitIntervalInSeconds: 0, "
                + "rollbackMaximumBatchSize: { capacityPercent: 100 }, maximumExecutionTimeoutInSeconds: 600 }"
        ),
    ]

    static let invalid: [String] =
        invalidModels + invalidConfigs + invalidEndpoints + [
            "models: {}", "version: 2", "version: 1\nmodel: {}",
            "version: 1\ndestinations: { s: { region: eu-west-1 } }",
            "version: 1\ndestinations: { s: { bucket: B_ } }", "version: 1\ndestinations: { s: { bucket: a..b } }",
            "version: 1\ndestinations: { s: { bucket: 1.2.3.4 } }", "version: 1\ndestinations: { -s: { bucket: abc } }",
            destination("store: x"), destination("prefix: /a"), destination("prefix: a//b"),
            destination("prefix: a/../b"),
            destination("account: '1'"), destination("region: here"), destination("endpoint: s3.example.com"),
            destination("encryption: aes256"),
            destination("encryption: AES256, encryptionKey: 'arn:aws:kms:eu-west-1:123456789012:key/a-b'"),
            destination("encryptionKey: a-b"), destination("addressing: host"), destination("repository: R"),
            destination("builder: make"), "version: 1\ndestinations: { l: { store: x, builder: kaniko } }",
            "version: 1\ndestinations: { l: { store: x, repository: ml } }", destination("createRepository: {}"),
            destination("repository: ml, createRepository: true"),
            destination("repository: ml, createRepository: { scan: true }"),
            destination("repository: ml, createRepository: { immutableTags: 1 }"),
            destination("repository: ml, createRepository: { encryptionKey: 'a b' }"), destination("registry: host"),
            destination("repository: ml, registry: 'https://host'"), destination("repository: ml, registry: host/team"),
            destination("repository: ml, registry: \(ecr)"),
            destination("repository: ml, registry: host, account: '123456789012'"),
            destination("repository: ml, registry: host, createRepository: {}"),
            destination(
                "repository: ml, "
                    + "repositoryCredentialsProviderArn: 'arn:aws:lambda:eu-west-1:123456789012:function:f'"
            ),
            destination("repository: ml, registry: host, repositoryCredentialsProviderArn: f"),
        ]

    private static let invalidModels: [String] = [
        "version: 1\nmodels: { M: { containers: [] } }", "version: 1\nmodels: { M: {} }",
        image("fromAsset: c").replacing("M:", with: "'a-b':"), model("name: x"), model("modelName: a_b"),
        model("role: Name"), model("inferenceExecutionMode: Parallel"), model("inferenceExecutionMode: Direct"),
        model("networkIsolation: 2"), model("tags: { 'aws:a': b }"), model("tags: { a: b! }"),
        model("vpc: { subnets: [], securityGroupIds: [sg-1] }"), model("vpc: { subnets: [subnet-1] }"),
        model("vpc: { subnets: [subnet_1], securityGroupIds: [sg-1] }"),
        model("managedPolicies: [AdministratorAccess]"),
        model("role: 'arn:aws:iam::123456789012:role/R', managedPolicies: ['arn:aws:iam::aws:policy/Name']"),
        statement("actions: [], resources: ['*']"), statement("actions: [a:b]"),
        statement("actions: [a:b], resources: ['*'], effect: allow"), statement("actions: [Get], resources: ['*']"),
        statement("actions: [a:b], resources: [bucket]"),
        statement("actions: [a:b], resources: ['*'], conditions: { StringEqual: { 'a:b': [c] } }"),
        statement("actions: [a:b], resources: ['*'], conditions: { StringEquals: { b: [c] } }"),
        containers("modelData: { fromAsset: m }"),
        containers("image: { fromAsset: a }, containerHostname: h", "image: { fromAsset: b }"),
        container("mode: Many"), container("mode: MultiModel"), container("modelCacheSetting: Enabled"),
        container("environment: { 1A: b }"), container("containerHostname: a_b"),
        container("additionalModelData: { 'a b': { fromAsset: m } }"),
        container("additionalModelData: { c: { fromBucket: { bucket: abc, key: a/ } } }"),
        container("mode: MultiModel, modelData: { fromAsset: m }"),
        container("mode: MultiModel, modelData: { fromBucket: { bucket: abc, key: a//b } }"),
        modelData(""), modelData("fromAsset: m, fromBucket: { bucket: abc, key: k }"),
        modelData("fromAsset: { path: m, extraHash: x }"), modelData("fromAsset: { path: m, compression: zstd }"),
        modelData("fromBucket: { bucket: abc, key: a/ }"), modelData("fromBucket: { bucket: abc, key: '' }"),
        modelData("fromBucket: { bucket: abc, key: a/../b, compression: none }"),
        modelData("fromBucket: { bucket: abc, key: k, encryptionKey: a-b }"),
        image(""), image("fromAsset: ''"), image("fromAsset: { file: f }"), image("fromAsset: c, fromDlc: {}"),
        image("fromAsset: { directory: c, file: ../x }"), image("fromAsset: { directory: c, file: a/.. }"),
        image("fromAsset: { directory: c, file: /x }"), image("fromAsset: { directory: c, file: ./. }"),
        image("fromAsset: { directory: c, platform: linux/x86_64 }"),
        image("fromAsset: { directory: c, builder: Docker }"),
        image("fromAsset: { directory: c, platform: 'linux/amd64,linux/arm64' }"),
        image("fromAsset: { directory: c, ssh: default }"), image("fromAsset: { directory: c, cacheTo: [a] }"),
        image("fromAsset: { directory: c, secrets: ['a,src=/etc/passwd'] }"),
        image("fromAsset: { directory: c, secrets: a }"),
        image("fromAsset: { directory: c, secrets: { a: TOKEN } }"),
        image("fromAsset: { directory: c, secrets: { a: {} } }"),
        image("fromAsset: { directory: c, secrets: { a: { env: A, file: f } } }"),
        image("fromAsset: { directory: c, secrets: { a: { env: '1A' } } }"),
        image("fromAsset: { directory: c, secrets: { a: { file: '' } } }"),
        image("fromAsset: { directory: c, secrets: { -a: { env: A } } }"),
        image("fromEcrRepository: { tag: t }"), image("fromEcrRepository: { repositoryName: repo, tag: a b }"),
        image(
            "fromEcrRepository: { repositoryName: repo, tag: t, digest: 'sha256:\(String(repeating: "0", count: 64))' }"
        ),
        image("fromEcrRepository: { repositoryName: repo, digest: 'sha256:0' }"),
        image("fromEcrRepository: { repositoryArn: 'arn:aws:ecr:eu-west-1:1:repository/a' }"),
        image(
            "fromEcrRepository: { repositoryArn: 'arn:aws:ecr:eu-west-1:123456789012:repository/a', region: eu-west-1 }"
        ),
        image("fromDlc: { repositoryName: pytorch-inference }"),
        image("fromDlc: { repositoryName: repo, tag: t, account: '1' }"),
        image("fromRegistry: repo"), image("fromRegistry: { uri: host/a, repositoryAccessMode: Vpc }"),
        image("fromRegistry: host/a"), image("fromRegistry: { uri: host/a, repositoryAccessMode: Platform }"),
        registry("uri: host/a..b, repositoryAccessMode: Vpc"), image("fromEcrRepository: { repositoryName: a..b }"),
        image(
            "fromRegistry: { uri: host/a, repositoryCredentialsProviderArn: "
                + "'arn:aws:lambda:eu-west-1:123456789012:function:f' }"
        ),
        image("fromModelPackage: a_b"), image("fromModelPackage: { inferenceSpecificationName: gpu }"),
        containers("image: { fromModelPackage: churn/7 }, modelData: { fromAsset: m }"),
    ]

    private static let invalidConfigs: [String] = [
        variants(""), variants("{ variantName: v }"), variants("{ model: M }"),
        variants("{ model: {}, variantName: v }"),
        variants("{ model: { fromModelArn: m }, variantName: v }"),
        variants("{ model: { fromModelName: m, fromModelArn: '\(arn):model/m' }, variantName: v }"),
        variant("initialVariantWeight: -1"), variant("initialInstanceCount: 0"), variant("instanceType: t2.medium"),
        variant("acceleratorType: ml.eia2.medium"), variant("containerStartupHealthCheckTimeoutInSeconds: 59"),
        variant("modelDataDownloadTimeoutInSeconds: 3601"), variant("variantInstanceProvisionTimeoutInSeconds: 299"),
        variant("volumeSizeInGB: 513"), variant("inferenceAmiVersion: latest"), variant("routingStrategy: BEST"),
        variant("enableSSMAccess: 1"), variant("coreDump: { destinationS3Uri: abc }"), variant("instancePools: []"),
        variant("instanceType: ml.c5.large, instancePools: [{ instanceType: ml.c5.large, priority: 1 }]"),
        variant("instancePools: [{ instanceType: ml.c5.large, priority: 6 }]"),
        components("managedInstanceScaling: { status: ON }"),
        components("managedInstanceScaling: { maxInstanceCount: 0 }"),
        components("managedInstanceScaling: { scaleInPolicy: { strategy: IDLE_RELEASE, maximumStepSize: 101 } }"),
        components("managedInstanceScaling: { scaleInPolicy: { strategy: IDLE_RELEASE, cooldownInMinutes: 4 } }"),
        variant("managedInstanceScaling: { maxInstanceCount: 1 }"),
        variant("instanceType: ml.g5.xlarge, volumeSizeInGB: 100"),
        config("asyncInference: {}, shadowProductionVariants: [{ model: M, variantName: s }]"),
        "version: 1\nendpointConfigs: { C: {} }", config("endpointConfigName: a_b"), config("executionRole: Name"),
        config("encryptionKey: 'a b'"),
        config("serverlessProductionVariant: { model: M, variantName: v, maxConcurrency: 1, memorySizeInMB: 1024 }"),
        config("shadowProductionVariants: [{ model: M, variantName: s }, { model: M, variantName: t }]"),
        config("dataCapture: { destinationS3Uri: 's3://abc' }"),
        config("dataCapture: { destinationS3Uri: 's3://A', initialSamplingPercentage: 1 }"),
        config("dataCapture: { destinationS3Uri: 's3://abc', initialSamplingPercentage: 101 }"),
        config("dataCapture: { destinationS3Uri: 's3://abc', initialSamplingPercentage: 1, captureOptions: [] }"),
        config("dataCapture: { destinationS3Uri: 's3://abc', initialSamplingPercentage: 1, captureOptions: [All] }"),
        config("dataCapture: { destinationS3Uri: 's3://abc', initialSamplingPercentage: 1, csvContentTypes: [csv] }"),
        config(
            "dataCapture: { destinationS3Uri: 's3://abc', initialSamplingPercentage: 1, jsonContentTypes: [a/b+json] }"
        ),
        config("asyncInference: { maxConcurrentInvocationsPerInstance: 0 }"),
        config("asyncInference: { outputPath: abc }"),
        config("asyncInference: { errorTopic: t }"), config("asyncInference: { includeInferenceResponseIn: [ERROR] }"),
        serverless("maxConcurrency: 201, memorySizeInMB: 1024"), serverless("maxConcurrency: 1, memorySizeInMB: 1000"),
        serverless("maxConcurrency: 1, memorySizeInMB: 1024, provisionedConcurrency: 0"),
        serverless("maxConcurrency: 1"),
        serverless("maxConcurrency: 1, memorySizeInMB: 1024", "asyncInference: {}"),
        serverless(
            "maxConcurrency: 1, memorySizeInMB: 1024",
            "shadowProductionVariants: [{ model: M, variantName: s }]"
        ),
    ]

    private static let invalidEndpoints: [String] = [
        existing(""), existing("fromEndpointName: a_b"), existing("fromEndpointName: e, endpointConfig: C"),
        existing("fromEndpointName: e, tags: { a: b }"), existing("fromEndpointName: e, endpointName: f"),
        existing("endpointConfig: { fromEndpointConfigArn: c }"), endpoint("endpointName: a_b"),
        endpoint("grantInvoke: ['a/b']"), endpoint("grantInvoke: role"), endpoint("autoScaling: { v: {} }"),
        existing("fromEndpointName: e, autoScaling: { a_b: { maxCapacity: 1 } }"),
        endpoint("autoScaling: { v: { maxCapacity: 0 } }"), scaling("minCapacity: -1"),
        scaling("scaleOnInvocations: {}"), scaling("scaleOnInvocations: { maxRequestsPerSecond: 0 }"),
        scaling("scaleOnInvocations: { maxRequestsPerSecond: 1, safetyFactor: 1.5 }"),
        scaling("scaleOnBacklog: { backlogSizePerInstance: 0 }"),
        scaling("scaleOnBacklog: { backlogSizePerInstance: 1, scaleOutCooldownInSeconds: -1 }"),
        scaling("scaleOnBacklog: { backlogSizePerInstance: 1, policyName: '' }"),
        alarm("metric: Latency, variant: v"), alarm("metric: ModelLatency"),
        alarm("metric: ApproximateBacklogSize, variant: v"),
        alarm("metric: Invocations, variant: v, periodInSeconds: 45"),
        alarm("metric: Invocations, variant: v, statistic: Median"), alarm("metric: Own, namespace: N, alarmName: ''"),
        alarm("metric: Own, namespace: N, datapointsToAlarm: 0"),
        alarm("metric: Own, namespace: N, treatMissingData: ok"),
        alarm("metric: Own, namespace: N, comparisonOperator: '>'"),
        alarm("metric: Own, namespace: N, actions: [a]"), alarm("metric: Own, namespace: ':N'"),
        alarm("metric: Own, namespace: N, alarmName: \"a\\tb\""), alarm("metric: Own, namespace: N, variant: a_b"),
        alarm("metric: Own, namespace: N, statistic: 'PR(1%:2%)'"),
        alarm("metric: Own, namespace: N, alarmDescription: '\(String(repeating: "d", count: 1025))'"),
        endpoint("alarms: { a: { metric: Own, namespace: N, threshold: 1, evaluationPeriods: 0 } }"),
        deployment("alarms: [a]"), deployment("blueGreen: { type: Fast }"), deployment("blueGreen: {}"),
        deployment("blueGreen: { type: Canary, waitIntervalInSeconds: 1 }"),
        deployment("blueGreen: { type: Canary, canarySize: { capacityPercent: 10 } }"),
        deployment("blueGreen: { type: Canary, canarySize: { capacityPercent: 51 }, waitIntervalInSeconds: 1 }"),
        deployment("blueGreen: { type: AllAtOnce, canarySize: { capacityPercent: 10 } }"),
        deployment("blueGreen: { type: Linear, linearStepSize: { capacityPercent: 9 }, waitIntervalInSeconds: 1 }"),
        deployment("blueGreen: { type: AllAtOnce, terminationWaitInSeconds: 3601 }"),
        deployment("blueGreen: { type: AllAtOnce, maximumExecutionTimeoutInSeconds: 599 }"),
        deployment(
            "blueGreen: { type: AllAtOnce }, rolling: { maximumBatchSize: { instanceCount: 1 }, waitIntervalInSeconds: 1 }"
        ),
        deployment("blueGreen: { type: AllAtOnce }, alarms: ['']"),
        deployment("rolling: { maximumBatchSize: { capacityPercent: 4 }, waitIntervalInSeconds: 1 }"),
        deployment("rolling: { maximumBatchSize: { instanceCount: 0 }, waitIntervalInSeconds: 1 }"),
        deployment("rolling: { maximumBatchSize: { instanceCount: 1, capacityPercent: 5 }, waitIntervalInSeconds: 1 }"),
        deployment(
            "rolling: { maximumBatchSize: { instanceCount: 1 }, waitIntervalInSeconds: 1, "
                + "rollbackMaximumBatchSize: { capacityPercent: 101 } }"
        ),
    ]
}
