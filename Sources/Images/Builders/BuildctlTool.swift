internal import Assets
internal import SystemPackage

/// buildctl, BuildKit's own client, which has options of its own.
struct BuildctlTool: BuilderTool {
    func build(_ session: BuildSession) async throws -> BuiltFiles {
        let (build, output) = (session.request.build, session.files.output)
        let dockerfile = session.files.dockerfile
        let options =
            ["filename=\(dockerfile.lastComponent?.string ?? "")", "platform=\(session.request.platform)"]
            + (build.target.map { ["target=\($0)"] } ?? [])
            + build.buildArgs.merging(["SOURCE_DATE_EPOCH": "0"]) { own, _ in own }
            .sorted { $0.key < $1.key }.map { "build-arg:\($0.key)=\($0.value)" }
        try await session.run(
            ["build", "--progress=plain", "--frontend=dockerfile.v0"]
                + ["--local=context=\(session.request.context)"]
                + ["--local=dockerfile=\(dockerfile.removingLastComponent())"]
                + options.map { "--opt=\($0)" }
                + build.buildctlNetwork + session.contexts.enumerated().flatMap(context)
                + session.secrets.arguments.map { "--secret=\($0)" } + build.ssh.map { "--ssh=\($0)" }
                + build.buildctlCaches
                + ["--output=type=docker,dest=\(output),oci-mediatypes=false,rewrite-timestamp=true"],
            variables: BuildSession.reproducible
        )
        return .archive(output)
    }

    private func context(_ number: Int, _ context: NamedContext) -> [String] {
        guard context.isDirectory else { return ["--opt=context:\(context.name)=\(context.value)"] }
        return [
            "--local=named\(number)=\(context.value)", "--opt=context:\(context.name)=local:named\(number)",
        ]
    }
}
