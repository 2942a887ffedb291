internal import Archive
internal import ArgumentParser
internal import Assets
internal import Basics
internal import Hashing
internal import Publishing
internal import Staging
internal import Stores
internal import SystemPackage

/// The command `sageassets bundle`.
struct BundleCommand: OutputCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle",
        abstract: "Write the bundle that a publish would upload for a directory.",
        discussion: """
            The bundle is a tar.gz that is the same, byte for byte, for the same content, on every machine. Prints the \
            asset's address, the bundle's size in bytes and its SHA-256.
            """
    )

    @Argument(help: ArgumentHelp("A directory with a model artifact.", valueName: "path"), completion: .directory)
    var path: String

    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: ArgumentHelp("The bundle to write.", valueName: "file"),
        completion: .file()
    )
    var bundle: String

    @Option(help: ArgumentHelp("Write the bundle's index too.", valueName: "file"), completion: .file())
    var index: String?

    @Flag(help: "Print the address, size and digest, and write nothing.")
    var dryRun = false

    @Flag(help: "Treat the directory as a Dockerfile directory.")
    var image = false

    @OptionGroup var compression: CompressionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let counters = ProgressCounters()
        let options: AssetSource.Options = image ? .image() : .modelData()
        let written = try await output.withThreads {
            try await ProgressLine.showing(counters, options: output) {
                let found = try options.walk(at: FilePath(path), width: output.jobs)
                guard found.format != .file else { throw CommandError.bundleOfFile(path) }
                try checkOutput()
                return try await BundleFile(FilePath(bundle), hasIndex: index != nil, isDryRun: dryRun)
                    .write(found, compression: compression.compression, width: output.jobs) {
                        counters.add(.transfer($0, of: .init(key: AssetKey(path), destination: "")))
                    }
            }
        }
        if let index, let document = written.index, !dryRun {
            try TemporaryFile.write(document.text, to: FilePath(index))
        }
        let sha256 = written.sha256?.description ?? ""
        switch output.format {
        case .text:
            try Console.print("\(written.address)  \(written.byteCount)  \(sha256)")
        case .json:
            let json: JSON = [
                "address": .string(written.address.description),
                "sha256": .string(sha256),
                "size": .integer(Int(written.byteCount)),
            ]
            try Console.print(json: json.indented)
        }
    }

    /// Throws if what is written would be a part of the asset: the next bundle would contain it.
    private func checkOutput() throws(CommandError) {
        let source = AssetSource(path: path, options: image ? .image() : .modelData())
        let file = [bundle, index].compactMap(\.self).first { source.wouldContain(fileAt: FilePath($0), in: ".") }
        if let file, !dryRun { throw .outputInAsset(file, asset: path) }
    }
}
