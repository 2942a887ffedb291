internal import Assets
internal import Basics
internal import Hashing
internal import Manifests

extension RemoteBuild {
    /// The specification of a build in AWS CodeBuild, whose role may read the context and push to the repository.
    ///
    /// Source: "Build specification reference for CodeBuild" in the AWS CodeBuild User Guide, version 0.2.
    func buildspec() throws(RemoteBuildError) -> String {
        try checkSSH()
        var preparation = ShellScript()
        preparation.run(download(to: "context.tar.gz"))
        preparation.add("context=context.tar.gz")
        verify("context.tar.gz", in: &preparation)
        if let region {
            preparation.run(
                ["aws", "ecr", "get-login-password", "--region", .text(region)],
                "| docker login --username AWS --password-stdin \"$REGISTRY\""
            )
        } else {
            preparation.add(Self.registryLogin)
        }
        var build = ShellScript()
        build.run(buildx, "<context.tar.gz")
        let variables: JSON = ["BUILDX_NO_DEFAULT_ATTESTATIONS": "1", "REGISTRY": .string(registry)]
        let document: JSON = [
            "version": .number(0.2),
            "env": ["variables": variables],
            "phases": ["pre_build": phase(preparation), "build": phase(build)],
        ]
        return comments(secretsFrom: "the project's environment")
            + (region == nil ? "# REGISTRY_USER and REGISTRY_PASSWORD in its environment are the login.\n" : "")
            + document.yaml
    }

    /// The login to a registry that is not Amazon ECR's, if there is one.
    private static let registryLogin: StaticString = """
        test -z "${REGISTRY_USER:-}" || printf %s "$REGISTRY_PASSWORD" \
        | docker login --username "$REGISTRY_USER" --password-stdin "$REGISTRY"
        """

    private func phase(_ script: ShellScript) -> JSON {
        ["commands": .array(script.lines.map { .string($0) }), "on-failure": "ABORT"]
    }

    func checkSSH() throws(RemoteBuildError) {
        guard build.ssh.isEmpty else { throw .needsFile(key, item: "an SSH agent or key", fix: .ssh) }
    }

    /// The comments that begin a document in YAML.
    func comments(secretsFrom source: String) -> String {
        let secrets = secrets.map { "# The secret '\($0.id)' is taken from \($0.variable) in \(source)." }
        return (["# \(title): \(image)"] + secrets).map { $0.printableLine + "\n" }.joined()
    }
}
