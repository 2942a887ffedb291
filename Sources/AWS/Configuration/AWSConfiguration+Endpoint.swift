public import HTTP

extension AWSConfiguration {
    /// The endpoint of a service, or nil for AWS's own.
    ///
    /// The one given counts first, then `AWS_ENDPOINT_URL_S3` (by the service), `AWS_ENDPOINT_URL`, the profile's
    /// `services` section and its `endpoint_url`; `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` leaves the given one only. See
    /// "Service-specific endpoints" in the AWS SDKs and tools reference guide.
    public func endpoint(
        of service: String = "s3",
        explicit: String? = nil
    ) throws(AWSConfigurationError) -> HTTPURL? {
        guard let (source, text) = try endpointText(of: service, explicit: explicit) else { return nil }
        do {
            return try HTTPURL(text)
        } catch {
            // Only the manifest's is quoted: a value of an AWS file may hold the lines below it, and with them a secret.
            throw .invalidEndpoint(source: source, explicit == nil ? error.withoutText : error)
        }
    }

    private func endpointText(
        of service: String,
        explicit: String?
    ) throws(AWSConfigurationError) -> (source: String, text: String)? {
        if let explicit { return ("the destination", explicit) }
        guard !isTrue("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls") else { return nil }
        for variable in ["AWS_ENDPOINT_URL_\(service.uppercased())", "AWS_ENDPOINT_URL"] {
            if let text = environment[variable] { return (variable, text) }
        }
        if let name = profile?.word("services") {
            guard let settings = try files.service(service, ofServices: name) else {
                throw .noSuchServices(profile: profileName)
            }
            if let text = settings["endpoint_url"].flatMap(withoutComment) {
                return ("the services of profile '\(profileName)'", text)
            }
        }
        return setting([], "endpoint_url").map { ($0.source, $0.value) }
    }
}
