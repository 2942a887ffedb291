// Source: the arguments of hashicorp/aws's resources in the Terraform Registry, of the version that
// `TerraformConfiguration` asks for.

extension Request {
    /// The parameters as arguments of the provider's resource.
    ///
    /// - Throws: `SageMakerError.notInLanguage` with what the provider has no argument for.
    func terraformArguments(id: ResourceID) throws(SageMakerError) -> [String: TemplateValue] {
        var request = self
        if action == .putMetricAlarm, givenName == nil {
            // The provider makes up no alarm's name. No other endpoint's alarms are called so.
            request.parameters["AlarmName"] = "\(watchedEndpoint)-\(id)"
        }
        return try TerraformWords(action: action, definition: id).arguments(request.parameters, at: [])
    }

    /// The name of the endpoint whose metric an alarm is on.
    private var watchedEndpoint: Substitution {
        let dimensions = parameters["Dimensions"]?.elements.map(\.members) ?? []
        let names = dimensions.filter { $0["Name"] == "EndpointName" }.compactMap { $0["Value"] }
        return names.flatMap(\.substitutions).first ?? ""
    }
}

extension Request.Action {
    /// The type of resource that stands for the request.
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

/// Puts a request's parameters into the provider's words: the API's in snake case, but for the tables.
private struct TerraformWords {
    let action: Request.Action
    /// The definition that errors name.
    let definition: ResourceID

    /// The argument that the provider makes of a parameter.
    struct Word: ExpressibleByStringLiteral {
        /// How a value is written.
        enum Form {
            /// As in the request, member by member.
            case same
            /// As it is: its members' names are people's own.
            case verbatim
            /// A map, of a list of pairs whose first parts are called this.
            case map(of: String)
            /// A text, of a number.
            case text
            /// An ARN, also where the API takes less.
            case keyARN, modelPackageARN
        }

        let name: String
        let form: Form

        init(_ name: String, _ form: Form = .same) {
            self.name = name
            self.form = form
        }

        init(stringLiteral value: String) { self.init(value) }
    }

    /// The words of a request's own parameters, not of those within them.
    private static let outerWords: [Request.Action: [String: Word]] = [
        .createModel: ["Containers": "container"],
        .createEndpointConfig: ["KmsKeyId": Word("kms_key_arn", .keyARN)],
        .putMetricAlarm: ["Dimensions": Word("dimensions", .map(of: "Name"))],
    ]

    private static let words: [String: Word] = [
        "AdditionalModelDataSources": "additional_model_data_source",
        "Environment": Word("environment", .verbatim),
        "KmsKeyId": Word("kms_key_id", .keyARN),
        "MetricIntervalLowerBound": Word("metric_interval_lower_bound", .text),
        "ModelPackageName": Word("model_package_name", .modelPackageARN),
        "StepAdjustments": "step_adjustment",
        "Tags": Word("tags", .map(of: "Key")),
    ]

    /// The parameters for which the provider has no argument, with the manifest's names.
    private static let missing = [
        "InstancePools": "instancePools",
        "ScaleInPolicy": "managedInstanceScaling.scaleInPolicy",
        "VariantInstanceProvisionTimeoutInSeconds": "variantInstanceProvisionTimeoutInSeconds",
    ]

    /// The arguments that the provider requires and the API does not, by the block that lacks them.
    private static let required: [[String]: (parameter: String, property: String)] = [
        ["AsyncInferenceConfig", "OutputConfig"]: ("S3OutputPath", "asyncInference without outputPath"),
        ["ShadowProductionVariants", "CoreDumpConfig"]: ("KmsKeyId", "coreDump without encryptionKey"),
    ]

    /// Returns the arguments of a block: the resource's own where the path is empty.
    func arguments(
        _ parameters: [String: TemplateValue],
        at path: [String]
    ) throws(SageMakerError) -> [String: TemplateValue] {
        if let required = Self.required[path], parameters[required.parameter] == nil {
            throw .notInLanguage(language: .terraform, property: required.property, definition: definition)
        }
        var arguments: [String: TemplateValue] = [:]
        for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
            if let property = Self.missing[name] {
                throw .notInLanguage(language: .terraform, property: property, definition: definition)
            }
            let word = word(for: name, at: path)
            arguments[word.name] = try self.value(value, as: word.form, at: path + [name])
        }
        return arguments
    }

    private func word(for name: String, at path: [String]) -> Word {
        if path.isEmpty {
            if name == action.nameParameter { return Word(action.terraformName) }
            if let word = Self.outerWords[action]?[name] { return word }
        }
        return Self.words[name] ?? Word(name.snakeCased)
    }

    private func value(
        _ value: TemplateValue,
        as form: Word.Form,
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
        case (.same, .list(let elements)):
            var written: [TemplateValue] = []
            for element in elements { written.append(try self.value(element, as: .same, at: path)) }
            return .list(written)
        case (.same, .object(let members)):
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
    /// The ARN of a KMS key of the account that is named by its id or alias.
    fileprivate var keyARN: Substitution {
        guard let key = plainText, !key.hasPrefix("arn:") else { return self }
        let resource = key.hasPrefix("alias/") ? key : "key/\(key)"
        return "arn:\(.partition):kms:\(.region):\(.account):\(resource)"
    }

    /// The ARN of a model package of the account that is named by its name.
    fileprivate var modelPackageARN: Substitution {
        guard let name = plainText, !name.hasPrefix("arn:") else { return self }
        return "arn:\(.partition):sagemaker:\(.region):\(.account):model-package/\(name.lowercased())"
    }
}

extension String {
    /// `EnableSSMAccess` as `enable_ssm_access`, `S3Uri` as `s3_uri`.
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
