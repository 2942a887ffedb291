internal import Assets
internal import Basics

extension RemoteBuild {
    /// Returns a script that downloads the context by a URL, builds the image and pushes it.
    ///
    /// It is one function: a shell that reads it from standard input has read all of it before anything runs, which might
    /// read standard input too. The URL is in no argument, where other users of the machine would see it.
    ///
    /// - Parameters:
    ///   - builder: A program that is like docker or like buildah.
    ///   - url: The presigned URL of the context.
    ///   - expiry: The end of the URL's validity, for people.
    func script(builder: BuilderName, url: String, expiry: String) -> String {
        var script = ShellScript()
        script.add("#!/bin/sh")
        script.comment("\(title): builds it from its published context, and pushes it to")
        script.comment(image)
        script.comment("Keep this secret until \(expiry): who has the URL can read the context.")
        if let region {
            let login = "aws ecr get-login-password --region \(region) | \(builder.rawValue) login --username AWS"
            script.comment("Log in first: \(login) --password-stdin \(registry)")
        }
        for secret in secrets { script.comment("Set \(secret.variable) to the secret '\(secret.id)'.") }
        script.add("main() {")
        script.add("set -eu")
        script.add("directory=$(mktemp -d)")
        script.add("trap 'rm -rf \"$directory\"' EXIT")
        script.add("context=$directory/context.tar.gz")
        script.add("curl --fail --silent --show-error --retry 3 --config - --output \"$context\" <<'END'")
        script.addCurlURL(url)
        script.add("END")
        verify(.expanded("\"$context\""), in: &script)
        switch builder {
        case .docker: addDocker(to: &script)
        case .nerdctl, .finch: addNerdctl(builder, to: &script)
        case .podman, .buildah, .buildctl: addBuildah(builder, to: &script)
        }
        script.add("}")
        script.add("main </dev/null")
        return script.lines.joined(separator: "\n") + "\n"
    }

    private func addDocker(to script: inout ShellScript) {
        script.add("export DOCKER_BUILDKIT=1 BUILDX_NO_DEFAULT_ATTESTATIONS=1")
        script.add("if docker buildx version >/dev/null 2>&1; then")
        script.run(buildx, "<\"$context\"")
        script.add("else")
        // Engines that come without buildx keep images in Docker's format.
        let file = ShellScript.Word.text("--file=\(build.dockerfile)")
        script.run(["docker", "build", file] + options.map { .text($0) } + ["-"], "<\"$context\"")
        script.run(["docker", "push", .text(image)])
        script.add("fi")
    }

    /// nerdctl takes no context from standard input.
    private func addNerdctl(_ builder: BuilderName, to script: inout ShellScript) {
        script.add("cd \"$directory\"")
        unpack(in: &script)
        let words = [builder.rawValue, "build", "--file=dockerfile/Dockerfile"] + options + [Self.output, "context"]
        script.run(words.map { .text($0) })
    }

    private func addBuildah(_ builder: BuilderName, to script: inout ShellScript) {
        let program = ShellScript.Word.text(builder.rawValue)
        script.add("mkdir \"$directory/context\"")
        script.add("tar -xzf \"$context\" -C \"$directory/context\"")
        script.add("cd \"$directory/context\"")
        // The context has no other files than those of the asset: rules would be applied a second time.
        let reproducible: [ShellScript.Word] = ["--format=oci", "--timestamp=0", "--ignorefile=/dev/null"]
        let file = ShellScript.Word.text("--file=./\(build.dockerfile)")
        script.run([program, "build"] + reproducible + [file] + options.map { .text($0) } + ["."])
        script.run([program, "push", "--format=v2s2", .text(image)])
    }
}
