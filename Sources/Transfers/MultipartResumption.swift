internal import Archive
internal import Basics
internal import Staging
internal import Stores

/// Writes an object in parts, and begins anew where the unfinished upload of an interrupted run has other parts.
///
/// - Parameters:
///   - uri: The URI of the object.
///   - body: Writes all parts; its argument says whether an unfinished upload is resumed.
/// - Throws: The server's error if it refuses the parts of the new upload too, or `StoreError.uploadAborted` if that does not
///   last either.
package func restartingMultipart<Result>(
    _ uri: String,
    _ body: (_ resumes: Bool) async throws -> Result
) async throws -> Result {
    do {
        return try await body(true)
    } catch is MultipartRestart {
        do {
            return try await body(false)
        } catch let restart as MultipartRestart {
            throw restart.cause ?? StoreError.uploadAborted(uri: uri)
        }
    }
}

extension Error {
    /// Whether the content of an upload that failed with this error is still the same, so that its parts are of use later.
    var leavesContent: Bool {
        !(self is ArchiveError || self is StagingError || self is FileError || self is MultipartRestart)
    }
}

extension TransferEvent {
    /// The step of a part.
    init(_ outcome: PartOutcome, byteCount: Int) {
        switch outcome {
        case .sent: self = .sent(byteCount)
        case .found: self = .resumed(byteCount)
        }
    }
}
