internal import SystemPackage

/// nerdctl, and finch, which runs it in a virtual machine: clients of BuildKit with docker's options.
struct NerdctlTool: BuilderTool {
    func build(_ session: BuildSession) async throws -> BuiltFiles {
        let output = session.files.output
        try await session.run(
            ["build", "--progress=plain"]
                + ["--output=type=docker,dest=\(output),oci-mediatypes=false,rewrite-timestamp=true"]
                + session.epochArguments + session.commonArguments + [session.request.context.string],
            variables: BuildSession.reproducible
        )
        return .archive(output)
    }
}
