import Basics
import Foundation
import Manifests
import SageMaker
import SystemPackage
import Testing
import TestSupport

/// Our templates equal those of the AWS CDK's library, resource by resource, except for its errors (Goldens/README.md).
@Suite struct GoldenTests {
    /// A manifest, and the template that the CDK's library creates from the same definitions.
    struct Golden: Sendable, CustomTestStringConvertible {
        let name: String

        static let folder = FilePath(#filePath).removingLastComponent().appending("Goldens")

        /// Without `autoscaling-from-zero`, which our rules refuse: a real-time endpoint cannot scale to zero.
        static let all = ((try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? [])
            .filter { $0.hasSuffix(".yaml") }.sorted().map { Golden(name: String($0.dropLast(".yaml".count))) }

        var testDescription: String { name }

        func project() throws -> Project { try Project(yaml: try read(Self.folder.appending("\(name).yaml"))) }

        func resources() throws -> [String: JSON] {
            let data = Data(try read(Self.folder.appending("\(name).json")).utf8)
            return try #require(try JSONDecoder().decode(Document.self, from: data).value["Resources"]).members
        }
    }

    /// Errors of the CDK library in its templates, and the correct text.
    private static let faults: [String: [(wrong: String, right: String)]] = [
        "image-from-repository": [("/digested:sha256:", "/digested@sha256:")],
        "variant-options": [
            (
                #""InitialVariantWeight":1,"InstanceType":"ml.t2.medium","ModelName":"<AWS::SageMaker::Model.ModelName>","VariantName":"weightless""#,
                #""InitialVariantWeight":0,"InstanceType":"ml.t2.medium","ModelName":"<AWS::SageMaker::Model.ModelName>","VariantName":"weightless""#
            )
        ],
    ]

    @Test(arguments: Golden.all)
    func templateEqualsThatOfTheCDK(golden: Golden) throws {
        let region = try S3Destination(bucket: "my-bucket", region: "eu-west-1")
        let destination = golden.name == "dlc-image" ? try Destination(name: "d", kind: .s3(region)) : .local
        let template = try golden.project().template(for: destination)
        let ours = Canonical(template.json["Resources"]?.members ?? [:]).resources
        var theirs = Canonical(try golden.resources()).resources
        for (wrong, right) in Self.faults[golden.name] ?? [] {
            #expect(theirs.contains { $0.contains(wrong) }, "\(golden.name) has no error any more: \(theirs)")
            theirs = theirs.map { $0.replacing(wrong, with: right) }.sorted()
        }
        #expect(!theirs.isEmpty)
        for resource in ours where !theirs.contains(resource) { Issue.record("only ours: \(resource)") }
        for resource in theirs where !ours.contains(resource) { Issue.record("only theirs: \(resource)") }
        #expect(ours.count == theirs.count)
    }

    @Test func goldensAreFound() { #expect(Golden.all.count > 30) }
}

/// A canonical form of a template's resources: without logical ids, and with intrinsic functions resolved to text.
private struct Canonical {
    private let types: [String: String]
    private(set) var resources: [String] = []

    init(_ resources: [String: JSON]) {
        types = resources.compactMapValues { if case .string(let type) = $0["Type"] { type } else { nil } }
        for (id, resource) in resources {
            guard let type = types[id] else { continue }
            let properties = canonical(resource["Properties"] ?? [:]).members
            switch type {
            // Our roles have fewer permissions: see ExecutionRoleTests.
            case "AWS::IAM::Role": continue
            case "AWS::IAM::Policy":
                let roles = properties["Roles"]?.elements ?? []
                // The policy of a generated role.
                guard !roles.contains(where: { $0.compact.contains("<") }) else { continue }
                self.resources += (properties["PolicyDocument"]?["Statement"]?.elements ?? []).map {
                    "\(type) \(JSON.array(roles).compact) \($0.compact)"
                }
            case "AWS::ApplicationAutoScaling::ScalingPolicy":
                self.resources.append("\(type) \(withoutGeneratedName(properties).compact)")
            case "AWS::ApplicationAutoScaling::ScalableTarget":
                // The role is the service-linked one in both; the library omits it.
                var properties = properties
                properties["RoleARN"] = nil
                self.resources.append("\(type) \(JSON.object(properties).compact)")
            default: self.resources.append("\(type) \(JSON.object(properties).compact)")
            }
        }
        self.resources.sort()
    }

    /// Returns properties without a generated name.
    private func withoutGeneratedName(_ properties: [String: JSON]) -> JSON {
        var properties = properties
        if case .string(let name) = properties["PolicyName"], !["thirty-a-second", "second", "backlog"].contains(name) {
            properties["PolicyName"] = nil
        }
        return .object(properties)
    }

    private func canonical(_ value: JSON) -> JSON {
        switch value {
        case .null, .bool: return value
        case .integer(let number): return .number(Double(number))
        case .number: return value
        case .string(let text): return .string(plain(text))
        case .array(let elements): return .array(elements.map(canonical))
        case .object(let members):
            if let text = text(of: members) { return .string(plain(text)) }
            return .object(members.mapValues(canonical))
        }
    }

    /// Returns the text of an intrinsic function; nil for any other object.
    private func text(of members: [String: JSON]) -> String? {
        guard members.count == 1, let (function, argument) = members.first else { return nil }
        switch (function, argument) {
        case ("Ref", .string(let id)): return reference(id, nil)
        case ("Fn::GetAtt", .array(let parts)):
            guard case .string(let id) = parts[0], case .string(let attribute) = parts[1] else { return nil }
            return reference(id, attribute)
        case ("Fn::Join", .array(let parts)):
            return parts[1].elements.map { if case .string(let text) = canonical($0) { text } else { "?" } }.joined()
        case ("Fn::Sub", .string(let text)):
            return text.replacing(/\$\{([A-Za-z0-9]+)(\.([A-Za-z]+))?\}/) { match in
                reference(String(match.1), match.3.map(String.init))
            }
        default: return nil
        }
    }

    private func reference(_ id: String, _ attribute: String?) -> String {
        guard let type = types[id] else { return "${\(id)}" }
        // A scalable target's `Ref` is its id.
        if type == "AWS::ApplicationAutoScaling::ScalableTarget" { return "<\(type)>" }
        return attribute.map { "<\(type).\($0)>" } ?? "<\(type)>"
    }

    /// Replaces the names of both programs' stores and the addresses of assets by placeholders.
    private func plain(_ text: String) -> String {
        text.replacing("${AWS::URLSuffix}", with: "amazonaws.com")
            .replacing("https://s3.${AWS::Region}.amazonaws.com/", with: "s3://")
            .replacing(
                /cdk-hnb659fds-container-assets-\$\{AWS::AccountId\}-\$\{AWS::Region\}:[0-9a-f]{64}/,
                with: "(image)"
            )
            .replacing(/\$\{AssetRepository\}:[0-9a-f]{64}/, with: "(image)")
            .replacing(
                /cdk-hnb659fds-assets-\$\{AWS::AccountId\}-\$\{AWS::Region\}\/[0-9a-f]{64}\.gz/,
                with: "(artifact)"
            )
            .replacing(/\$\{AssetBucket\}\/\$\{AssetPrefix\}[0-9a-f]{64}\.tar\.gz/, with: "(artifact)")
    }
}

extension JSON {
    /// The members of an object; empty for any other value.
    fileprivate var members: [String: JSON] { if case .object(let members) = self { members } else { [:] } }
}

/// A decoder of any JSON value, with numbers as `Double`.
private struct Document: Decodable {
    let value: JSON

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let bool = try? container.decode(Bool.self) {
            value = .bool(bool)
        } else if let number = try? container.decode(Double.self) {
            value = .number(number)
        } else if let text = try? container.decode(String.self) {
            value = .string(text)
        } else if let elements = try? container.decode([Document].self) {
            value = .array(elements.map(\.value))
        } else {
            value = .object(try container.decode([String: Document].self).mapValues(\.value))
        }
    }
}
