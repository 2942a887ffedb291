/// The name of a program that builds images: its command.
public enum BuilderName: String, Sendable, Hashable, Codable, CaseIterable {
    case docker, podman, buildah, nerdctl, finch, buildctl
}
