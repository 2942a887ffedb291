import Basics
import Manifests
import SageMaker
import Testing

/// A manifest is read completely, even if it contains errors.
@Suite struct ReadingTests {
    private func diagnostics(_ yaml: String) -> [String] {
        guard
            case .manifest(let diagnostics)? = #expect(
                throws: ManifestError.self,
                performing: { try Project(yaml: yaml) }
            )
        else { return [] }
        return diagnostics.map { diagnostic in
            let position = diagnostic.location.position
            return "\(position?.line ?? 0):\(position?.column ?? 0) \(diagnostic)"
        }
    }

    @Test func allErrorsAreReportedInTheOrderOfTheText() {
        let found = diagnostics(
            """
            version: 1
            models:
              Scorer:
                containers:
                  - image: { fromEcrRepository: { repositoryName: repo, tagg: x } }
                    modelDat: { fromBucket: { bucket: b, key: k } }
                    environment: { 2A: x }
            endpointConfigs:
              C:
                instanceProductionVariants:
                  - { model: Scorr, variantName: v_1, initialInstanceCount: many }
            """
        )
        #expect(
            found.map { $0.prefix { $0 != ";" } } == [
                "5:61 models.Scorer.containers[0].image.fromEcrRepository.tagg: unknown property",
                "6:9 models.Scorer.containers[0].modelDat: unknown property",
                "7:24 models.Scorer.containers[0].environment.2A: '2A' must be an environment variable name: "
                    + "at most 1,024 letters, digits and '_', not beginning with a digit",
                "11:11 endpointConfigs.C.instanceProductionVariants[0].model: there is no model 'Scorr'",
                "11:25 endpointConfigs.C.instanceProductionVariants[0].variantName: 'v_1' must be 1 to 63 letters, "
                    + "digits and '-', beginning and ending with a letter or digit",
                "11:43 endpointConfigs.C.instanceProductionVariants[0].initialInstanceCount: must be a whole number",
            ]
        )
    }

    @Test func extensionsAreAPlaceForAnchors() throws {
        let project = try Project(
            yaml: """
                version: 1
                x-image: &image { fromEcrRepository: { repositoryName: repo, tag: t } }
                x-anything: { ? [no, name] : 1, modelDat: &x [*image] }
                models:
                  M: { containers: [{ image: *image }] }
                """
        )
        #expect(project.models["M"]?.containers.count == 1)
        #expect(
            diagnostics("version: 1\nX-a: 1\nmodels: { x-a: 1 }").map { $0.prefix(8) }
                == ["2:1 X-a: ", "3:11 mod"].map { $0.prefix(8) }
        )
    }

    /// The placeholder for an invalid value causes no further errors.
    @Test(arguments: [
        "models: { M: { containers: [{ image: { fromAset: c } }] } }",
        "models: { M: { containers: 1 } }",
        "models: { M: { containrs: [{ image: { fromAsset: c } }] } }",
        "models: { M: { containers: [{ image: 7 }] } }",
        "models: { M: { containers: [{ image: { fromAsset: c }, modelData: { fromBucket: { bucket: abc } } }] } }",
        "models: { M: { containers: [{ image: { fromAsset: c }, mode: Multi } ] } }",
        "models: { M: }",
        "models: [M]",
        "endpoints: { E: { endpointConfig: {} } }",
    ])
    func errorIsReportedOnce(section: String) {
        #expect(diagnostics("version: 1\n\(section)").count == 1)
    }

    @Test func diagnosticsInJSONHaveLocations() throws {
        let error = #expect(throws: ManifestError.self) { try Project(yaml: "version: 1\nmodel: {}") }
        #expect(
            error?.diagnostics.map(\.json) == [
                [
                    "code": "unknown-property", "column": 1, "file": "sageassets.yaml", "fix": "did you mean 'models'?",
                    "line": 2, "message": "unknown property", "path": "model", "severity": "error",
                ]
            ]
        )
    }

    @Test func yamlTemplatesQuoteAmbiguousText() throws {
        let container = ContainerDefinition(
            image: .fromEcrRepository(.name("repo")),
            environment: ["on": "yes", "ACCOUNT": "012345678901", "LINES": "a\nb", "EMPTY": ""]
        )
        let project = Project(models: ["M": Model(containers: [container])])
        let template = try CloudFormationTemplate(SynthesisInput(project))
        for line in [#""on": "yes""#, #"ACCOUNT: "012345678901""#, #"LINES: "a\nb""#, #"EMPTY: """#] {
            #expect(template.yaml.contains("\(line)\n"), "\(template.yaml)")
        }
    }
}
