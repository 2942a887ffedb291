// Source: the arguments of hashicorp/aws's resources in the Terraform Registry, of the version that
// `TerraformConfiguration` requires.

extension Request {
    /// Returns the parameters as arguments of the provider's resource.
    ///
    /// - Throws: `SageMakerError.notInLanguage` with a property that the provider has no argument for.
    func terraformArguments(id: ResourceID) throws(SageMakerError) -> [String: TemplateValue] {
        var request = self
        if action == .putMetricAlarm, givenName == nil {
            // The provider requires a name, which must differ from those of other endpoints' alarms.
            // An endpoint's name has at most 63 characters, and an alarm's 255.
            request.parameters["AlarmName"] = "\(monitoredEndpoint)-\(ResourceName.shortened(id, to: 191))"
        }
        return try TerraformSchema(action: action, definition: id).arguments(request.parameters, at: [])
    }

    /// The name of the endpoint that an alarm monitors.
    private var monitoredEndpoint: Substitution {
        let dimensions = parameters["Dimensions"]?.elements.map(\.members) ?? []
        let names = dimensions.filter { $0["Name"] == "EndpointName" }.compactMap { $0["Value"] }
        return names.flatMap(\.substitutions).first ?? ""
    }
}

extension Request.Action {
    /// The type of the Terraform resource that the request creates.
    var terraformType: String {
        switch self {
        case .createModel: "aws_sagemaker_model"
        case .createEndpointConfig: "aws_sagemaker_endpoint_configuration"
        case .createEndpoint: "aws_sagemaker_endpoint"
        case .registerScalableTarget: "aws_appautoscaling_target"
        case .putScalingPolicy: "aws_appautoscaling_policy"
        case .putMetricAlarm: "aws_cloudwatch_metric_alarm"
        }
    }

    /// The provider's argument for the resource's name.
    var terraformName: String { self == .putMetricAlarm ? "alarm_name" : "name" }
}

/// Translates a request's parameters to the provider's arguments: the API's names in snake case, except for the tables.
private struct TerraformSchema {
    let action: Request.Action
    /// The id of the definition, for errors.
    let definition: ResourceID

    /// The provider's argument for a parameter.
    struct Argument: ExpressibleByStringLiteral {
        /// The form of the argument's value.
        enum Form {
            /// The parameter's value, with the names of its members translated.
            case translated
            /// The parameter's value unchanged: the names of its members are the user's.
            case verbatim
            /// A map of a list of pairs; the associated value is the name of the pairs' key.
            case map(of: String)
            /// A number as text.
            case text
            /// A full ARN, even where the API accepts an id or a name.
            case keyARN, modelPackageARN
        }

        let name: String
        let form: Form

        init(_ name: String, _ form: Form = .translated) {
            self.name = name
            self.form = form
        }

        init(stringLiteral value: String) { self.init(value) }
    }

    /// The arguments for a request's parameters, but not for parameters nested in them.
    private static let outerArguments: [Request.Action: [String: Argument]] = [
        .createModel: ["Containers": "container"],
        .createEndpointConfig: ["KmsKeyId": Argument("kms_key_arn", .keyARN)],
        .putMetricAlarm: ["Dimensions": Argument("dimensions", .map(of: "Name"))],
    ]

    /// The arguments for parameters at any depth.
    private static let arguments: [String: Argument] = [
        "AdditionalModelDataSources": "additional_model_data_source",
        "Environment": Argument("environment", .verbatim),
        "KmsKeyId": Argument("kms_key_id", .keyARN),
        "MetricIntervalLowerBound": Argument("metric_interval_lower_bound", .text),
        "ModelPackageName": Argument("model_package_name", .modelPackageARN),
        "StepAdjustments": "step_adjustment",
        "Tags": Argument("tags", .map(of: "Key")),
    ]

    /// The parameters for which the provider has no argument, with the names of the manifest's properties.
    private static let unsupported = [
        "InstancePools": "instancePools",
        "ScaleInPolicy": "managedInstanceScaling.scaleInPolicy",
        "VariantInstanceProvisionTimeoutInSeconds": "variantInstanceProvisionTimeoutInSeconds",
    ]

