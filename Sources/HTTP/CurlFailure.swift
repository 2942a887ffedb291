internal import Basics
internal import CCurl
internal import Glibc

extension HTTPError.Reason {
    /// Classifies the failure of a handle's transfer.
    init(_ code: CURLcode, on handle: EasyHandle, detail: String, request: HTTPRequest) {
        let tunnelStatus = handle.figure(CURLINFO_HTTP_CONNECTCODE)
        let isOfProxy = detail.namesOtherServer(than: request.url)
        switch code {
        case _ where tunnelStatus >= 300: self.init(proxyStatus: tunnelStatus)
        case _ where ResourceShortage.isOutOfDescriptors(handle.figure(CURLINFO_OS_ERRNO)):
            self = .shortage(.descriptors)
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT: self = .shortage(.memory)
        // libcurl looks names up on a thread.
        case CURLE_COULDNT_RESOLVE_HOST where detail.contains("thread failed to start"): self = .shortage(.threads)
        case CURLE_COULDNT_RESOLVE_PROXY: self = .proxy(.unknownHost)
        case CURLE_COULDNT_RESOLVE_HOST: self = .unknownHost
        case CURLE_PROXY: self = .proxy(.notConnected)
        case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED: self = isOfProxy ? .proxy(.notConnected) : .notConnected
        case CURLE_OPERATION_TIMEDOUT: self = isOfProxy ? .proxy(.notConnected) : .timedOut
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR: self = .untrustedCertificate
        case CURLE_SSL_CACERT_BADFILE: self = .invalidCertificateAuthorities
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER: self = .handshakeFailed
        // While receiving, libcurl reports an invalid status line as an unsupported protocol.
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY: self = .notHTTP
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_SEND_FAIL_REWIND,
            CURLE_SSL_SHUTDOWN_FAILED, CURLE_AGAIN:
            self = .connectionLost
        case CURLE_URL_MALFORMAT, CURLE_BAD_FUNCTION_ARGUMENT: self = .invalidRequest
        default: self = .other
        }
    }

    /// Classifies the status with which a proxy refuses a request or a tunnel.
    init(proxyStatus status: Int) {
        self = .proxy(status == 407 ? .authenticationRequired : .rejected(status: status))
    }
}

extension ResourceShortage {
    /// Whether descriptors are what failed a call, or would fail the next one: the resolver does not say why it fails.
    fileprivate static func isOutOfDescriptors(_ error: Int) -> Bool {
        guard error != EMFILE, error != ENFILE else { return true }
        let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return errno == EMFILE || errno == ENFILE }
        close(descriptor)
        return false
    }
}

extension String {
    /// Whether libcurl's text on a failed connection names another server: the proxy, which libcurl 7.88 does not tell in
    /// another way.
    fileprivate func namesOtherServer(than url: HTTPURL) -> Bool {
        let words = split(separator: " ")
        guard starts(with: "Failed to connect to "), words.count > 6, words[5] == "port", let host = url.curlHost
        else { return false }
        let defaultPort = url.scheme == .https ? 443 : 80
        return words[4].lowercased() != host || Int(words[6]) != url.port ?? defaultPort
    }
}

extension HTTPURL {
    /// The host as libcurl's texts name it, in lower case: without brackets, and addresses in their usual form (`127.0.0.1`
    /// for `127.1`); nil if libcurl does not take the URL.
    fileprivate var curlHost: String? {
        guard let handle = curl_url() else { return nil }
        defer { curl_url_cleanup(handle) }
        var bytes: UnsafeMutablePointer<CChar>?
        guard curl_url_set(handle, CURLUPART_URL, "\(scheme.rawValue)://\(authority)", 0) == CURLUE_OK,
            curl_url_get(handle, CURLUPART_HOST, &bytes, 0) == CURLUE_OK, let bytes
        else { return nil }
        defer { curl_free(bytes) }
        let host = String(cString: bytes).lowercased()
        return host.hasPrefix("[") ? String(host.dropFirst().prefix { $0 != "]" }) : host
    }
}
