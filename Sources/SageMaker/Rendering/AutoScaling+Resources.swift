// Source: "Automatic scaling of Amazon SageMaker AI models" in the Amazon SageMaker Developer Guide;
// RegisterScalableTarget and PutScalingPolicy in the Application Auto Scaling API Reference.

extension AutoScaling {
    /// Returns the scalable target of a variant and its scaling policies.
    ///
    /// - Parameters:
    ///   - variant: The variant's name.
    ///   - endpoint: The endpoint's id, from which those of the resources are derived.
    ///   - name: The endpoint's name.
    ///   - initialCount: The variant's initial number of instances; nil if its configuration is not part of the
    ///     project.
    func resources(
        variant: String,
        endpoint: ResourceID,
        name: Substitution,
        initialCount: Int?
    ) -> [Resource] {
        let id = ResourceName.resource(endpoint + ResourceName.part(variant) + "Scaling")
        let target = Request(
            .registerScalableTarget,
            name: nil,
            Self.dimension(variant: variant, endpoint: name).merging([
                "MaxCapacity": .integer(maxCapacity), "MinCapacity": .integer(minCapacity ?? initialCount ?? 1),
                "RoleARN": .text(Self.serviceRole),
            ]) { $1 }
        )
        var resources = [Resource(id: id, content: .request(target))]

        func append(_ suffix: String, _ pace: Pace, _ parameters: [String: TemplateValue?]) {
            let all = Self.dimension(variant: variant, endpoint: name).merging(parameters) { $1 }
            let request = Request(
                .putScalingPolicy,
                name: pace.policyName ?? ResourceName.shortened(id + suffix, to: 256),
                all,
                scalableTarget: id
            )
            resources.append(Resource(id: id + suffix, content: .request(request)))
        }

        if let invocations = scaleOnInvocations {
            let metric: TemplateValue = ["PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"]
            let tracking = invocations.pace.tracking(invocations.invocationsPerMinute, predefined: metric)
            append(
                "OnInvocations",
                invocations.pace,
                ["PolicyType": "TargetTrackingScaling", "TargetTrackingScalingPolicyConfiguration": tracking]
            )
        }
        if let backlog = scaleOnBacklog {
            let tracking = backlog.pace.tracking(
                backlog.backlogSizePerInstance,
                customized: [
                    "Dimensions": [["Name": "EndpointName", "Value": .text(name)]],
                    "MetricName": "ApproximateBacklogSizePerInstance", "Namespace": "AWS/SageMaker",
                    "Statistic": "Average",
                ]
            )
            append(
                "OnBacklog",
                backlog.pace,
                ["PolicyType": "TargetTrackingScaling", "TargetTrackingScalingPolicyConfiguration": tracking]
            )
            // The backlog per instance is undefined without instances, so that an alarm starts the first one.
            if minCapacity == 0 {
                append(
                    "FromZero",
                    Pace(),
                    ["PolicyType": "StepScaling", "StepScalingPolicyConfiguration": Self.fromZero]
                )
                let alarm = EndpointAlarm(
                    metric: .hasBacklogWithoutCapacity,
                    threshold: 1,
                    periodInSeconds: 60,
                    evaluationPeriods: 2,
                    datapointsToAlarm: 2,
                    treatMissingData: .missing
                )
                var request = alarm.request(endpoint: name)
                request.parameters["AlarmActions"] = ["\(.attribute(.arn, of: id + "FromZero"))"]
                resources.append(Resource(id: id + "FromZeroAlarm", content: .request(request)))
            }
        }
        return resources
    }

    private static func dimension(variant: String, endpoint: Substitution) -> [String: TemplateValue?] {
        [
            "ResourceId": "endpoint/\(endpoint)/variant/\(variant)",
            "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
            "ServiceNamespace": "sagemaker",
        ]
    }

    /// Source: "Service-linked roles for Application Auto Scaling" in its User Guide.
    private static let serviceRole: Substitution = """
        arn:\(.partition):iam::\(.account):role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/\
        AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint
        """

    /// Source: "Define a scaling policy that scales up from zero for new requests" in the Amazon SageMaker Developer
    /// Guide.
    private static let fromZero: TemplateValue = [
        "AdjustmentType": "ChangeInCapacity", "Cooldown": 300, "MetricAggregationType": "Average",
        "StepAdjustments": [["MetricIntervalLowerBound": 0, "ScalingAdjustment": 1]],
    ]
}

extension AutoScaling.Pace {
    fileprivate func tracking(
        _ target: Double,
        predefined: TemplateValue? = nil,
        customized: TemplateValue? = nil
    ) -> TemplateValue {
        .object(compacting: [
            "CustomizedMetricSpecification": customized,
            "DisableScaleIn": disableScaleIn ? true : nil,
            "PredefinedMetricSpecification": predefined,
            "ScaleInCooldown": scaleInCooldownInSeconds.map { .integer($0) },
            "ScaleOutCooldown": scaleOutCooldownInSeconds.map { .integer($0) },
            "TargetValue": .number(target),
        ])
    }
}

// Source: PutMetricAlarm in the Amazon CloudWatch API Reference.

extension EndpointAlarm {
    /// Returns the request that creates the alarm on the metric of an endpoint.
    func request(endpoint: Substitution) -> Request {
        var dimensions: [TemplateValue] = [["Name": "EndpointName", "Value": .text(endpoint)]]
        if let variant { dimensions.append(["Name": "VariantName", "Value": .text(variant)]) }
        let statistic = statistic ?? metric.statistic
        let isSimple = Self.simpleStatistics.contains(statistic)
        return Request(
            .putMetricAlarm,
            name: alarmName,
            [
                "AlarmDescription": alarmDescription.map { .text($0) },
                "AlarmActions": actions.isEmpty ? nil : .texts(actions),
                "ComparisonOperator": .text(comparisonOperator.rawValue),
                "DatapointsToAlarm": datapointsToAlarm.map { .integer($0) },
                "Dimensions": .list(dimensions),
                "EvaluationPeriods": .integer(evaluationPeriods),
                "ExtendedStatistic": isSimple ? nil : .text(statistic),
                "MetricName": .text(metric.name),
                "Namespace": .text(metric.namespace),
                "Period": .integer(periodInSeconds),
                "Statistic": isSimple ? .text(statistic) : nil,
                "Threshold": .number(threshold),
                "TreatMissingData": treatMissingData.map { .text($0.rawValue) },
            ]
        )
    }

    /// The statistics other than percentiles.
    static let simpleStatistics = ["Average", "Maximum", "Minimum", "SampleCount", "Sum"]
}
