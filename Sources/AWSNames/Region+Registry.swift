extension Region {
    /// Returns the host of an account's private registry in Amazon ECR.
    ///
    /// Source: "Amazon ECR endpoints" in the Amazon ECR User Guide.
    ///
    /// - Parameters:
    ///   - account: The account's id.
    ///   - variants: The variants of the endpoint; references to images have the standard one.
    package func registryHost(ofAccount account: String, _ variants: EndpointVariants = []) -> String {
        let service = variants.contains(.fips) ? "ecr-fips" : "ecr"
        guard variants.contains(.dualStack) else {
            return "\(account).dkr.\(service).\(name).\(partition.dnsSuffix)"
        }
        return "\(account).dkr-\(service).\(name).\(partition.dualStackRegistrySuffix)"
    }
}
