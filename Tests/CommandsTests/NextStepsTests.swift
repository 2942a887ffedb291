import Foundation
import SystemPackage
import Testing
import TestSupport

/// The next steps that `synth` names for its template.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct NextStepsTests {
    private func publish(role: Bool = false, endpoint: String? = nil) async throws -> TestProject {
        let project = try TestProject.write(to: TemporaryDirectory.path.appending("my project"), weights: 1000)
        let manifest = project.directory.appending("sageassets.yaml")
        var text = try String(contentsOfFile: manifest.string, encoding: .utf8)
        if role {
            let line = "  Scorer:\n    role: arn:aws:iam::123456789012:role/scorer\n"
            text = text.replacing("  Scorer:\n", with: line)
        }
        if let endpoint { text += "endpoints: { Endpoint: { fromEndpointName: scorer\(endpoint) } }\n" }
        try FileNode.file(Array(text.utf8)).write(to: manifest)
        #expect(try await Program.run(["publish", "--images", "context"], in: project.directory).status == 0)
        return project
    }

    private func steps(_ arguments: [String], in project: TestProject) async throws -> [String] {
        let output = try await Program.run(["synth"] + arguments, in: project.directory)
        #expect(output.status == 0, "\(output.standardError)")
        return output.standardError.split(separator: "\n").map(String.init)
    }

    private static let warning =
        "warning: the image 'containers/scorer' was never built for destination 'local': deployment needs "
        + "<account>.dkr.ecr.<region>.amazonaws.com/<AssetRepository>:"
    private static let values = "AssetBucket=… AssetRepository=…"

    @Test func deploymentHasTheCapabilityAndTheParametersThatItNeeds() async throws {
        let project = try await publish()
        let lines = try await steps(["-o", "t.json"], in: project)
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix(Self.warning))
        #expect(
            lines[1].hasPrefix("  hint: run 'sageassets publish --destination local' where images can be built, or ")
        )
        #expect(
            lines[2] == "next: aws cloudformation deploy --template-file t.json --stack-name my-project"
                + " --parameter-overrides \(Self.values) --capabilities CAPABILITY_IAM"
        )
        #expect(try await steps(["--yaml"], in: project).last?.contains("--template-file template.yaml ") == true)
    }

    /// Without a generated role a template may still have a policy, that of the roles that invoke an endpoint.
    @Test(arguments: [(nil, false), ("", false), (", grantInvoke: [caller]", true)] as [(String?, Bool)])
    func onlyRolesAndPoliciesNeedTheCapability(endpoint: String?, isNeeded: Bool) async throws {
        let project = try await publish(role: true, endpoint: endpoint)
        #expect(try await steps([], in: project).last?.contains(" --capabilities CAPABILITY_IAM") == isNeeded)
    }

    @Test func terraformIsInitializedAndApplied() async throws {
        let project = try await publish()
        let lines = try await steps(["--format", "terraform", "-o", "main.tf.json"], in: project)
        #expect(lines.last == "next: terraform init && terraform apply")
        try FileManager.default.createDirectory(
            atPath: project.directory.appending("a b").string,
            withIntermediateDirectories: false
        )
        let other = try await steps(["--format", "terraform", "-o", "a b/main.tf.json"], in: project)
        #expect(other.last == "next: terraform -chdir=\"a b\" init && terraform -chdir=\"a b\" apply")
    }

    @Test(arguments: [["--output", "json"], ["--dry-run"]])
    func onlyTheWarningIsPrintedWhereNobodyDeploys(arguments: [String]) async throws {
        let lines = try await steps(arguments, in: try await publish())
        #expect(lines.count == 2)
        #expect(lines.first?.hasPrefix(Self.warning) == true)
    }

    @Test func quietPrintsNothing() async throws {
        #expect(try await steps(["--quiet"], in: try await publish()) == [])
    }
}
