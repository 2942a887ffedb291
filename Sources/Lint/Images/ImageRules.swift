internal import Basics
internal import Images
internal import Registry

/// The rules about an image, from its configuration and its layers.
struct ImageRules: Sendable {
    /// The label of images that listen on the port in `SAGEMAKER_BIND_TO_PORT`.
    private static let bindLabel = "com.amazonaws.sagemaker.capabilities.accept-bind-to-port"
    private static let shells: Set<String> = ["/bin/sh", "/bin/bash", "sh", "bash"]
    /// The places where SageMaker puts the model, and what the container says about failures.
    private static let mounts = ["/opt/ml/model", "/opt/ml"]
    /// The largest layer that ECR takes: "Maximum layer size" of "Amazon ECR service quotas", 52,000 MiB.
    private static let layerByteLimit: Int64 = 52_000 << 20
    /// A layer is downloaded and unpacked by one connection and one thread.
    private static let slowLayerByteCount: Int64 = 10 << 30

    let configuration: ImageConfiguration
    let layers: [BlobDescriptor]

    func platform(_ expected: ImagePlatform) -> [Diagnostic] {
        let found = configuration.platform
        guard found.os != expected.os || found.architecture != expected.architecture else { return [] }
        return [
            diagnostic(
                .error,
                "wrong-architecture",
                "the image is for \(found.description.printable(limit: 60)), and the instances are \(expected): the "
                    + "container would end with 'exec format error'",
                fix: "build it for that platform, or set 'platform' in the manifest to that of the instances"
            )
        ]
    }

    /// Looks for the program `serve`, which SageMaker runs in an image without an entry point.
    func serve(in layers: LayerNames) throws -> [Diagnostic] {
        do {
            guard try !layers.hasProgram("serve", configuration) else { return [] }
        } catch let damage as LayerDamage {
            return [
                diagnostic(
                    .error,
                    "damaged-layer",
                    on: damage.layer.description,
                    "the layer cannot be unpacked: \(damage.reason.printable(limit: 200))",
                    fix: "build the image again, without the builder's cache"
                )
            ]
        }
        return [
            diagnostic(
                .error,
                "no-entry-point",
                "it has no ENTRYPOINT and no program 'serve': SageMaker runs 'docker run IMAGE serve', which takes the "
                    + "place of CMD, and the container would not start",
                fix:
                    "add ENTRYPOINT [\"program\", \"argument\"] to the Dockerfile, or an executable file 'serve' in PATH"
            )
        ]
    }

    var shellEntryPoint: [Diagnostic] {
        let entrypoint = configuration.entrypoint
        guard entrypoint.count > 1, Self.shells.contains(entrypoint[0]), entrypoint[1] == "-c" else { return [] }
        return [
            diagnostic(
                .warning,
                "shell-entry-point",
                "ENTRYPOINT starts a shell, which passes no SIGTERM on: SageMaker kills the container 30 seconds later",
                fix: "write it as a list, ENTRYPOINT [\"program\", \"argument\"], or begin the command with 'exec'"
            )
        ]
    }

    var user: [Diagnostic] {
        let user = configuration.user.split(separator: ":").first.map(String.init) ?? ""
        guard !["", "0", "root"].contains(user) else { return [] }
        return [
            diagnostic(
                .warning,
                "not-root",
                "it runs as '\(user.printable(limit: 60))': SageMaker expects root, and the container may not read the "
                    + "model in /opt/ml/model",
                fix: "remove USER from the last stage of the Dockerfile"
            )
        ]
    }

    var port: [Diagnostic] {
        let ports = configuration.exposedPorts
        let isBound = configuration.labels[Self.bindLabel] == "true"
        guard !ports.isEmpty, !isBound, !ports.contains(where: { $0 == "8080" || $0 == "8080/tcp" }) else { return [] }
        return [
            diagnostic(
                .warning,
                "port-8080",
                "it exposes \(ports.joined(separator: ", ").printable(limit: 100)): SageMaker sends '/ping' and "
                    + "'/invocations' to port 8080 only, and would call the container unhealthy",
                fix: "let the server listen on port 8080 and write EXPOSE 8080"
            )
        ]
    }

    var volumes: [Diagnostic] {
        let hidden = configuration.volumes.filter { volume in
            Self.mounts.contains { volume == $0 || volume.hasPrefix("\($0)/") }
        }
        guard let first = hidden.first else { return [] }
        return [
            diagnostic(
                .warning,
                "volume-over-model",
                on: first.printableLine,
                "a VOLUME where SageMaker puts the model: an empty volume may be in its place",
                fix: "remove VOLUME from the Dockerfile: SageMaker mounts what the container needs"
            )
        ]
    }

    var secrets: [Diagnostic] {
        let names = configuration.environment.compactMap { $0.split(separator: "=", maxSplits: 1).first }
        let found = names.filter { ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "HF_TOKEN"].contains($0) }
        guard let first = found.first else { return [] }
        return [
            diagnostic(
                .warning,
                "secret-in-image",
                on: "ENV \(first)",
                "a key is in the configuration of the image: whoever may pull it reads it",
                fix: "remove it, and revoke the key; the model's execution role gives the container its credentials"
            )
        ]
    }

    var sizes: [Diagnostic] {
        guard let layer = layers.max(by: { $0.byteCount < $1.byteCount }) else { return [] }
        let size = "\(layer.byteCount >> 20) MiB"
        if layer.byteCount > Self.layerByteLimit {
            return [
                diagnostic(
                    .error,
                    "layer-too-large",
                    "a layer has \(size): ECR takes 52,000 MiB at most",
                    fix: "copy large files in several steps, or publish them as model data"
                )
            ]
        }
        guard layer.byteCount > Self.slowLayerByteCount else { return [] }
        return [
            diagnostic(
                .warning,
                "large-layer",
                "a layer has \(size): each instance downloads and unpacks it by one connection before it starts",
                fix: "copy large files in several steps, or publish them as model data"
            )
        ]
    }

    func routes(_ text: ContextText) throws -> [Diagnostic] {
        // The text is read only if the answer counts.
        guard text.hasProgram(of: configuration), try !text.answersPing() else { return [] }
        return [
            diagnostic(
                .warning,
                "no-ping-route",
                "no file of the directory has '/ping' or a serving toolkit in it: SageMaker asks GET /ping on port 8080 "
                    + "until it is answered with status 200, and gives up after 8 minutes",
                fix: "answer GET /ping and POST /invocations"
            )
        ]
    }

    private func diagnostic(
        _ severity: Diagnostic.Severity,
        _ code: Diagnostic.Code,
        on member: String? = nil,
        _ message: String,
        fix: String
    ) -> Diagnostic {
        Diagnostic(severity, code, at: .init(member: member), message, fix: fix)
    }
}
