import Assets
import Basics
import Manifests
import SageMaker
import Testing
import TestSupport

@Suite struct TerraformTests {
    /// Returns the resources of a project as if all assets were published to the local store.
    private static func resources(_ project: Project) throws -> JSON? {
        try configuration(project)["resource"]
    }

    private static func configuration(
        _ project: Project,
        for destination: Destination = .local,
        parameters: [Parameter: String?] = [:]
    ) throws -> JSON {
        let references = try project.published(to: destination)
        let input = SynthesisInput(
            project,
            destination: destination,
            references: references,
            parameters: parameters
        )
        return try TerraformConfiguration(input).json
    }

    @Test(arguments: TerraformProject.allCases)
    func argumentsFollowTheProvidersSchema(project: TerraformProject) throws {
        let resources = try #require(try Self.resources(try project.project()))
        let table = try TerraformTable.resources()
        for type in resources.keys {
            let arguments = try #require(table[type], "\(type)")
            for name in resources[type]?.keys ?? [] {
                #expect(arguments.errors(in: resources[type, name], at: "\(type).\(name)") == [])
            }
        }
    }

    @Test func everyResourceTypeIsTested() throws {
        let types = try Self.resources(try TerraformProject.everything.project())?.keys
        #expect(try types == TerraformTable.resources().keys.sorted())
    }

