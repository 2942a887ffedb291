internal import Basics
internal import SystemPackage

/// A snapshot in the cache of the Hugging Face Hub: a folder whose files are links to `../../blobs`.
struct HuggingFaceSnapshot {
    /// The folder of the snapshot.
    private let path: FilePath
    /// The name of the repository, such as `google-bert/bert-base-uncased`; nil if the path does not have it.
    private let repository: String?

    /// Recognises a snapshot by a link in it and the link's target.
    init?(link: FilePath, target: String) {
        let parts = target.pathComponents
        let depth = parts.prefix { $0 == ".." }.count - 2
        guard depth >= 0, parts.dropFirst(depth + 2).first == "blobs" else { return nil }
        var folder = link.removingLastComponent()
        for _ in 0..<depth { folder.removeLastComponent() }
        path = folder.isEmpty ? "." : folder
        // `models--google-bert--bert-base-uncased/snapshots/<revision>`
        let names = folder.components.map(\.string)
        let words = names.dropLast(2).last?.split(separator: "--").map(String.init) ?? []
        repository = words.count > 1 && words[0] == "models" ? words.dropFirst().joined(separator: "/") : nil
    }

    /// The commands that make a folder of files.
    var hint: String {
        "publish a copy with the files themselves: 'cp -rL \(path) DIRECTORY', or 'hf download "
            + "\(repository ?? "REPOSITORY") --local-dir DIRECTORY'"
    }
}
