internal import Basics

// The definitions as resources of a template: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
// AWS_SageMaker.html

extension Model {
    /// The model's resource.
    func resource(named name: String, containers: [LocatedContainer]) -> JSON {
        let definitions = containers.map(\.json)
        let madeRole: JSON = ["Fn::GetAtt": [.string(ExecutionRole.logicalID(of: name)), "Arn"]]
        return [
            "Properties": .object(compacting: [
                "Containers": definitions.count > 1 ? .array(definitions) : nil,
                "ExecutionRoleArn": role.map { .string($0) } ?? madeRole,
                "ModelName": modelName.map { .string($0) },
                "PrimaryContainer": definitions.count == 1 ? definitions[0] : nil,
            ]),
            "Type": "AWS::SageMaker::Model",
        ]
    }
}

extension LocatedContainer {
    fileprivate var json: JSON {
        let environment = definition.environment.mapValues { JSON.string($0) }
        return .object(compacting: [
            "ContainerHostname": definition.containerHostname.map { .string($0) },
            "Environment": environment.isEmpty ? nil : .object(environment),
            "Image": image.uri.json,
            "ModelDataSource": modelData.flatMap { $0.isPrefix ? $0.prefixSource : nil },
            "ModelDataUrl": modelData.flatMap { $0.isPrefix ? nil : $0.uri.json },
        ])
    }
}

extension ObjectLocation {
    /// Source: S3ModelDataSource in the Amazon SageMaker API Reference.
    fileprivate var prefixSource: JSON {
        ["S3DataSource": ["CompressionType": "None", "S3DataType": "S3Prefix", "S3Uri": uri.json]]
    }
}

extension EndpointConfig {
    /// The endpoint configuration's resource.
    var resource: JSON {
        [
            "Properties": .object(compacting: [
                "EndpointConfigName": endpointConfigName.map { .string($0) },
                "ProductionVariants": .array(instanceProductionVariants.map(\.json)),
            ]),
            "Type": "AWS::SageMaker::EndpointConfig",
        ]
    }
}

extension InstanceProductionVariant {
    fileprivate var json: JSON {
        [
            "InitialInstanceCount": .integer(initialInstanceCount),
            "InitialVariantWeight": .number(initialVariantWeight),
            "InstanceType": .string(instanceType.rawValue),
            "ModelName": ["Fn::GetAtt": [.string(model.name), "ModelName"]],
            "VariantName": .string(variantName),
        ]
    }
}

extension Endpoint {
    /// The endpoint's resource.
    var resource: JSON {
        [
            "Properties": .object(compacting: [
                "EndpointConfigName": ["Fn::GetAtt": [.string(endpointConfig.name), "EndpointConfigName"]],
                "EndpointName": endpointName.map { .string($0) },
            ]),
            "Type": "AWS::SageMaker::Endpoint",
        ]
    }
}
