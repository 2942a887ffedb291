internal import Assets
internal import Hashing
internal import Manifests

extension RemoteBuild {
    /// Adds the comparison of the downloaded context with its reference.
    ///
    /// - Parameter file: The word that names the file.
    func verify(_ file: ShellScript.Word, in script: inout ShellScript) {
        switch context.checksum {
        case .fullObject(let digest):
            script.run(["printf", "%s  %s\\n", .text(digest.description), file], "| sha256sum -c")
        case .composite:
            // No program but S3 has computed a digest of all bytes; gzip has a checksum of the archive.
            script.run(["test", .expanded("\"$(wc -c <\"$context\")\""), "-eq", .text("\(context.size)")])
            script.run(["gzip", "-t", file])
        }
    }

    /// The options that `docker build`, and what is like it, have in common.
    var options: [String] {
        var options = ["--platform=\(build.platform ?? ImageBuild.standardPlatform)"]
        if let target = build.target { options.append("--target=\(target)") }
        options += build.buildArgs.sorted { $0.key < $1.key }.map { "--build-arg=\($0)=\($1)" }
        options += build.buildContexts.sorted { $0.key < $1.key }.map { "--build-context=\($0)=\($1)" }
        options += secrets.map { "--secret=id=\($0.id),env=\($0.variable)" }
        options += build.ssh.map { "--ssh=\($0)" }
        if let network = build.network { options.append("--network=\(network)") }
        options += build.cacheFrom.map { "--cache-from=\($0)" }
        if let cache = build.cacheTo { options.append("--cache-to=\(cache)") }
        return options + ["--tag=\(image)"]
    }

    /// The option by which BuildKit itself pushes the image, in the one format that SageMaker takes.
    ///
    /// What `docker push` sends is up to the engine's store: an OCI index, as a rule, from version 29 on (moby/moby#51532).
    static let output = "--output=type=image,push=true,oci-mediatypes=false"

    /// The command that builds from an archive on standard input, to which no `.dockerignore` is applied, and pushes.
    var buildx: [ShellScript.Word] {
        ["docker", "buildx", "build", .text("--file=\(build.dockerfile)")] + options.map { .text($0) }
            + [.text(Self.output), "-"]
    }

    /// Adds the commands that unpack the context, and copy its Dockerfile to where no `.dockerignore` of the context counts:
    /// it was applied when the context was published.
    func unpack(in script: inout ShellScript) {
        script.add("mkdir context dockerfile")
        script.add("tar -xzf \"$context\" -C context")
        script.run(["cp", .text("context/\(build.dockerfile)"), "dockerfile/Dockerfile"])
        script.add("echo '# nothing' >dockerfile/Dockerfile.dockerignore")
    }

    /// The options of `buildctl build`.
    ///
    /// Source: "Building a Dockerfile with buildctl" in the README of BuildKit.
    var buildctlOptions: [String] {
        var options = ["platform=\(build.platform ?? ImageBuild.standardPlatform)"]
        if let target = build.target { options.append("target=\(target)") }
        options += build.buildArgs.sorted { $0.key < $1.key }.map { "build-arg:\($0)=\($1)" }
        options += build.buildContexts.sorted { $0.key < $1.key }.map { "context:\($0)=\($1)" }
        return options.map { "--opt=\($0)" } + build.buildctlNetwork
            + secrets.map { "--secret=id=\($0.id),env=\($0.variable)" } + build.buildctlCaches
            // SageMaker takes images of Docker's schema 2 only.
            + ["--output=type=image,name=\(image),push=true,oci-mediatypes=false"]
    }

    /// The command that copies the context out of the bucket.
    func download(to file: String) -> [ShellScript.Word] {
        var words = ["aws", "s3", "cp", "--only-show-errors", context.uri, file]
        if let region = destination.region { words += ["--region", region] }
        if let endpoint = destination.endpoint { words += ["--endpoint-url", endpoint] }
        return words.map { .text($0) }
    }
}
