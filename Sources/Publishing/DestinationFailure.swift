extension PublishFailure {
    /// Returns the failures with one in place of all those whose cause is the same destination.
    ///
    /// - Parameters:
    ///   - failures: All failures.
    ///   - working: The destinations at which some asset did not fail: their failures are all kept.
    public static func oncePerDestination(_ failures: [PublishFailure], working: Set<String>) -> [PublishFailure] {
        var reported: Set<String> = []
        return failures.compactMap { failure in
            guard let destination = failure.destination, !working.contains(destination),
                failure.concernsDestination
            else { return failure }
            return reported.insert(destination).inserted ? failure.ofDestination : nil
        }
    }
}
