internal import AWSNames
internal import Basics
internal import Manifests

/// Collects the diagnostics of one object's rules, each at the path of the property that violates a rule.
///
/// Properties are given as cases of the object's `Property`, so that a path cannot name a property that does not exist.
struct RuleCheck<Object: DocumentObject> {
    /// The path of the object.
    let path: PropertyPath
    /// The diagnostics up to now, in the order of the checks.
    private(set) var diagnostics: [Diagnostic] = []

    init(at path: PropertyPath) {
        self.path = path
    }

    /// Returns the path of a property of the object.
    func path(to property: Object.Property) -> PropertyPath { path.appending(property) }

    /// Reports an error in a property.
    mutating func report(
        _ code: Diagnostic.Code,
        at property: Object.Property,
        _ message: String,
        fix: String? = nil
    ) {
        report(code, at: path(to: property), message, fix: fix)
    }

    /// Reports an error at any path, such as that of a list's element.
    mutating func report(_ code: Diagnostic.Code, at path: PropertyPath, _ message: String, fix: String? = nil) {
        diagnostics.append(Diagnostic(code, at: path, message, fix: fix))
    }

    /// Adds the diagnostics of another check, such as that of a nested object; none if nil.
    mutating func include(_ others: [Diagnostic]?) {
        diagnostics += others ?? []
    }
}

// MARK: Values

extension RuleCheck {
    /// Requires that a text, if there is one, follows a rule.
    mutating func require(_ text: String?, at property: Object.Property, _ rule: NamingRule) {
        include(rule.diagnostics(text, at: path(to: property)))
    }

    /// Requires that every text of a list follows a rule.
    mutating func requireEach(_ texts: [String], at property: Object.Property, _ rule: NamingRule) {
        for (index, text) in texts.enumerated() {
            include(rule.diagnostics(text, at: path(to: property).appending(index: index)))
        }
    }

    /// Requires that no text is in a list twice.
    mutating func requireUnique(_ texts: [String], at property: Object.Property) {
        for (index, text) in texts.enumerated() where texts[..<index].contains(text) {
            report(.nameCollision, at: path(to: property).appending(index: index), "'\(text)' is there already")
        }
    }

    /// Requires that a number, if there is one, is in a range.
    ///
    /// - Parameter unit: The unit in the message, with a space before it.
    mutating func require(
        _ number: Int?,
        at property: Object.Property,
        in bounds: ClosedRange<Int>,
        unit: String = ""
    ) {
        guard let number, !bounds.contains(number) else { return }
        report(.outOfRange, at: property, "is \(number); must be \(bounds.description(unit: unit))")
    }

    /// Requires a number of elements.
    ///
    /// - Parameter elements: The elements in the plural: "containers".
    mutating func requireCount(
        of collection: some Collection,
        at property: Object.Property,
        in bounds: ClosedRange<Int>,
        _ elements: String
    ) {
        guard !bounds.contains(collection.count) else { return }
        let required = "\(bounds.lowerBound) to \(bounds.upperBound)"
        report(.wrongCount, at: property, "has \(collection.count) \(elements); must have \(required)")
    }

    /// Requires that a weight is a number that is not negative.
    ///
    /// Source: `InitialVariantWeight` of ProductionVariant in the Amazon SageMaker API Reference.
    mutating func requireWeight(_ weight: Double, at property: Object.Property) {
        guard !(weight.isFinite && weight >= 0) else { return }
        report(.outOfRange, at: property, "is \(weight); must be a number of at least 0")
    }

    /// Requires that tags follow SageMaker's rules.
    ///
    /// Source: Tag in the Amazon SageMaker API Reference; at most 50.
    mutating func requireTags(_ tags: [String: String], at property: Object.Property) {
        let path = path(to: property)
        if tags.count > 50 { report(.wrongCount, at: path, "has \(tags.count) tags; at most 50") }
        for (key, value) in tags.sorted(by: { $0.key < $1.key }) {
            include(NamingRule.tagKey.diagnostics(key, at: path.appending(name: key)))
            include(NamingRule.tagValue.diagnostics(value, at: path.appending(name: key)))
        }
    }
}

extension ClosedRange<Int> {
    /// The numbers from a minimum to the largest one that the API's integers can be, which have 32 bits.
    static func atLeast(_ minimum: Int) -> ClosedRange<Int> { minimum...Int(Int32.max) }

    fileprivate func description(unit: String) -> String {
        (upperBound == Int(Int32.max) ? "at least \(lowerBound)" : "from \(lowerBound) to \(upperBound)") + unit
    }
}

extension NamingRule {
    /// Returns a diagnostic if a text violates the rule; none if there is no text.
    func diagnostics(_ text: String?, at path: PropertyPath) -> [Diagnostic] {
        guard let text, !accepts(text) else { return [] }
        return [Diagnostic(.invalidValue, at: path, "'\(text)' \(description)")]
    }
}
