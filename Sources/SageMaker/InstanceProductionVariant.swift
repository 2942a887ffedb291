internal import Manifests

/// A model on instances of its own, and its share of an endpoint's requests.
///
/// Source: ProductionVariant in the Amazon SageMaker API Reference.
public struct InstanceProductionVariant: Sendable, Hashable {
    /// The model.
    public var model: DefinitionReference<Model>
    /// The variant's name, of its own in the endpoint configuration.
    public var variantName: String
    /// The variant's share: its weight divided by the sum of all.
    ///
    /// A weight of 0 gives it no requests until it is updated.
    public var initialVariantWeight: Double
    /// The number of instances to start with.
    public var initialInstanceCount: Int
    /// The type of the instances.
    public var instanceType: InstanceType

    /// Defines a variant; what is left out is as in the CDK's library.
    public init(
        model: DefinitionReference<Model>,
        variantName: String,
        initialVariantWeight: Double = 1,
        initialInstanceCount: Int = 1,
        instanceType: InstanceType = "ml.t2.medium"
    ) {
        self.model = model
        self.variantName = variantName
        self.initialVariantWeight = initialVariantWeight
        self.initialInstanceCount = initialInstanceCount
        self.instanceType = instanceType
    }
}

/// A type of SageMaker instances, such as `ml.c5.xlarge`.
///
/// Which there are is for AWS to say: new ones come often.
public struct InstanceType: Sendable, Hashable, RawRepresentable, ExpressibleByStringLiteral, Decodable {
    /// The type as AWS writes it.
    public let rawValue: String

    /// Names a type.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Makes it of a string literal.
    public init(stringLiteral value: String) {
        self.init(rawValue: value)
    }
}

// MARK: Decoding

extension InstanceProductionVariant: Decodable {
    package enum CodingKeys: String, PropertyKey {
        case model, variantName, initialVariantWeight, initialInstanceCount, instanceType
    }

    /// Decodes a variant of a manifest.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            model: try container.decode(DefinitionReference<Model>.self, forKey: .model),
            variantName: try container.decode(String.self, forKey: .variantName)
        )
        // Asked for nil and not for zero: a weight of 0 is a weight.
        if let weight = try container.decodeIfPresent(Double.self, forKey: .initialVariantWeight) {
            initialVariantWeight = weight
        }
        if let count = try container.decodeIfPresent(Int.self, forKey: .initialInstanceCount) {
            initialInstanceCount = count
        }
        if let type = try container.decodeIfPresent(InstanceType.self, forKey: .instanceType) {
            instanceType = type
        }
    }
}
