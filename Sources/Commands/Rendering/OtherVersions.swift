internal import Assets
internal import Hashing
internal import Manifests
internal import SageMaker

/// The warning that a template is made of other versions of assets than those at other destinations.
///
/// The references say that versions differ, not which one is newer: that takes the fingerprints of the local assets.
struct OtherVersions {
    private static let listedCount = 3
    private static let digitCount = 12

    /// A version of an asset at another destination.
    private struct Difference {
        let key: AssetKey
        let other: String
        let otherAddress: SHA256Digest
        /// The address at the destination of the template; nil if the asset was never published there.
        let address: SHA256Digest?
    }

    private let destination: String
    private let differences: [Difference]

    /// Compares the addresses of a project's assets; returns nil if they are the same at all destinations.
    init?(of project: Project, at destination: String, in references: References) {
        self.destination = destination
        differences = project.assets.map(\.key).flatMap { key in
            let address = references[key, destination]?.address
            return project.destinations.compactMap { other -> Difference? in
                guard let otherAddress = references[key, other.name]?.address, otherAddress != address else {
                    return nil
                }
                return Difference(key: key, other: other.name, otherAddress: otherAddress, address: address)
            }
        }
        if differences.isEmpty { return nil }
    }

    /// Prints the warning.
    func note() {
        for difference in differences.prefix(Self.listedCount) { Console.note("warning: \(text(of: difference))") }
        let more = differences.count - Self.listedCount
        if more > 0 { Console.note("warning: \(more) more \(more == 1 ? "version differs" : "versions differ")") }
        let check = "sageassets fingerprint --check --destination \(destination)"
        let publish = "sageassets publish --destination \(destination)"
        Console.note("  hint: '\(check)' compares with the local assets, and '\(publish)' publishes them there")
    }

    private func text(of difference: Difference) -> String {
        let other = "\(short(difference.otherAddress)) at '\(difference.other)'"
        guard let address = difference.address else {
            return "'\(difference.key)' is \(other), and was never published to '\(destination)'"
        }
        return "'\(difference.key)' is \(short(address)) at '\(destination)', and \(other): one of the two is behind"
    }

    private func short(_ address: SHA256Digest) -> Substring { address.description.prefix(Self.digitCount) }
}
