package import Assets

extension ModelDataOptions.CompressionType: DocumentEnum {}

extension ModelDataOptions: DocumentPart {
    package enum Property: String, DocumentProperty {
        case exclude, compression
    }

    package init(reading value: DocumentValue, besides others: [String]) {
        let properties = DocumentProperties<Property>(value, besides: others)
        self.init(
            exclude: properties.value(.exclude, default: []),
            compression: properties.value(.compression, default: .gzip)
        )
    }
}
