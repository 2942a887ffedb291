internal import Assets
internal import SystemPackage

/// buildah and podman, whose options are the same.
///
/// The image is built without a name, so that nothing has to be removed afterwards but the cache, which the store's owner
/// keeps. OCI format: in Docker's, the configuration has the random name of a container, and the digest differs each time.
struct ContainersTool: BuilderTool {
    /// The options that leave the builder's version out of the image, where it has any: another version would make another
    /// digest.
    static let anonymous = "--identity-label"

    /// Whether the builder has the option `anonymous`.
    let isAnonymous: Bool

    func build(_ session: BuildSession) async throws -> BuiltFiles {
        let idFile = session.files.secrets.appending("image-id")
        let variables = ["SOURCE_DATE_EPOCH": String?.none]
        try await session.run(
            ["build", "--format=oci", "--timestamp=0", "--layers", "--force-rm", "--iidfile=\(idFile)"]
                + (isAnonymous ? ["\(Self.anonymous)=false"] : []) + ["--ignorefile=\(session.files.ignoreFile)"]
                + session.commonArguments
                + [session.request.context.string],
            // In newer versions the variable is a second timestamp, which they refuse beside the first.
            variables: variables
        )
        let id = try ImageID.read(idFile)
        try await session.run(["push", "--quiet", id, "oci:\(session.files.output):image"], variables: variables)
        return .layout(session.files.output)
    }
}
