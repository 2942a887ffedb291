public import AWSNames
public import HTTP

extension Region {
    /// Returns the URL of AWS's own endpoint of a service, by the prefix of its host name: `s3`, `sts`, `api.ecr`.
    public func endpoint(of service: String) -> HTTPURL {
        HTTPURL(scheme: .https, host: "\(service).\(name).\(partition.dnsSuffix)")
    }

    /// Returns the URL of a variant of S3's endpoint.
    ///
    /// Source: "Amazon S3 endpoints and quotas" in the AWS General Reference.
    package func s3Endpoint(_ variants: EndpointVariants) -> HTTPURL {
        let service = variants.contains(.fips) ? "s3-fips" : "s3"
        return endpoint(of: variants.contains(.dualStack) ? "\(service).dualstack" : service)
    }

    /// Returns the URL of a variant of Amazon ECR's endpoint.
    ///
    /// Source: "Amazon ECR endpoints and quotas" in the AWS General Reference.
    package func ecrEndpoint(_ variants: EndpointVariants) -> HTTPURL {
        let service = variants.contains(.fips) ? "ecr-fips" : "ecr"
        guard variants.contains(.dualStack) else { return endpoint(of: "api.\(service)") }
        return HTTPURL(scheme: .https, host: "\(service).\(name).\(partition.dualStackSuffix)")
    }
}