    /// The arguments that the provider requires and the API does not, by the path of their block.
    private static let required: [[String]: (parameter: String, property: String)] = [
        ["AsyncInferenceConfig", "OutputConfig"]: ("S3OutputPath", "asyncInference without outputPath"),
        ["ShadowProductionVariants", "CoreDumpConfig"]: ("KmsKeyId", "coreDump without encryptionKey"),
    ]

    /// Returns the arguments of a block.
    ///
    /// - Parameters:
    ///   - parameters: The parameters that the block stands for.
    ///   - path: The names of the parameters around the block; empty for the resource itself.
    func arguments(
        _ parameters: [String: TemplateValue],
        at path: [String]
    ) throws(SageMakerError) -> [String: TemplateValue] {
        if let required = Self.required[path], parameters[required.parameter] == nil {
            throw .notInLanguage(language: .terraform, property: required.property, definition: definition)
        }
        var arguments: [String: TemplateValue] = [:]
        for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
            if let property = Self.unsupported[name] {
                throw .notInLanguage(language: .terraform, property: property, definition: definition)
            }
            let argument = argument(for: name, at: path)
            arguments[argument.name] = try self.value(value, as: argument.form, at: path + [name])
        }
        return arguments
    }

    private func argument(for name: String, at path: [String]) -> Argument {
        if path.isEmpty {
            if name == action.nameParameter { return Argument(action.terraformName) }
            if let argument = Self.outerArguments[action]?[name] { return argument }
        }
        return Self.arguments[name] ?? Argument(name.snakeCased)
    }

    private func value(
        _ value: TemplateValue,
        as form: Argument.Form,
        at path: [String]
    ) throws(SageMakerError) -> TemplateValue {
        switch (form, value) {
        case (.map(let key), .list(let pairs)):
            let members = pairs.map(\.members).compactMap { pair in
                pair[key]?.plainText.flatMap { name in pair["Value"].map { (name, $0) } }
            }
            return .object(Dictionary(members, uniquingKeysWith: { _, last in last }))
        case (.text, .integer(let number)):
            return .text(String(number))
        case (.keyARN, .text(let key)):
            return .text(key.keyARN)
        case (.modelPackageARN, .text(let name)):
            return .text(name.modelPackageARN)
        case (.translated, .list(let elements)):
            var written: [TemplateValue] = []
            for element in elements { written.append(try self.value(element, as: .translated, at: path)) }
            return .list(written)
        case (.translated, .object(let members)):
            return .object(try arguments(members, at: path))
        default:
            return value
        }
    }
}

extension TemplateValue {
    fileprivate var plainText: String? { if case .text(let text) = self { text.plainText } else { nil } }
}

extension Substitution {
    /// The ARN of a KMS key, which is in the stack's account if it is given by id or alias.
    fileprivate var keyARN: Substitution {
        guard let key = plainText, !key.hasPrefix("arn:") else { return self }
        let resource = key.hasPrefix("alias/") ? key : "key/\(key)"
        return "arn:\(.partition):kms:\(.region):\(.account):\(resource)"
    }

    /// The ARN of a model package, which is in the stack's account if it is given by name.
    fileprivate var modelPackageARN: Substitution {
        guard let name = plainText, !name.hasPrefix("arn:") else { return self }
        return "arn:\(.partition):sagemaker:\(.region):\(.account):model-package/\(name.lowercased())"
    }
}

extension String {
    /// The name in snake case: `EnableSSMAccess` as `enable_ssm_access`, `S3Uri` as `s3_uri`.
    fileprivate var snakeCased: String {
        let letters = Array(self)
        var text = ""
        for (index, letter) in letters.enumerated() {
            if index > 0, letter.isUppercase {
                let endsWord = !letters[index - 1].isUppercase
                let beginsWord = index + 1 < letters.count && letters[index + 1].isLowercase
                if endsWord || beginsWord { text += "_" }
            }
            text += letter.lowercased()
        }
        return text
    }
}
