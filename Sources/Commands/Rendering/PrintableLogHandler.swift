internal import Basics
internal import Logging

/// Passes events on to a handler that writes a line for each, without the texts that would forge another line.
///
/// What is drawn on the terminal is erased before.
struct PrintableLogHandler: LogHandler {
    private var handler: StreamLogHandler

    init(_ handler: StreamLogHandler) {
        self.handler = handler
    }

    var logLevel: Logger.Level {
        get { handler.logLevel }
        set { handler.logLevel = newValue }
    }

    var metadata: Logger.Metadata {
        get { handler.metadata }
        set { handler.metadata = newValue.mapValues(\.printable) }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { handler[metadataKey: key] }
        set { handler[metadataKey: key] = newValue?.printable }
    }

    func log(event: LogEvent) {
        var event = event
        event.message = "\(event.message.description.printableLine)"
        event.metadata = event.metadata?.mapValues(\.printable)
        if let error = event.error {
            event.metadata = (event.metadata ?? [:]).merging(["error": "\("\(error)".printableLine)"]) { old, _ in old }
            event.error = nil
        }
        Console.withErasedLine { handler.log(event: event) }
    }
}

extension Logger.MetadataValue {
    /// The same value with printable texts; keys are ours.
    fileprivate var printable: Self {
        switch self {
        case .string(let text): .string(text.printableLine)
        case .stringConvertible(let value): .string(value.description.printableLine)
        case .array(let values): .array(values.map(\.printable))
        case .dictionary(let values): .dictionary(values.mapValues(\.printable))
        }
    }
}
