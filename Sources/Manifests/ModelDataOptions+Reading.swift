package import Assets

extension ModelDataOptions.CompressionType: ManifestWord {}

extension ModelDataOptions: ManifestPart {
    package enum Property: String, ManifestProperty {
        case exclude, compression
    }

    package init(reading value: ManifestValue, besides others: [String]) {
        let properties = ManifestProperties<Property>(value, besides: others)
        self.init(
            exclude: properties.value(.exclude, default: []),
            compression: properties.value(.compression, default: .gzip)
        )
    }
}