    @Test func localStoreUsesVariables() throws {
        let configuration = try Self.configuration(try Example.singleContainer.project())
        #expect(configuration["variable"]?.keys == ["asset_bucket", "asset_prefix", "asset_repository"])
        #expect(configuration["terraform", "required_providers", "aws", "source"] == "hashicorp/aws")
        let model = configuration["resource", "aws_sagemaker_model", "PrimaryContainerModel"]
        let references = try Example.singleContainer.project().published(to: .local)
        let address = try #require(references[AssetKey("artifacts/greeter"), "local"]?.address)
        #expect(
            model?["primary_container", "model_data_url"]
                == .string("s3://${var.asset_bucket}/${var.asset_prefix}\(address).tar.gz")
        )
        #expect(model?["execution_role_arn"] == "${aws_iam_role.PrimaryContainerModelRole.arn}")
        #expect(model?["depends_on"] == ["aws_iam_role_policy.PrimaryContainerModelRole"])
    }

    @Test func variablesAreValidated() throws {
        let project = try Example.singleContainer.project()
        let variables = try Self.configuration(project)["variable"]
        #expect(
            variables?["asset_prefix"] == [
                "default": "",
                "description": "What the objects' keys begin with: empty, or ending in /",
                "type": "string",
                "validation": [
                    "condition": #"${can(regex("^([^/].*/)?$", var.asset_prefix))}"#,
                    "error_message": "asset_prefix must match ^([^/].*/)?$.",
                ],
            ]
        )
        #expect(variables?["asset_bucket"]?.keys == ["description", "type", "validation"])
        let given: [Parameter: String?] = [.bucket: nil, .prefix: "mine/"]
        let staged = try Self.configuration(project, for: .staging(), parameters: given)["variable"]
        #expect(staged?.keys == ["asset_bucket", "asset_prefix"])
        #expect(staged?["asset_bucket", "default"] == "acme-ml-assets")
        #expect(staged?["asset_prefix", "default"] == "mine/")
    }

    @Test func onlyUsedDataSourcesAreDeclared() throws {
        var container = ContainerDefinition(image: .fromAsset("c"))
        func configuration() throws -> JSON {
            let model = Model(containers: [container], role: "arn:aws:iam::123456789012:role/Mine")
            return try Self.configuration(Project(models: ["M": model]), for: .staging())
        }
        #expect(try configuration().keys == ["//", "resource", "terraform"])
        container.image = .fromEcrRepository(.name("repo", account: "123456789012"))
        #expect(try configuration().keys == ["//", "data", "resource", "terraform"])
        #expect(try configuration()["data"] == ["aws_partition": ["current": [:]], "aws_region": ["current": [:]]])
    }

    @Test func outputsContainNamesAndARNsOfEndpoints() throws {
        let outputs = try Self.configuration(try TerraformProject.everything.project())["output"]
        #expect(outputs?.keys == ["E_arn", "E_name", "Rolling_arn", "Rolling_name"])
        #expect(outputs?["E_name", "value"] == "${aws_sagemaker_endpoint.E.name}")
        #expect(outputs?["E_arn", "value"] == "${aws_sagemaker_endpoint.E.arn}")
    }

    @Test(arguments: [
        ("${x}", "$${x}"), ("%{if}", "%%{if}"), ("$${x}", "$$${x}"), ("a$ b% {$}", "a$ b% {$}"), ("$%{x", "$%%{x"),
        ("${\u{301}", "$${\u{301}"), ("{{$}}", "{{$}}"), ("$", "$"), (#""\n"#, #""\n"#),
    ])
    func textThatResemblesATemplateIsEscaped(text: String, written: String) throws {
        let image = ContainerImage.fromEcrRepository(.name("repo"))
        let container = ContainerDefinition(image: image, environment: ["A": text])
        let resources = try Self.resources(Project(models: ["M": Model(containers: [container])]))
        let environment = resources?["aws_sagemaker_model", "M", "primary_container", "environment"]
        #expect(environment?.compact.utf8.elementsEqual(JSON.object(["A": .string(written)]).compact.utf8) == true)
    }

    @Test func policyTextsAreEscaped() throws {
        let image = ContainerImage.fromEcrRepository(.name("repo"))
        var model = Model(containers: [.init(image: image, modelData: .fromBucket("my-bucket", "a/${x}/*.tar.gz"))])
        model.policyStatements = [
            PolicyStatement(actions: ["s3:GetObject"], resources: [#"arn:aws:s3:::a"b\${aws:username}"#])
        ]
        let policies = try Self.resources(Project(models: ["M": model]))?["aws_iam_role_policy"]
        guard case .string(let policy)? = policies?["MRole", "policy"] else { throw TerraformTable.Unreadable() }
        #expect(
            policy.contains(
                #""Resource":"arn:${data.aws_partition.current.partition}:s3:::my-bucket/a/$${$}{x}/$${*}.tar.gz""#
            )
        )
        #expect(policy.contains(#""Resource":"arn:aws:s3:::a\"b\\$${aws:username}""#))
    }

    @Test(arguments: [nil, "mine"])
    func replacedResourcesAreFollowedByThoseThatUseThem(name: String?) throws {
        var project = Project(models: ["M": Model(containers: [.init(image: .fromEcrRepository(.name("repo")))])])
        project.models["M"]?.modelName = name
        project.endpointConfigs["C"] = EndpointConfig(
            instanceProductionVariants: [InstanceProductionVariant(model: "M", variantName: "v")],
            endpointConfigName: name
        )
        project.endpoints["E"] = Endpoint(endpointConfig: "C", endpointName: name)
        let resources = try Self.resources(project)
        for (type, id) in [("aws_sagemaker_model", "M"), ("aws_sagemaker_endpoint_configuration", "C")] {
            let resource = resources?[type, id]
            #expect(resource?["name"] == name.map { .string($0) })
        }
        let (model, config) = ("aws_sagemaker_model", "aws_sagemaker_endpoint_configuration")
        let isGenerated = name == nil
        #expect(resources?[model, "M", "lifecycle"] == (isGenerated ? ["create_before_destroy": true] : nil))
        #expect(
            resources?[config, "C", "lifecycle"]
                == (isGenerated ? ["create_before_destroy": true] : ["replace_triggered_by": ["aws_sagemaker_model.M"]])
        )
        // An endpoint is updated in place to a configuration of another name.
        #expect(
            resources?["aws_sagemaker_endpoint", "E", "lifecycle"]
                == (isGenerated ? nil : ["replace_triggered_by": ["aws_sagemaker_endpoint_configuration.C"]])
        )
    }

    @Test(arguments: [
        (["aws_sagemaker_endpoint", "E", "endpoint_config_name"], "${aws_sagemaker_endpoint_configuration.C.name}"),
        (["aws_iam_role_policy", "MRole", "role"], "${aws_iam_role.MRole.name}"),
        (["aws_iam_role_policy", "EInvokePolicy_Other", "role"], "Other"),
        (
            ["aws_appautoscaling_policy", "EVariantScalingOnBacklog", "resource_id"],
            "${aws_appautoscaling_target.EVariantScaling.resource_id}"
        ),
        (
            ["aws_appautoscaling_target", "EVariantScaling", "resource_id"],
            "endpoint/${aws_sagemaker_endpoint.E.name}/variant/Variant"
        ),
        (["aws_cloudwatch_metric_alarm", "ELatencyAlarm", "alarm_name"], "mine-ELatencyAlarm"),
        (
            ["aws_cloudwatch_metric_alarm", "EVariantScalingFromZeroAlarm", "alarm_name"],
            "${aws_sagemaker_endpoint.E.name}-EVariantScalingFromZeroAlarm"
        ),
        (
            ["aws_sagemaker_endpoint_configuration", "C", "kms_key_arn"],
            "arn:${data.aws_partition.current.partition}:kms:${data.aws_region.current.region}:"
                + "${data.aws_caller_identity.current.account_id}:key/0a1b"
        ),
    ])
    func resourcesReferToEachOther(path: [String], text: String) throws {
        let resources = try Self.resources(try TerraformProject.everything.project())
        #expect(path.reduce(resources) { value, key in value?[key] } == .string(text))
    }

    @Test func listsOfPairsBecomeMaps() throws {
        let resources = try Self.resources(try TerraformProject.everything.project())
        #expect(resources?["aws_sagemaker_model", "M", "tags"] == ["CostCentre": "7", "team": "ml"])
        #expect(
            resources?["aws_cloudwatch_metric_alarm", "ELatencyAlarm", "dimensions"]
                == ["EndpointName": "mine", "VariantName": "Variant"]
        )
    }

    @Test func modelDependsOnAttachedPolicies() throws {
        let resources = try Self.resources(try TerraformProject.everything.project())
        let attachments = try #require(resources?["aws_iam_role_policy_attachment"]?.keys)
        #expect(attachments.count == 2)
        let addresses = attachments.map { JSON.string("aws_iam_role_policy_attachment.\($0)") }
        #expect(
            resources?["aws_sagemaker_model", "M", "depends_on"] == .array(["aws_iam_role_policy.MRole"] + addresses)
        )
    }

    @Test func nameWithALeadingDigitIsPrefixed() throws {
        let model = Model(containers: [.init(image: .fromEcrRepository(.name("repo")))])
        let resources = try Self.resources(Project(models: ["1": model]))
        #expect(resources?["aws_sagemaker_model"]?.keys == ["_1"])
        #expect(resources?["aws_sagemaker_model", "_1", "execution_role_arn"] == "${aws_iam_role._1Role.arn}")
    }

    @Test(arguments: TerraformProject.allCases)
    func configurationIsDeterministic(project: TerraformProject) throws {
        let texts = try (0..<5).map { _ in try Self.configuration(try project.project()).indented }
        #expect(Set(texts).count == 1)
    }

    @Test func addingADefinitionLeavesOthersUnchanged() throws {
        var project = try TerraformProject.everything.project()
        let before = try Self.resources(project)
        project.models["Another"] = Model(containers: [ContainerDefinition(image: .fromEcrRepository(.name("repo")))])
        project.endpoints["E"]?.grantInvoke.insert("another", at: 0)
        let after = try Self.resources(project)
        for type in before?.keys ?? [] {
            for name in before?[type]?.keys ?? [] { #expect(after?[type, name] == before?[type, name]) }
        }
    }
}
