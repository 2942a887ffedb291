internal import Basics
internal import Manifests
internal import SageMaker
internal import SystemPackage

/// The step that follows a template: the command that deploys it.
struct NextSteps {
    /// CloudFormation takes larger templates from a bucket only.
    ///
    /// Source: "AWS CloudFormation quotas", template body size in a request.
    private static let templateByteLimit = 51_200

    private let destination: Destination
    private let file: String
    private let directory: FilePath

    /// - Parameters:
    ///   - file: The file that the template was written to; nil if it was printed.
    ///   - directory: The directory of the manifest, after which the stack is named.
    init(destination: Destination, file: String?, named standardName: String, directory: FilePath) {
        self.destination = destination
        self.file = file ?? standardName
        self.directory = directory
    }

    private var bucket: S3Destination? {
        if case .s3(let bucket) = destination.kind { bucket } else { nil }
    }

    /// Returns the command that deploys a CloudFormation template.
    func deployment(of template: CloudFormationTemplate, byteCount: Int) -> String {
        var words = ["aws", "cloudformation", "deploy", "--template-file", file.shellQuoted, "--stack-name", stackName]
        if let region = bucket?.region { words += ["--region", region] }
        if let profile = bucket?.profile { words += ["--profile", profile.shellQuoted] }
        if byteCount > Self.templateByteLimit { words += ["--s3-bucket", bucket?.bucket ?? "BUCKET"] }
        let values = template.json.members("Parameters").filter { !$0.value.has("Default") }.keys.sorted()
        if !values.isEmpty { words += ["--parameter-overrides"] + values.map { "\($0)=…" } }
        if template.json.members("Resources").values.contains(where: \.isOfIAM) {
            words += ["--capabilities", "CAPABILITY_IAM"]
        }
        return words.joined(separator: " ")
    }

    /// The command that applies a Terraform configuration.
    var application: String {
        let place = FilePath(file).removingLastComponent()
        let option = place.isEmpty ? "" : " -chdir=\(place.string.shellQuoted)"
        return "terraform\(option) init && terraform\(option) apply"
    }

    /// A name that CloudFormation takes: letters, digits and hyphens, a letter first.
    private var stackName: String {
        let name = directory.lastComponent?.string ?? ""
        let words = name.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.joined(separator: "-")
        return words.first?.isLetter == true ? String(words.prefix(128)) : "models"
    }
}

extension MissingImage {
    /// Prints the warning that a deployment fails unless the image is built first.
    func note(at destination: String) {
        Console.note(
            "warning: the image '\(key)' was never built for destination '\(destination)': deployment needs \(uri)"
        )
        let command = "sageassets publish --destination \(destination)"
        Console.note("  hint: run '\(command)' where images can be built, or see 'sageassets image-build --help'")
    }
}

extension JSON {
    fileprivate func members(_ name: String) -> [String: JSON] {
        guard case .object(let members) = self, case .object(let found)? = members[name] else { return [:] }
        return found
    }

    fileprivate func has(_ name: String) -> Bool {
        if case .object(let members) = self { members[name] != nil } else { false }
    }

    /// Whether a resource is one of IAM, which CloudFormation creates only if told so.
    ///
    /// Source: "Acknowledging IAM resources in CloudFormation templates" in its User Guide: roles and policies alike;
    /// `CAPABILITY_NAMED_IAM` is for custom names, which templates do not have.
    fileprivate var isOfIAM: Bool {
        guard case .object(let members) = self, case .string(let type)? = members["Type"] else { return false }
        return type.hasPrefix("AWS::IAM::")
    }
}
