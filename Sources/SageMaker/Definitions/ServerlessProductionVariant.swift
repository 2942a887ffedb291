internal import Manifests

/// A model that runs when there are requests, on whatever SageMaker has at hand.
///
/// Source: ProductionVariantServerlessConfig in the Amazon SageMaker API Reference.
public struct ServerlessProductionVariant: Sendable, Hashable {
    /// The model.
    public var model: DefinitionReference<Model>
    /// The variant's name.
    public var variantName: String
    /// The variant's share: its weight divided by the sum of all.
    public var initialVariantWeight: Double
    /// How many requests are answered at a time.
    public var maxConcurrency: Int
    /// The memory of each container, in MB.
    public var memorySizeInMB: Int
    /// How many containers are kept warm: none if nil.
    public var provisionedConcurrency: Int?

    /// Defines a variant.
    public init(
        model: DefinitionReference<Model>,
        variantName: String,
        initialVariantWeight: Double = 1,
        maxConcurrency: Int,
        memorySizeInMB: Int,
        provisionedConcurrency: Int? = nil
    ) {
        self.model = model
        self.variantName = variantName
        self.initialVariantWeight = initialVariantWeight
        self.maxConcurrency = maxConcurrency
        self.memorySizeInMB = memorySizeInMB
        self.provisionedConcurrency = provisionedConcurrency
    }
}

// MARK: Reading

extension ServerlessProductionVariant: DocumentObject {
    package enum Property: String, DocumentProperty {
        case model, variantName, initialVariantWeight, maxConcurrency, memorySizeInMB, provisionedConcurrency
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        self.init(
            model: properties.required(.model),
            variantName: properties.required(.variantName),
            initialVariantWeight: properties.value(.initialVariantWeight, default: 1),
            maxConcurrency: properties.required(.maxConcurrency),
            memorySizeInMB: properties.required(.memorySizeInMB),
            provisionedConcurrency: properties.optional(.provisionedConcurrency)
        )
    }
}
