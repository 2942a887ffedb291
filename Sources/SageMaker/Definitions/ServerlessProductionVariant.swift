internal import Manifests

/// A serverless variant of an endpoint configuration, whose compute capacity SageMaker manages on demand.
///
/// Source: ProductionVariantServerlessConfig in the Amazon SageMaker API Reference.
public struct ServerlessProductionVariant: Sendable, Hashable {
    /// The served model.
    public var model: DefinitionReference<Model>
    /// The variant's name.
    public var variantName: String
    /// The variant's weight; without effect, since a serverless variant is the only one of its configuration.
    public var initialVariantWeight: Double
    /// The maximum number of concurrent requests, 1 to 200; further requests are throttled.
    public var maxConcurrency: Int
    /// The memory of each container in MB: a multiple of 1,024, up to 6,144.
    public var memorySizeInMB: Int
    /// The number of requests for which containers are kept warm, at most `maxConcurrency`; nil for none.
    public var provisionedConcurrency: Int?

    /// Creates a serverless variant.
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
