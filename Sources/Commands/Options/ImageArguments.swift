public import ArgumentParser
internal import Foundation
public import Publishing

/// Options of commands that make images.
struct ImageArguments: ParsableArguments {
    @Option(
        name: .customLong("images"),
        help: ArgumentHelp(
            """
            Images of Dockerfile directories: 'build' those that are missing, publish the build 'context' only, or 'require' \
            that they are there.
            """,
            valueName: "mode"
        )
    )
    var mode = ImageOptions.Mode.build

    @Option(help: ArgumentHelp("The most images that are built at a time.", valueName: "number"))
    var buildJobs = 2

    func validate() throws {
        guard buildJobs > 0 else { throw ValidationError("--build-jobs must be 1 or more") }
    }

    /// The options of a publish.
    var options: ImageOptions {
        ImageOptions(mode: mode, jobs: buildJobs, environment: ProcessInfo.processInfo.environment)
    }
}

extension ImageOptions.Mode: ExpressibleByArgument {}
