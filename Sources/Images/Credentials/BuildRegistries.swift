package import Assets
internal import Basics
internal import Registry

/// The registries that a build reads: those of base images, of images that are copied from, and of caches.
///
/// Source: "Dockerfile reference" of Docker: `ARG`, `FROM`, `COPY --from`, `RUN --mount`, "Environment replacement" and "Parser
/// directives"; "docker buildx build", options `--build-context` and `--cache-from`.
package struct BuildRegistries: Sendable {
    /// The hosts, with their ports where they have one.
    package var names: Set<String> { Set(images.compactMap(Self.registry)) }

    private var images: [String] = []
    private var arguments: [String: String] = [:]
    private var hasStages = false
    /// The names of stages and of contexts, which take precedence over images.
    private var others: Set<String> = ["scratch"]
    private let build: ImageBuild

    /// Reads a Dockerfile with the options of its build.
    package init(_ build: ImageBuild, dockerfile text: String) {
        self.build = build
        others.formUnion(build.buildContexts.keys.map { $0.lowercased() })
        images = build.buildContexts.values.compactMap { $0.suffix(behind: "docker-image://") }
        images += (build.cacheFrom + [build.cacheTo].compactMap(\.self)).compactMap(Self.cache)
        images += Self.values(ofDirective: "syntax", in: text)
        for instruction in DockerfileInstructions(text).texts {
            read(instruction.split(separator: " ").map(String.init))
        }
    }

    private mutating func read(_ words: [String]) {
        switch words.first?.uppercased() {
        case "ARG" where !hasStages: words.dropFirst().forEach { readArgument($0) }
        case "FROM": readStage(words.dropFirst().filter { !$0.hasPrefix("--") })
        case "COPY", "ADD": words.compactMap { $0.suffix(behind: "--from=") }.forEach { add($0) }
        case "RUN":
            for mount in words.compactMap({ $0.suffix(behind: "--mount=") }) {
                mount.split(separator: ",").compactMap { String($0).suffix(behind: "from=") }.forEach { add($0) }
            }
        default: break
        }
    }

    private mutating func readArgument(_ word: String) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let standard = parts.count == 2 ? expanded(parts[1].unquoted) : nil
        arguments[parts[0]] = build.buildArgs[parts[0]] ?? standard
    }

    private mutating func readStage(_ words: [String]) {
        // From here on, ARG is that of a stage, which FROM does not see.
        hasStages = true
        guard let image = words.first else { return }
        add(expanded(image.unquoted))
        if words.count > 2, words[1].lowercased() == "as" { others.insert(words[2].lowercased()) }
    }

    private mutating func add(_ image: String) {
        guard !image.isEmpty, Int(image) == nil, !others.contains(image.lowercased()) else { return }
        images.append(image)
    }

    // MARK: Values

    /// Replaces `$NAME`, `${NAME}`, `${NAME:-default}` and `${NAME:+value}`.
    private func expanded(_ text: String) -> String {
        text.replacing(/\$(?:\{(\w+)(?:(:?[\-+])([^}]*))?\}|(\w+))/) { match -> String in
            let name = String(match.1 ?? match.4 ?? "")
            let value = arguments[name] ?? build.buildArgs[name] ?? ""
            let other = expanded(String(match.3 ?? ""))
            switch match.2?.last {
            case "-": return value.isEmpty ? other : value
            case "+": return value.isEmpty ? "" : other
            default: return value
            }
        }
    }

    /// Returns the values of a directive, `# NAME=VALUE`, in the comments that a Dockerfile begins with.
    private static func values(ofDirective name: String, in text: String) -> [String] {
        text.split(separator: "\n").prefix { $0.hasPrefix("#") }.compactMap { line -> String? in
            let parts = line.dropFirst().split(separator: "=", maxSplits: 1).map { part in
                part.split(whereSeparator: \.isWhitespace).joined()
            }
            return parts.count == 2 && parts[0].lowercased() == name ? parts[1] : nil
        }
    }

    /// Returns the image that is a cache; a value without a type is one.
    private static func cache(_ value: String) -> String? {
        guard value.contains("=") else { return value }
        let members = value.split(separator: ",").map(String.init)
        return members.contains("type=registry") ? members.lazy.compactMap { $0.suffix(behind: "ref=") }.first : nil
    }

    /// Returns the registry of an image: the part before the first slash if it is a host, or else Docker Hub.
    private static func registry(of image: String) -> String? {
        let parts = image.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let host = parts.count == 2 ? String(parts[0]) : ""
        let isHost = host == "localhost" || host.contains { $0 == "." || $0 == ":" }
        return RegistryEndpoint(isHost ? host : "docker.io")?.description
    }
}

extension String {
    fileprivate func suffix(behind prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)).unquoted : nil
    }

    /// The text without the quotation marks around it.
    fileprivate var unquoted: String {
        guard count > 1, let first, first == "\"" || first == "'", last == first else { return self }
        return String(dropFirst().dropLast())
    }
}
