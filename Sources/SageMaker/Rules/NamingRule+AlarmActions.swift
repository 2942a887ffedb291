internal import AWSNames
internal import Basics

// Source: `AlarmActions` of PutMetricAlarm in the Amazon CloudWatch API Reference, valid values.

extension NamingRule {
    /// The action of an endpoint's alarm.
    ///
    /// Source: "Create alarms to stop, terminate, reboot, or recover an EC2 instance" in the Amazon CloudWatch User
    /// Guide: such an action is of the instance that the dimension `InstanceId` names, which the metrics of endpoints do
    /// not have.
    static let alarmAction = NamingRule(
        "must be the ARN of an alarm action, such as the SNS topic 'arn:aws:sns:eu-west-1:123456789012:name'; an "
            + "action on EC2 instances needs the dimension InstanceId, which the alarm of an endpoint does not have"
    ) { text in
        guard (1...1024).contains(text.unicodeScalars.count), let arn = ARN(text), let action = actions[arn.service]
        else { return false }
        let isInRegion = NamingRule.region.accepts(arn.region) || arn.region.isEmpty && action.isGlobal
        return isInRegion && NamingRule.account.accepts(arn.account) && action.resource.matches(arn.resource)
    }

    /// The actions of a service.
    private struct Action: Sendable {
        /// Whether its ARNs may have no region.
        var isGlobal = false
        let resource: Pattern<Substring>
    }

    private static let actions = [
        "aiops": Action(resource: Pattern(/investigation-group[:\/][A-Za-z0-9\-]+/)),
        // Of EC2 Auto Scaling, and of Application Auto Scaling, whose policies have the scaled resource in their ARN.
        "autoscaling": Action(
            resource: Pattern(/scalingPolicy:[^:]+:(?:autoScalingGroupName|resource)\/.+:policyName\/.+/)
        ),
        "lambda": Action(
            resource: Pattern(/function:[A-Za-z0-9_\-]{1,140}(?::(?:\$LATEST|[A-Za-z0-9_\-]{1,128}))?/)
        ),
        "sns": Action(resource: Pattern(/[A-Za-z0-9_\-]{1,256}|[A-Za-z0-9_\-]{1,251}\.fifo/)),
        "ssm": Action(resource: Pattern(/opsitem:[1-4](?:#CATEGORY=[^#:]+)?/)),
        "ssm-incidents": Action(isGlobal: true, resource: Pattern(/response-?plan\/[A-Za-z0-9_\-]+/)),
    ]
}
