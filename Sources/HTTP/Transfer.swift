internal import Basics
internal import CCurl
internal import Glibc

/// A request under way and the part of its response that has arrived.
final class Transfer {
    let job: TransferJob
    let handle: EasyHandle
    /// The time at which it began.
    let start = ContinuousClock.now
    // curl reads the list while the transfer runs.
    private let headers: HeaderList
    private var sentCount = 0
    private var response = HTTPResponse(status: 0)
    private var isTooLarge = false
    /// The bytes of headers and bodies, those of interim responses too.
    private var receivedCount = 0
    private var pace: ResponsePace
    private let bandwidth: Bandwidth?
    /// Whether libcurl waits to be told that there may be more of the body.
    private(set) var isPaused = false
    /// The error of reading the request's body.
    private var bodyError: (any Error)?

    /// Configures a handle for a request.
    ///
    /// The transfer must live until the handle is taken off its multi handle.
    init(
        _ job: TransferJob,
        on handle: EasyHandle,
        adding sockets: ConnectionSockets,
        configuration: CurlTransport.Configuration
    ) throws(HTTPError) {
        self.job = job
        self.handle = handle
        bandwidth = configuration.bandwidth
        pace = ResponsePace(period: configuration.stallTimeout, start: start)
        do throws(CurlError) {
            headers = try HeaderList(job.request)
            try handle.reset()
            try handle.apply(configuration)
            try handle.set(CURLOPT_URL, job.request.url.text)
            try handle.set(CURLOPT_HTTPHEADER, headers)
            try handle.apply(job.request)
            try setCallbacks()
            try setSocketCallback(sockets)
        } catch {
            let reason: HTTPError.Reason = error.code == CURLE_OUT_OF_MEMORY ? .shortage(.memory) : .invalidRequest
            throw HTTPError(reason, job.request, detail: String(cString: curl_easy_strerror(error.code)))
        }
    }

    /// Returns the response or the error, once libcurl has finished with a code.
    func result(_ code: CURLcode) -> Result<HTTPResponse, any Error> {
        if isTooLarge { return .failure(HTTPError(.responseTooLarge(limit: job.responseLimit), job.request)) }
        if let bodyError { return .failure(bodyError) }
        guard code == CURLE_OK else {
            let detail = handle.describe(code)
            let reason = HTTPError.Reason(code, on: handle, detail: detail, request: job.request)
            return .failure(HTTPError(reason, job.request, detail: detail))
        }
        // A server does not respond so: the proxy of a request over plain HTTP does.
        guard response.status != 407 else { return .failure(HTTPError(.init(proxyStatus: 407), job.request)) }
        return .success(response)
    }

    /// The bytes of both bodies that have arrived, if so many of the request's are still on their way.
    ///
    /// Those of the response count by 16 KiB: a few bytes now and then are no progress.
    func arrivedByteCount(pending: Int) -> Int { sentCount - pending + (response.body.count & ~0x3FFF) }

    /// Records the progress, and returns the error of a transfer that must end: it was abandoned, or its response takes
    /// too long.
    ///
    /// - Parameters:
    ///   - pending: The bytes of the request's body that are still on their way.
    ///   - now: The time.
    func error(pending: Int, at now: ContinuousClock.Instant) -> HTTPError? {
        if let progress = job.request.progress {
            progress.record(sentCount - pending, at: now)
            if progress.isAbandoned { return HTTPError(.abandoned, job.request) }
        }
        let isSent = sentCount == job.request.body.byteCount && pending == 0
        let stage: ResponsePace.Stage = response.status >= 200 ? .receiving : isSent ? .waiting : .sending
        guard pace.isTooSlow(stage, received: receivedCount, patience: mayBeWork ? 10 : 1, at: now) else { return nil }
        return HTTPError(.timedOut, job.request, detail: "the response arrives too slowly")
    }

    /// Whether the server may be at work: S3 sends blanks until it has copied an object, or put it together from its parts,
    /// which takes minutes.
    private var mayBeWork: Bool {
        let request = job.request
        let isWork = request.method == .post || request.method == .put && request.body.byteCount == 0
        return isWork && (200..<300).contains(response.status)
    }

    /// Goes on with a body that waited for bandwidth.
    func resume() {
        isPaused = false
        handle.resume()
    }

