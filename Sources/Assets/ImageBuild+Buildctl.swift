/// The options of `buildctl build` that are the same wherever it runs; docker's clients translate them likewise.
extension ImageBuild {
    /// The network of the steps: BuildKit's own one has no name, and the host's one has to be allowed.
    ///
    /// The daemon must allow `network.host`, too.
    package var buildctlNetwork: [String] {
        switch network {
        case nil, "default": []
        case "host": ["--opt=force-network-mode=host", "--allow=network.host"]
        case let mode?: ["--opt=force-network-mode=\(mode)"]
        }
    }

    /// The caches; one without a type is an image, as docker has it.
    package var buildctlCaches: [String] {
        func cache(_ value: String) -> String { value.contains("type=") ? value : "type=registry,ref=\(value)" }
        return cacheFrom.map { "--import-cache=\(cache($0))" } + (cacheTo.map { ["--export-cache=\(cache($0))"] } ?? [])
    }
}
