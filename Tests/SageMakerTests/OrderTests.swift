import Manifests
import SageMaker
import Testing
import TestSupport

/// Templates and references are independent of the order of definitions.
@Suite struct OrderTests {
    @Test(arguments: 0..<50 as Range<UInt64>)
    func shuffledDefinitionsYieldTheSameBytes(seed: UInt64) throws {
        var random = SplitMix(state: seed)
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
