internal import CCurl

/// libcurl's state of the whole process, initialized once, before the first handle.
private enum CurlLibrary {
    static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}

/// Owns a multi handle: a set of transfers, and the connections kept between them.
///
/// Safe: only the thread of `TransferLoop` calls anything but `wakeUp`, which libcurl lets any thread call.
final class MultiHandle: @unchecked Sendable {
    private let handle: UnsafeMutableRawPointer

    init() {
        guard CurlLibrary.isReady, let handle = curl_multi_init() else {
            // Nothing can be done: libcurl has no memory, or no random numbers.
            preconditionFailure("libcurl cannot start")
        }
        self.handle = handle
    }

    deinit {
        curl_multi_cleanup(handle)
    }

    /// Keeps this many idle connections.
    func keepConnections(_ count: Int) {
        check(ccurl_multi_setopt_long(handle, CURLMOPT_MAXCONNECTS, count))
    }

    /// Ends the current `wait`, or else the next one.
    func wakeUp() {
        check(curl_multi_wakeup(handle))
    }

    func add(_ easy: EasyHandle) {
        check(curl_multi_add_handle(handle, easy.pointer))
    }

    func remove(_ easy: EasyHandle) {
        check(curl_multi_remove_handle(handle, easy.pointer))
    }

    /// Transfers the bytes that can be transferred without waiting.
    func perform() {
        var runningCount: CInt = 0
        check(curl_multi_perform(handle, &runningCount))
    }

    /// Waits for activity, a minute at most.
    func wait() {
        check(curl_multi_poll(handle, nil, 0, 60_000, nil))
    }

    /// Returns a transfer that has ended, and how.
    func nextResult() -> (handle: UnsafeMutableRawPointer, code: CURLcode)? {
        var remainingCount: CInt = 0
        while let message = curl_multi_info_read(handle, &remainingCount) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            return (easy, message.pointee.data.result)
        }
        return nil
    }

    /// These calls fail only when they are misused, or without memory.
    private func check(_ code: CURLMcode) {
        precondition(code == CURLM_OK, "libcurl: \(String(cString: curl_multi_strerror(code)))")
    }
}

/// Owns an easy handle: the settings of one transfer at a time, and TLS sessions to resume.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    private let message = UnsafeMutableBufferPointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    init() {
        guard CurlLibrary.isReady, let pointer = curl_easy_init() else { preconditionFailure("libcurl: no memory") }
        self.pointer = pointer
        message.initialize(repeating: 0)
    }

    deinit {
        curl_easy_cleanup(pointer)
        message.deallocate()
    }

    /// Forgets all settings; connections and TLS sessions stay.
    func reset() throws(CurlError) {
        curl_easy_reset(pointer)
        message[0] = 0
        try check(ccurl_setopt_pointer(pointer, CURLOPT_ERRORBUFFER, message.baseAddress))
    }

    /// libcurl's description of a code, with its details if there are any.
    func describe(_ code: CURLcode) -> String {
        let detail = message.baseAddress.map { String(cString: $0) } ?? ""
        return detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
    }

    func set(_ option: CURLoption, _ value: Int) throws(CurlError) {
        try check(ccurl_setopt_long(pointer, option, value))
    }

    func set(_ option: CURLoption, _ value: String) throws(CurlError) {
        try check(ccurl_setopt_string(pointer, option, value))
    }

    func set(_ option: CURLoption, offset value: Int) throws(CurlError) {
        try check(ccurl_setopt_offset(pointer, option, curl_off_t(value)))
    }

    func set(_ option: CURLoption, context: UnsafeMutableRawPointer) throws(CurlError) {
        try check(ccurl_setopt_pointer(pointer, option, context))
    }

    func set(_ option: CURLoption, callback: @escaping ccurl_data_callback) throws(CurlError) {
        try check(ccurl_setopt_data_callback(pointer, option, callback))
    }

    func set(seekCallback: @escaping @convention(c) (UnsafeMutableRawPointer?, curl_off_t, CInt) -> CInt)
        throws(CurlError)
    {
        try check(ccurl_setopt_seek_callback(pointer, seekCallback))
    }

    /// The list must live as long as the transfer.
    func set(_ option: CURLoption, _ list: borrowing HeaderList) throws(CurlError) {
        try check(ccurl_setopt_list(pointer, option, list.first))
    }

    private func check(_ code: CURLcode) throws(CurlError) {
        guard code == CURLE_OK else { throw CurlError(code: code) }
    }
}

/// A code that libcurl returned.
struct CurlError: Error {
    let code: CURLcode
}

/// Owns libcurl's list of header lines.
struct HeaderList: ~Copyable {
    private(set) var first: UnsafeMutablePointer<curl_slist>?

    deinit {
        curl_slist_free_all(first)
    }

    mutating func append(_ line: String) throws(CurlError) {
        guard let longer = curl_slist_append(first, line) else { throw CurlError(code: CURLE_OUT_OF_MEMORY) }
        first = longer
    }
}
