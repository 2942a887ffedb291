internal import Assets
internal import Manifests
internal import SageMaker

/// The warning that a template is made of other versions of assets than those at other destinations.
///
/// The references say that versions differ, not which one is newer: that takes the fingerprints of the local assets.
struct OtherVersions {
    private static let listedCount = 3

    private let destination: String
    private let others: Set<String>
    private let assets: [AssetKey]

    /// Compares the addresses of a project's assets; returns nil if they are the same at all destinations.
    init?(of project: Project, at destination: String, in references: References) {
        self.destination = destination
        var others: Set<String> = []
        assets = project.assets.map(\.key).filter { key in
            let address = references[key, destination]?.address
            let differing = project.destinations.map(\.name).filter { name in
                references[key, name].map { $0.address != address } ?? false
            }
            others.formUnion(differing)
            return !differing.isEmpty
        }
        self.others = others
        if assets.isEmpty { return nil }
    }

    /// Prints the warning.
    func note() {
        let names = others.sorted().map { "'\($0)'" }.joined(separator: ", ")
        let listed = assets.prefix(Self.listedCount).map(\.description).joined(separator: ", ")
        let more = assets.count > Self.listedCount ? " and \(assets.count - Self.listedCount) more" : ""
        let verb = others.count == 1 ? "has other versions" : "have other versions"
        Console.note("warning: destination '\(destination)' may be behind: \(names) \(verb) of \(listed)\(more)")
        let command = "sageassets publish --destination \(destination)"
        Console.note("  hint: run '\(command)' to publish the local versions there")
    }
}
