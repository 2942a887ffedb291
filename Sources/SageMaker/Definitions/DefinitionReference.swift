internal import Manifests

/// A mention of another definition: of a model in a variant, of an endpoint configuration in an endpoint.
///
/// In Swift a definition of the same project is mentioned by its name, a string literal. What exists already outside of
/// the project is mentioned by what SageMaker calls it, or by its ARN.
public struct DefinitionReference<Definition>: Sendable, Hashable, ExpressibleByStringLiteral {
    package enum Target: Sendable, Hashable {
        /// A definition of the project.
        case definition(String)
        /// Something of the account and region that the definitions are deployed to.
        case existingName(String)
        case existingARN(String)
    }

    package let target: Target

    fileprivate init(_ target: Target) { self.target = target }

    /// Mentions the definition of a name.
    public init(_ name: String) {
        self.init(.definition(name))
    }

    /// Makes it of a string literal.
    public init(stringLiteral value: String) {
        self.init(value)
    }

    /// The name in SageMaker of what exists already, or nil for a definition of the project.
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
    /// A model that exists already, by its name.
    public static func fromModelName(_ name: String) -> Self { Self(.existingName(name)) }
    /// A model that exists already, by its ARN: of the account and region of the endpoint configuration.
    public static func fromModelArn(_ arn: String) -> Self { Self(.existingARN(arn)) }
}

extension DefinitionReference<EndpointConfig> {
    /// An endpoint configuration that exists already, by its name.
    public static func fromEndpointConfigName(_ name: String) -> Self { Self(.existingName(name)) }
    /// An endpoint configuration that exists already, by its ARN: of the account and region of the endpoint.
    public static func fromEndpointConfigArn(_ arn: String) -> Self { Self(.existingARN(arn)) }
}

// MARK: Reading

package enum ModelReferenceProperty: String, DocumentProperty {
    case fromModelName, fromModelArn, fromModelAttributes
}

/// `fromModelAttributes`, as the CDK's library has them: the ARN is what counts.
package struct ModelAttributes: DocumentObject {
    package enum Property: String, DocumentProperty {
        case modelArn
    }

    let modelArn: String

    package init(reading value: DocumentValue) {
        modelArn = DocumentProperties<Property>(value).required(.modelArn)
    }
}

package enum EndpointConfigReferenceProperty: String, DocumentProperty {
    case fromEndpointConfigName, fromEndpointConfigArn
}

/// A definition that others mention.
package protocol MentionedDefinition {
    /// Reads the mention of one that exists already.
    static func existing(_ value: DocumentValue) -> DefinitionReference<Self>
}

extension DefinitionReference: DocumentReadable where Definition: MentionedDefinition {
    package init(reading value: DocumentValue) {
        self = value.isMapping ? Definition.existing(value) : Self(String(reading: value))
    }
}

extension Model: MentionedDefinition {
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

extension EndpointConfig: MentionedDefinition {
    package static func existing(_ value: DocumentValue) -> DefinitionReference<EndpointConfig> {
        let properties = DocumentProperties<EndpointConfigReferenceProperty>(value)
        return switch properties.only() {
        case .fromEndpointConfigName: .fromEndpointConfigName(properties.required(.fromEndpointConfigName))
        case .fromEndpointConfigArn: .fromEndpointConfigArn(properties.required(.fromEndpointConfigArn))
        case nil: .fromEndpointConfigName("")
        }
    }
}
