import Manifests
import SageMaker
import Testing
import TestSupport

/// Templates and references are independent of the order of definitions.
@Suite struct OrderTests {
    @Test(arguments: 0..<50 as Range<UInt64>)
    func shuffledDefinitionsYieldTheSameBytes(seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        let names = (0..<8).map { "M\($0)" }
        let models = names.map { name in
            "  \(name): { containers: [{ image: { fromAsset: \"c/\(name)\" }, modelData: { fromAsset: m } }] }"
        }
        let configs = names.map { "  C\($0): { instanceProductionVariants: [{ model: \($0), variantName: v }] }" }
        func manifest(_ models: [String], _ configs: [String]) -> String {
            let sections = [["models:"] + models, ["endpointConfigs:"] + configs]
            return (["version: 1"] + sections.flatMap { $0 }).joined(separator: "\n")
        }
        let plain = try Project(yaml: manifest(models, configs))
        let shuffled = try Project(yaml: manifest(models.shuffled(using: &random), configs.shuffled(using: &random)))
        #expect(shuffled.assets == plain.assets)
        #expect(try shuffled.template().text == plain.template().text)
        #expect(try shuffled.template(for: .staging()).text == plain.template(for: .staging()).text)
        let references = try shuffled.published(to: .local)
        #expect(try references.text == plain.published(to: .local).text)
        #expect(try References(json: references.text) == references)
    }

    @Test func addingADefinitionLeavesOthersUnchanged() throws {
        var project = try Example.endpointConfig.project()
        let before = try project.template().json["Resources"]
        project.models["Another"] = Model(containers: [ContainerDefinition(image: .fromEcrRepository(.name("repo")))])
        let after = try project.template().json["Resources"]
        for id in before?.keys ?? [] { #expect(after?[id] == before?[id]) }
        #expect((after?.keys.count ?? 0) == (before?.keys.count ?? 0) + 2)
    }
}

/// A random number generator with reproducible results for a seed (Steele, Lea and Flood, 2014).
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
