package import AWSNames

extension RepositoryCreation: DocumentObject {
    package enum Property: String, DocumentProperty {
        case scanOnPush, immutableTags, encryptionKey
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        self.init(
            scanOnPush: properties.value(.scanOnPush, default: false),
            immutableTags: properties.value(.immutableTags, default: false),
            encryptionKey: properties.text(.encryptionKey, .keyID)
        )
    }
}
