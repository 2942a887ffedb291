public import AWSNames
public import HTTP

extension Region {
    /// Returns the URL of AWS's own endpoint of a service, by the prefix of its host name: `s3`, `sts`, `api.ecr`.
    public func endpoint(of service: String) -> HTTPURL {
        HTTPURL(scheme: .https, host: "\(service).\(name).\(partition.dnsSuffix)")
    }
}