    /// Returns the bytes of the body that were read and that the server has not received yet.
    ///
    /// - Parameter unacknowledged: The bytes on their way on each connection, by the ports of this end.
    func pendingByteCount(_ unacknowledged: [Int: Int]) -> Int {
        // What follows a status line is the response to the whole body.
        guard sentCount > 0, response.status == 0 || response.status == 100 else { return 0 }
        return min(sentCount, max(0, sentCount - handle.writtenByteCount) + (unacknowledged[handle.localPort] ?? 0))
    }

    private func setCallbacks() throws(CurlError) {
        // The loop holds the transfer while libcurl holds the pointer.
        let context = Unmanaged.passUnretained(self).toOpaque()
        try handle.set(CURLOPT_READDATA, context: context)
        try handle.set(CURLOPT_READFUNCTION) { buffer, size, count, context in
            guard let buffer else { return Int(CURL_READFUNC_ABORT) }
            return Transfer.of(context)?.read(into: .init(start: buffer, count: size * count))
                ?? Int(CURL_READFUNC_ABORT)
        }
        try handle.set(CURLOPT_SEEKDATA, context: context)
        try handle.set(seekCallback: { context, offset, origin in
            Transfer.of(context)?.seek(to: Int(offset), origin) ?? CURL_SEEKFUNC_FAIL
        })
        try handle.set(CURLOPT_WRITEDATA, context: context)
        try handle.set(CURLOPT_WRITEFUNCTION) { buffer, size, count, context in
            Transfer.of(context)?.receive(.init(start: buffer, count: size * count)) ?? 0
        }
        try handle.set(CURLOPT_HEADERDATA, context: context)
        try handle.set(CURLOPT_HEADERFUNCTION) { buffer, size, count, context in
            Transfer.of(context)?.receiveHeader(.init(start: buffer, count: size * count)) ?? 0
        }
    }

    private func setSocketCallback(_ sockets: ConnectionSockets) throws(CurlError) {
        // The loop holds them longer than any handle.
        try handle.set(CURLOPT_SOCKOPTDATA, context: Unmanaged.passUnretained(sockets).toOpaque())
        try handle.set(socketCallback: { context, socket, _ in
            if let context { Unmanaged<ConnectionSockets>.fromOpaque(context).takeUnretainedValue().add(socket) }
            return CURL_SOCKOPT_OK
        })
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }
}

// MARK: Callbacks

extension Transfer {
    private func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let body = job.request.body
        var count = min(buffer.count, body.byteCount - sentCount)
        guard count > 0 else { return 0 }
        if let bandwidth {
            count = bandwidth.take(count)
            isPaused = count == 0
            if isPaused { return Int(CURL_READFUNC_PAUSE) }
        }
        do {
            try body.read(at: sentCount, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]))
        } catch {
            bodyError = error
            return Int(CURL_READFUNC_ABORT)
        }
        sentCount += count
        return count
    }

    /// Goes back to the body's first byte: a kept connection that turns out to be dead makes libcurl send again on a new one.
    private func seek(to offset: Int, _ origin: CInt) -> CInt {
        guard origin == SEEK_SET, offset == 0 else { return CURL_SEEKFUNC_FAIL }
        sentCount = 0
        return CURL_SEEKFUNC_OK
    }

    private func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
        receivedCount += bytes.count
        guard response.body.count + bytes.count <= job.responseLimit else {
            isTooLarge = true
            return 0  // Fewer than were given: libcurl ends the transfer.
        }
        response.body.append(contentsOf: bytes)
        return bytes.count
    }

    /// Receives one line; a status line starts a new response: each `100 Continue` before the final one has its own.
    private func receiveHeader(_ bytes: UnsafeRawBufferPointer) -> Int {
        receivedCount += bytes.count
        if bytes.starts(with: "HTTP/".utf8) {
            let status = bytes.split(separator: UInt8(ascii: " ")).dropFirst().first?.prefix(3)
            response = HTTPResponse(status: status.flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0)
        } else if let colon = bytes.firstIndex(of: UInt8(ascii: ":")) {
            response.headers.add(trimmed(bytes[..<colon]), trimmed(bytes[(colon + 1)...]))
        }
        return bytes.count
    }
}

/// The text of bytes without blanks and line ends around it.
private func trimmed(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
    let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || (0x09...0x0d).contains(byte) }
    guard let first = bytes.firstIndex(where: { !isBlank($0) }), let last = bytes.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(decoding: bytes[first...last], as: UTF8.self)
}
