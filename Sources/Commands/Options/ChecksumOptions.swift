public import ArgumentParser
public import Stores

/// The option of commands that write to buckets.
struct ChecksumOptions: ParsableArguments {
    @Option(
        help: """
            Ask S3 to keep this checksum of each object: crc64nvme is of all bytes of objects sent in parts, too. Local stores \
            ignore it.
            """
    )
    var checksum: ChecksumAlgorithm = .sha256
}

extension ChecksumAlgorithm: ExpressibleByArgument {}
