internal import Assets
internal import Basics
internal import Hashing
internal import Manifests

extension RemoteBuild {
    /// A Kubernetes Job that builds the image with BuildKit, without root and without a daemon.
    ///
    /// An init container copies the context out of the bucket and gets a token for the registry, with the permissions of the
    /// Job's service account; the token is in memory only.
    ///
    /// Source: `examples/kubernetes/job.rootless.yaml` of BuildKit.
    func job() throws(RemoteBuildError) -> String {
        try checkSSH()
        let pod: JSON = [
            "containers": [container],
            "initContainers": [initContainer],
            "restartPolicy": "Never",
            "securityContext": ["fsGroup": .integer(Self.user)],
            "serviceAccountName": "sageassets",
            "volumes": .array(volumes),
        ]
        let document: JSON = [
            "apiVersion": "batch/v1",
            "kind": "Job",
            "metadata": ["name": .string("sageassets-\(address.description.prefix(16))")],
            "spec": ["backoffLimit": 1, "template": ["spec": pod]],
        ]
        let role = region == nil ? "read the context" : "read the context and push to the repository"
        return comments(secretsFrom: "the Secret 'sageassets'")
            + "# The service account 'sageassets' needs the permissions to \(role).\n"
            + (region == nil
                ? "# The Secret 'sageassets-registry' has the login, of type kubernetes.io/dockerconfigjson.\n" : "")
            + document.yaml
    }

    /// The user of BuildKit's rootless image.
    private static let user = 1000
    private static let workspace = "/workspace"
    private static let login = "/login"

    private var initContainer: JSON {
        var script = ShellScript()
        script.add("set -eu")
        script.run(download(to: "\(Self.workspace)/context.tar.gz"))
        if let region {
            script.assign("password", outputOf: ["aws", "ecr", "get-login-password", "--region", .text(region)])
            script.add("auth=$(printf 'AWS:%s' \"$password\" | base64 | tr -d '\\n')")
            script.run(
                ["printf", "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}", .text(registry), .expanded("\"$auth\"")],
                ">/login/config.json"
            )
        }
        return step("context", image: "public.ecr.aws/aws-cli/aws-cli:latest", script)
    }

    private var container: JSON {
        var script = ShellScript()
        script.add("set -eu")
        script.add("cd /workspace")
        script.add("context=context.tar.gz")
        verify("context.tar.gz", in: &script)
        unpack(in: &script)
        let arguments = ["--frontend=dockerfile.v0", "--local=context=context", "--local=dockerfile=dockerfile"]
        script.run((["buildctl-daemonless.sh", "build"] + arguments + buildctlOptions).map { .text($0) })
        var members: [String: JSON] = [
            // BuildKit makes namespaces and mounts, which the profiles of nodes forbid.
            "securityContext": [
                "appArmorProfile": ["type": "Unconfined"], "runAsGroup": .integer(Self.user),
                "runAsUser": .integer(Self.user), "seccompProfile": ["type": "Unconfined"],
            ]
        ]
        let entitlement = build.network == "host" ? " --allow-insecure-entitlement network.host" : ""
        let variables = [
            "BUILDKITD_FLAGS": "--oci-worker-no-process-sandbox\(entitlement)", "DOCKER_CONFIG": Self.login,
        ]
        let secrets = secrets.map { secret -> JSON in
            let source: JSON = ["secretKeyRef": ["key": .string(secret.variable), "name": "sageassets"]]
            return ["name": .string(secret.variable), "valueFrom": source]
        }
        members["env"] = .array(
            variables.sorted { $0.key < $1.key }.map { ["name": .string($0), "value": .string($1)] } + secrets
        )
        return step("build", image: "moby/buildkit:rootless", script, members)
    }

    /// A container that runs a script.
    private func step(
        _ name: String,
        image: String,
        _ script: ShellScript,
        _ members: [String: JSON] = [:]
    ) -> JSON {
        // Kubernetes expands $(NAME) in commands, and takes $$ for $.
        let text = script.lines.joined(separator: "\n").replacing("$", with: "$$")
        let own: [String: JSON] = [
            "command": ["sh", "-c", .string(text)],
            "image": .string(image),
            "name": .string(name),
            "volumeMounts": .array(
                mounts.map { ["mountPath": .string($0.path), "name": .string($0.volume)] }
            ),
        ]
        return .object(own.merging(members) { $1 })
    }

    private var mounts: [(path: String, volume: String)] {
        [(Self.workspace, "workspace"), (Self.login, "login"), ("/home/user/.local/share/buildkit", "buildkit")]
    }

    private var volumes: [JSON] {
        let login: JSON =
            region == nil
            ? [
                "name": "login",
                "secret": [
                    "items": [["key": ".dockerconfigjson", "path": "config.json"]], "secretName": "sageassets-registry",
                ],
            ] : ["emptyDir": ["medium": "Memory"], "name": "login"]
        return [
            login, ["emptyDir": [:], "name": "buildkit"], ["emptyDir": [:], "name": "workspace"],
        ]
    }
}
