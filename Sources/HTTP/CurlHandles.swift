internal import Basics
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

    /// - Throws: The shortage of memory, or of descriptors for `wakeUp`.
    init() throws(ResourceShortage) {
        guard CurlLibrary.isReady, let handle = curl_multi_init() else { throw .memory }
        self.handle = handle
        // Without descriptors libcurl makes a handle that cannot be woken up.
        guard curl_multi_wakeup(handle) == CURLM_OK else { throw .descriptors }
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

    func add(_ easy: EasyHandle) throws(ResourceShortage) {
        try supply(curl_multi_add_handle(handle, easy.pointer))
    }

    func remove(_ easy: EasyHandle) {
        check(curl_multi_remove_handle(handle, easy.pointer))
    }

    /// Transfers the bytes that can be transferred without waiting.
    func perform() throws(ResourceShortage) {
        var runningCount: CInt = 0
        try supply(curl_multi_perform(handle, &runningCount))
    }

    /// Waits for activity, or until the time is over.
    func wait(milliseconds: CInt) throws(ResourceShortage) {
        try supply(curl_multi_poll(handle, nil, 0, milliseconds, nil))
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

    /// Checks a call that fails without memory.
    private func supply(_ code: CURLMcode) throws(ResourceShortage) {
        guard code != CURLM_OUT_OF_MEMORY else { throw .memory }
        check(code)
    }

    /// Checks a call that fails only when it is misused.
    private func check(_ code: CURLMcode) {
        precondition(code == CURLM_OK, "libcurl: \(String(cString: curl_multi_strerror(code)))")
    }
}

/// Owns an easy handle: the settings of one transfer at a time, and TLS sessions to resume.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    private let message = UnsafeMutableBufferPointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    init() throws(ResourceShortage) {
        guard CurlLibrary.isReady, let pointer = curl_easy_init() else { throw .memory }
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

    /// A figure of the last transfer; 0 if there is none.
    func figure(_ info: CURLINFO) -> Int {
        var value = 0
        return ccurl_getinfo_long(pointer, info, &value) == CURLE_OK ? value : 0
    }

    /// The bytes of the body that libcurl has written to the connection.
    var writtenByteCount: Int {
        var value: curl_off_t = 0
        return ccurl_getinfo_offset(pointer, CURLINFO_SIZE_UPLOAD_T, &value) == CURLE_OK ? Int(value) : 0
    }

    /// Goes on with a transfer that is paused; one that has ended is left alone.
    func resume() { curl_easy_pause(pointer, CURLPAUSE_CONT) }

    /// The port of this end of the connection; 0 as long as there is none.
    var localPort: Int { figure(CURLINFO_LOCAL_PORT) }

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

    func set(
        socketCallback: @escaping @convention(c) (UnsafeMutableRawPointer?, curl_socket_t, curlsocktype) -> CInt
    ) throws(CurlError) {
        try check(ccurl_setopt_sockopt_callback(pointer, socketCallback))
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
