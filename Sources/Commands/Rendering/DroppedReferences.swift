internal import Assets
internal import Manifests

/// The lines that tell which publications were removed from the references file.
struct DroppedReferences {
    private let dropped: [DroppedReference]
    private let word: String

    /// - Parameters:
    ///   - dropped: The publications.
    ///   - isPlanned: Whether they are still there.
    init(_ dropped: [DroppedReference], isPlanned: Bool = false) {
        self.dropped = dropped
        word = isPlanned ? "to be dropped" : "dropped"
    }

    /// Prints a line for each destination that is gone, and one for each other asset.
    func note() {
        for line in lines { Console.note("\(word): \(line)") }
    }

    private var lines: [String] {
        let isWhole = { (reference: DroppedReference) in reference.reason == .destination }
        let destinations = Dictionary(grouping: dropped.filter(isWhole), by: \.destination).sorted { $0.key < $1.key }
        let assets = Dictionary(grouping: dropped.filter { !isWhole($0) }) { Asset(key: $0.key, reason: $0.reason) }
        return destinations.map { name, references in
            let count = references.count == 1 ? "1 asset" : "\(references.count) assets"
            return "destination '\(name)' with \(count): \(DroppedReference.Reason.destination.text)"
        }
            + assets.sorted { $0.key.key < $1.key.key }.map { asset, references in
                let names = references.map(\.destination).joined(separator: ", ")
                return "\(asset.key) (\(names)): \(asset.reason.text)"
            }
    }

    private struct Asset: Hashable {
        let key: AssetKey
        let reason: DroppedReference.Reason
    }
}

extension DroppedReference.Reason {
    fileprivate var text: String {
        switch self {
        case .asset, .destination: "the manifest no longer has it"
        case .conflict: "the sides of the merge conflict differ; publish it there again"
        case .mismatch: "its object was not that of its address; publish it there again"
        }
    }
}
