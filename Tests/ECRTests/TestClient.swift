import AWS
import AWSNames
import ECR
import Hashing
import HTTP
import Registry
import TestSupport

extension ECRClient {
    static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"

    /// A client of responses that a test lists.
    static func test(
        _ transport: any HTTPTransport,
        account: String? = nil,
        region: String = "eu-west-1",
        endpoint: HTTPURL? = nil,
        variants: EndpointVariants = []
    ) throws -> ECRClient {
        let configuration = ECRConfiguration(
            region: try Region(region),
            account: account,
            endpoint: endpoint,
            endpointVariants: variants
        )
        let credentials = Credentials(accessKeyID: "AKID", secretAccessKey: secret)
        return ECRClient(
            configuration,
            .init(
                transport: transport,
                credentials: StaticCredentials(credentials),
                retryPolicy: TestClock().policy,
                now: { Timestamp(secondsSinceEpoch: TestClock.start) }
            )
        )
    }
}

extension ECRServer {
    private static let transport = CurlTransport()

    /// A client of this server.
    func client(secret: String? = nil, account: String? = nil) throws -> ECRClient {
        let configuration = ECRConfiguration(region: try Region(Self.region), account: account, endpoint: url)
        let credentials = Credentials(accessKeyID: accessKey, secretAccessKey: secret ?? secretKey)
        return ECRClient(
            configuration,
            .init(transport: Self.transport, credentials: StaticCredentials(credentials))
        )
    }
}

extension HTTPResponse {
    /// A result of the API.
    static func result(_ json: String) -> HTTPResponse { HTTPResponse(status: 200, body: Array(json.utf8)) }

    /// An error of the API.
    static func failure(_ code: String, _ message: String = "words", status: Int = 400) -> HTTPResponse {
        HTTPResponse(status: status, body: Array("{\"__type\": \"\(code)\", \"message\": \"\(message)\"}".utf8))
    }

    /// A token whose password says its number, as the API returns it.
    static func token(
        _ password: String,
        expires: Int,
        registry: String = "https://\(ECRServer.account).dkr.ecr.eu-west-1.amazonaws.com"
    )
        -> HTTPResponse
    {
        let text = Base64.encode(Array("AWS:\(password)".utf8))
        let item =
            "{\"authorizationToken\": \"\(text)\", \"expiresAt\": \(expires).25, \"proxyEndpoint\": \"\(registry)\"}"
        return .result("{\"authorizationData\": [\(item)]}")
    }
}
