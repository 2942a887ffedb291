public import AWSNames
public import HTTP

extension AWSConfiguration {
    /// The variant of AWS's endpoint that `AWS_USE_FIPS_ENDPOINT` and `AWS_USE_DUALSTACK_ENDPOINT`, or the profile, ask for.
    ///
    /// A custom endpoint has no variants: asking for FIPS is an error, since it cannot be verified; dual-stack is ignored.
    ///
    /// - Parameters:
    ///   - service: The service: `s3`, `ecr`.
    ///   - explicitRegion: The destination's region; `fips-us-gov-west-1` is an old name for a region and its variant.
    ///   - endpoint: The endpoint that is configured, or nil for AWS's.
    public func endpointVariants(
        of service: String = "s3",
        explicitRegion: String? = nil,
        endpoint: HTTPURL?
    ) throws -> EndpointVariants {
        var variants: EndpointVariants = []
        if let source = sourceOfFIPS(explicitRegion: explicitRegion) {
            guard endpoint == nil else { throw AWSConfigurationError.fipsWithEndpoint(source: source) }
            variants.insert(.fips)
        }
        if endpoint == nil, usesDualStack(service) { variants.insert(.dualStack) }
        let partition = try region(explicit: explicitRegion).partition
        let missing = variants.subtracting(partition.variants(ofService: service))
        guard missing.isEmpty else {
            let name = missing.contains(.fips) ? "FIPS" : "dual-stack"
            throw AWSConfigurationError.noSuchEndpoint(variant: name, partition: partition.rawValue)
        }
        return variants
    }

    private func sourceOfFIPS(explicitRegion: String?) -> String? {
        let fips = setting(["AWS_USE_FIPS_ENDPOINT"], "use_fips_endpoint")
        if let fips, isTrue(fips.value) { return fips.source }
        return regionSetting(explicit: explicitRegion).flatMap { $0.name.isFIPSRegion ? $0.source : nil }
    }

    /// The setting that is nested in `s3` is the older one, and can only switch on.
    private func usesDualStack(_ service: String) -> Bool {
        if service == "s3", let nested = profile?.nested("use_dualstack_endpoint", in: "s3"), isTrue(nested) {
            return true
        }
        return isTrue("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
    }
}

extension String {
    /// Whether this is the name of a region with the name of its FIPS variant.
    fileprivate var isFIPSRegion: Bool { self != withoutFIPS }

    /// The region's name without that of its FIPS variant.
    var withoutFIPS: String { replacing("fips-", with: "").replacing("-fips", with: "") }
}
