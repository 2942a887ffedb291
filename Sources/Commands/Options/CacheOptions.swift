internal import ArgumentParser
internal import Basics
internal import Foundation
internal import Logging
internal import Staging

/// Options of commands that compute fingerprints.
struct CacheOptions: ParsableArguments {
    @Flag(
        name: .customLong("no-cache"),
        help: "Read all files, and neither use nor keep the digests of those that have not changed."
    )
    var isUnused = false

    /// The user's cache; nil with `--no-cache`, or if there is no directory for one.
    func cache(logger: Logger) -> FingerprintCache? {
        guard !isUnused else { return nil }
        return CacheDirectory.path(environment: ProcessInfo.processInfo.environment).map { directory in
            FingerprintCache(CacheDirectory(directory, log: { logger.debug("\($0)") }))
        }
    }
}
