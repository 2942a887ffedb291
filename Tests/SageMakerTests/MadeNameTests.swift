import Basics
import SageMaker
import Testing

/// Names that we make of definitions' names keep to AWS's limits and differ from each other.
@Suite struct MadeNameTests {
    /// Two models and two endpoints whose names differ only at the end.
    private static func project(_ length: Int) -> Project {
        let container = ContainerDefinition(image: .fromEcrRepository(.name("repo")))
        let config = EndpointConfig(
            .instances([InstanceProductionVariant(model: "M", variantName: "v", instanceType: "ml.m5.large")]),
            asyncInference: AsyncInference()
        )
        let variant = String(repeating: "v", count: 63)
        let endpoint = Endpoint.fromEndpointName(
            "theirs",
            autoScaling: [variant: AutoScaling(maxCapacity: 2, scaleOnBacklog: .init(backlogSizePerInstance: 1))],
            alarms: ["a": EndpointAlarm(metric: .modelLatency, variant: variant, threshold: 1, evaluationPeriods: 1)],
            grantInvoke: ["caller"]
        )
        let names = ["A", "B"].map { String(repeating: "x", count: length - 1) + $0 }
        var models = ["M": Model(containers: [container])]
        for name in names { models[name] = Model(containers: [container]) }
        return Project(
            models: models,
            endpointConfigs: ["C": config],
            endpoints: ["E": Endpoint(endpointConfig: "C"), "F": endpoint, names[0] + "E": endpoint.named("other")]
        )
    }

    private static func names(_ section: JSON?, _ parameter: String) -> [String] {
        guard case .object(let calls)? = section else { return [] }
        return calls.values.compactMap { if case .string(let text)? = $0[parameter] { text } else { nil } }
    }

    @Test(arguments: [10, 100, 230])
    func namesOfCallsKeepToTheLimits(length: Int) throws {
        let input = SynthesisInput(Self.project(length))
        let json = try BotoArguments(input, region: "eu-west-1", account: "123456789012").json
        let limits = [
            ("createRole", "RoleName", 64, 3), ("putRolePolicy", "PolicyName", 128, 5),
            ("createModel", "ModelName", 63, 3), ("createEndpoint", "EndpointName", 63, 1),
            ("putScalingPolicy", "PolicyName", 256, 2), ("putMetricAlarm", "AlarmName", 255, 2),
        ]
        for (section, parameter, limit, count) in limits {
            let names = Self.names(json[section], parameter)
            #expect(names.count == count, "\(section)")
            #expect(names.allSatisfy { $0.count <= limit }, "\(section): \(names)")
            guard section != "putRolePolicy" else { continue }
            #expect(Set(names).count == names.count, "\(section): \(names)")
        }
        // A role's policy and the model name the role that is created.
        let roles = Set(Self.names(json["createRole"], "RoleName"))
        #expect(Set(Self.names(json["putRolePolicy"], "RoleName")).isSuperset(of: roles))
        let arns = Set(Self.names(json["createModel"], "ExecutionRoleArn"))
        #expect(arns == Set(roles.map { "arn:aws:iam::123456789012:role/\($0)" }))
    }

    @Test(arguments: [10, 100, 230])
    func logicalIDsKeepToTheLimit(length: Int) throws {
        let resources = try #require(try CloudFormationTemplate(SynthesisInput(Self.project(length))).json["Resources"])
        guard case .object(let members) = resources else { throw NoResources() }
        #expect(members.keys.allSatisfy { $0.count <= 255 })
        // Two roles and models of long names, and those of M; a scaling, a policy, an alarm and a grant of each endpoint.
        #expect(members.count == 3 + 3 + 1 + 1 + 2 * 4)
    }

    private struct NoResources: Error {}
}

extension Endpoint {
    fileprivate func named(_ name: String) -> Endpoint {
        .fromEndpointName(name, autoScaling: autoScaling, alarms: alarms, grantInvoke: grantInvoke)
    }
}
