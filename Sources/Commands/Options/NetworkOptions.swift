internal import ArgumentParser
internal import Stores

/// Options of commands that talk to servers.
struct NetworkOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Retry requests for this long while none succeeds or gets further: 90s, 10m, 1h, or 0 to give up at once. (default: 10m; \
            90s for a server that has not responded yet)
            """,
            valueName: "time"
        )
    )
    var retryFor: RetryTime?

    @Option(
        help: ArgumentHelp(
            "Open at most this many connections to a server. (default: as many as the link carries)",
            valueName: "number"
        )
    )
    var maxConnections: Int?

    @Option(
        help: ArgumentHelp(
            "Send at most this many bytes a second: 800K, 50M, 1G. (default: no limit)",
            valueName: "bytes"
        )
    )
    var bandwidth: ByteAmount?

    @Option(
        help: ArgumentHelp(
            "Take at most about this much memory, from 192M on. (default: 256M)",
            valueName: "bytes"
        )
    )
    var memory: ByteAmount?

    func validate() throws {
        guard maxConnections ?? 1 > 0 else { throw ValidationError("--max-connections is at least 1") }
        guard memory?.byteCount ?? .max >= 192 << 20 else { throw ValidationError("--memory is at least 192M") }
    }

    /// The limits of connections and of their bytes.
    var limits: NetworkLimits {
        NetworkLimits(connectionLimit: maxConnections, bytesPerSecond: bandwidth?.byteCount)
    }
}

/// A duration on the command line.
struct RetryTime: ExpressibleByArgument {
    let duration: Duration

    private static let units = ["s": 1, "m": 60, "h": 3600]

    init?(argument: String) {
        let unit = argument.last.flatMap { Self.units[String($0)] }
        guard let number = Int(unit == nil ? argument : String(argument.dropLast())), (0...100_000).contains(number)
        else {
            return nil
        }
        duration = .seconds(number * (unit ?? 1))
    }
}
