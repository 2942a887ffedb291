internal import Logging
internal import Publishing

extension OutputOptions {
    /// Shows the image that is being built, and logs the builder's output.
    func tell(_ event: PublishEvent) {
        switch event {
        case .building(let key, let builder):
            if !quiet { Console.note("building the image of '\(key)' with \(builder)") }
        case .built(let key, let line): logger.info("\(key): \(line)")
        case .buildEnded, .willHash, .hashed, .cached, .transfer, .finished: break
        }
    }
}
