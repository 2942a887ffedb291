internal import Manifests

/// A reference to another definition: from a variant to a model, or from an endpoint to an endpoint configuration.
///
/// A definition of the same project is referenced by its name in the project, which can be a string literal. A resource
/// that exists outside of the project is referenced by its name in SageMaker or by its ARN.
public struct DefinitionReference<Definition>: Sendable, Hashable, ExpressibleByStringLiteral {
    package enum Target: Sendable, Hashable {
        /// A definition of the project, by its name in the project.
        case definition(String)
        /// An existing resource in the account and region of the deployment, by its name in SageMaker.
        case existingName(String)
        /// An existing resource, by its ARN.
        case existingARN(String)
    }

    package let target: Target

    fileprivate init(_ target: Target) { self.target = target }

    /// Creates a reference to a definition of the project by its name.
    public init(_ name: String) {
        self.init(.definition(name))
    }

    /// Creates a reference to a definition of the project from a string literal, its name.
    public init(stringLiteral value: String) {
        self.init(value)
    }

    /// The name in SageMaker of an existing resource; nil for a definition of the project.
    var existingName: String? {
        switch target {
        case .definition: nil
        case .existingName(let name): name
        // arn:aws:sagemaker:region:account:model/name
        case .existingARN(let arn): arn.split(separator: "/").last.map(String.init) ?? ""
        }
    }
}

extension DefinitionReference<Model> {
    /// An existing model, by its name in SageMaker.
    public static func fromModelName(_ name: String) -> Self { Self(.existingName(name)) }
    /// An existing model in the account and region of the endpoint configuration, by its ARN.
    public static func fromModelArn(_ arn: String) -> Self { Self(.existingARN(arn)) }
}

extension DefinitionReference<EndpointConfig> {
    /// An existing endpoint configuration, by its name in SageMaker.
    public static func fromEndpointConfigName(_ name: String) -> Self { Self(.existingName(name)) }
    /// An existing endpoint configuration in the account and region of the endpoint, by its ARN.
    public static func fromEndpointConfigArn(_ arn: String) -> Self { Self(.existingARN(arn)) }
}

// MARK: Reading

/// The properties of a reference to an existing model.
package enum ModelReferenceProperty: String, DocumentProperty {
    case fromModelName, fromModelArn, fromModelAttributes
}

/// The value of `fromModelAttributes`, named as in the AWS CDK's SageMaker library; only the ARN is used.
package struct ModelAttributes: DocumentObject {
    package enum Property: String, DocumentProperty {
        case modelArn
    }

    let modelArn: String

    package init(reading value: DocumentValue) {
        modelArn = DocumentProperties<Property>(value).required(.modelArn)
    }
}

/// The properties of a reference to an existing endpoint configuration.
package enum EndpointConfigReferenceProperty: String, DocumentProperty {
    case fromEndpointConfigName, fromEndpointConfigArn
}

/// A type of definitions that other definitions reference.
package protocol ReferencedDefinition {
    /// Reads a reference to an existing resource, a mapping such as `{ fromModelName: scorer-v1 }`.
    static func existing(_ value: DocumentValue) -> DefinitionReference<Self>
}

extension DefinitionReference: DocumentReadable where Definition: ReferencedDefinition {
    package init(reading value: DocumentValue) {
        self = value.isMapping ? Definition.existing(value) : Self(String(reading: value))
    }
}

extension Model: ReferencedDefinition {
    package static func existing(_ value: DocumentValue) -> DefinitionReference<Model> {
        let properties = DocumentProperties<ModelReferenceProperty>(value)
        return switch properties.only() {
        case .fromModelName: .fromModelName(properties.required(.fromModelName))
        case .fromModelArn: .fromModelArn(properties.required(.fromModelArn))
        case .fromModelAttributes:
            .fromModelArn(properties.required(.fromModelAttributes, as: ModelAttributes.self).modelArn)
        case nil: .fromModelName("")
        }
    }
}

extension EndpointConfig: ReferencedDefinition {
    package static func existing(_ value: DocumentValue) -> DefinitionReference<EndpointConfig> {
        let properties = DocumentProperties<EndpointConfigReferenceProperty>(value)
        return switch properties.only() {
        case .fromEndpointConfigName: .fromEndpointConfigName(properties.required(.fromEndpointConfigName))
        case .fromEndpointConfigArn: .fromEndpointConfigArn(properties.required(.fromEndpointConfigArn))
        case nil: .fromEndpointConfigName("")
        }
    }
}
