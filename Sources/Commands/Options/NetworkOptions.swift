internal import ArgumentParser

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
