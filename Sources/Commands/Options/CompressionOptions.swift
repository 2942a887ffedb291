public import Archive
public import ArgumentParser

/// The option of commands that make bundles.
struct CompressionOptions: ParsableArguments {
    @Option(
        help: """
            How bundles are compressed: fast searches less for what repeats; default stores what compression would only \
            make endpoints start slower; small compresses whatever saves a byte.
            """
    )
    var compression: BundleCompression = .default
}

extension BundleCompression: ExpressibleByArgument {}
