internal import Basics
internal import CCurl
internal import SystemPackage

extension EasyHandle {
    /// The least size of a body whose connection is worth a look-up of the server's name.
    private static let spreadByteCount = 1 << 20

    /// Sets the options that all requests share.
    func apply(_ configuration: CurlTransport.Configuration) throws(CurlError) {
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))  // S3 speaks no other.
        try set(CURLOPT_PATH_AS_IS, 1)  // A key may hold `..`, and is signed as it is.
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        if let authorities = configuration.certificateAuthorities {
            try set(CURLOPT_CAINFO, authorities.string)
        }
        try set(CURLOPT_CONNECTTIMEOUT_MS, configuration.connectTimeout.milliseconds)
        try set(CURLOPT_LOW_SPEED_LIMIT, 1)
        try set(CURLOPT_LOW_SPEED_TIME, max(1, configuration.stallTimeout.milliseconds / 1000))
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        try set(CURLOPT_DNS_SHUFFLE_ADDRESSES, 1)  // S3's name has several addresses: use all.
        try set(CURLOPT_MAXAGE_CONN, 60)  // S3 closes idle connections early.
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try set(CURLOPT_USERAGENT, configuration.userAgent)
        // Measured with 8 MiB parts: 64 KiB costs up to 40 % of the throughput, 2 MiB falls out of the cache.
        try set(CURLOPT_UPLOAD_BUFFERSIZE, 512 << 10)
        try set(CURLOPT_BUFFERSIZE, 128 << 10)
    }

    /// Sets the method and whether there is a body.
    func apply(_ request: HTTPRequest) throws(CurlError) {
        switch request.method {
        case .head:
            try set(CURLOPT_NOBODY, 1)
        case .put, .post:
            // With the size known libcurl sends a Content-Length, else it sends chunks, which S3 rejects.
            try set(CURLOPT_UPLOAD, 1)
            try set(CURLOPT_INFILESIZE_LARGE, offset: request.body.byteCount)
            try set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
            // All connections go to the first address as long as libcurl remembers the addresses. Those for large bodies
            // ask anew, and are spread over the servers.
            if request.body.byteCount >= Self.spreadByteCount { try set(CURLOPT_DNS_CACHE_TIMEOUT, 0) }
        case .get, .delete:
            guard request.body.byteCount == 0 else { throw CurlError(code: CURLE_BAD_FUNCTION_ARGUMENT) }
            try set(CURLOPT_HTTPGET, 1)
            try set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        }
    }
}

extension HeaderList {
    /// Creates the header lines of a request.
    init(_ request: HTTPRequest) throws(CurlError) {
        self.init()
        for field in request.headers.fields where field.name.lowercased() != "content-length" {
            // A line break in a value would begin another header.
            guard (field.name + field.value).utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }), !field.name.isEmpty,
                !field.name.contains(where: { $0 == ":" || $0 == ";" || $0 == " " })
            else { throw CurlError(code: CURLE_BAD_FUNCTION_ARGUMENT) }
            // To libcurl, "Name:" removes a header, and "Name;" is a header without a value.
            try append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        // Without this every PUT waits up to a second for the server to say "100 Continue".
        try append("Expect:")
    }
}

extension Duration {
    /// Whole milliseconds, rounded down but at least 1: 0 means libcurl's default.
    fileprivate var milliseconds: Int {
        max(1, Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000))
    }
}
