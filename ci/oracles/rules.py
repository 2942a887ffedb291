#!/usr/bin/env python3
"""rules.py PROGRAM CASES: holds the rules of definitions against others' knowledge of AWS.

1. Values: for each property, the program refuses every value that botocore's model of the API refuses; and of whole numbers
   it accepts what the model accepts.
2. Cases: the calls of every valid manifest of CASES keep the API's constraints.
3. Policies: cfn-lint's grammar accepts the resources and operators that CASES accept, and refuses those that they refuse.

The first thing that is not right is named on stderr, with exit status 1.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import botocore.session
import cfnlint
import regex

import apimodel

PROGRAM, CASES = sys.argv[1], sys.argv[2]
SESSION = botocore.session.get_session()
CALLS = {
    "createRole": ("iam", "CreateRole"),
    "putRolePolicy": ("iam", "PutRolePolicy"),
    "attachRolePolicy": ("iam", "AttachRolePolicy"),
    "createModel": ("sagemaker", "CreateModel"),
    "createEndpointConfig": ("sagemaker", "CreateEndpointConfig"),
    "createEndpoint": ("sagemaker", "CreateEndpoint"),
    "registerScalableTarget": ("application-autoscaling", "RegisterScalableTarget"),
    "putScalingPolicy": ("application-autoscaling", "PutScalingPolicy"),
    "putMetricAlarm": ("cloudwatch", "PutMetricAlarm"),
}
ROLE = "arn:aws:iam::123456789012:role/r"
IMAGE = {"fromEcrRepository": {"repositoryName": "repo"}}
VALUE = object()


def model(**properties):
    return "models", {"containers": [{"image": IMAGE}], **properties}


def container(**properties):
    return "models", {"containers": [{"image": IMAGE, **properties}], "vpc": {"subnets": ["s"], "securityGroupIds": ["g"]}}


def config(**properties):
    variant = {"model": {"fromModelName": "m"}, "variantName": "v", "instanceType": "ml.m5.large"}
    return "endpointConfigs", {"instanceProductionVariants": [variant], **properties}


def variant(**properties):
    variant = {"variantName": "v", "instanceType": "ml.m5.large", **properties}
    return "endpointConfigs", {"instanceProductionVariants": [variant], "executionRole": ROLE}


def serverless(**properties):
    variant = {"model": {"fromModelName": "m"}, "variantName": "v", "maxConcurrency": 200, "memorySizeInMB": 1024}
    return "endpointConfigs", {"serverlessProductionVariant": {**variant, **properties}}


def endpoint(**properties):
    return "endpoints", {"endpointConfig": {"fromEndpointConfigName": "c"}, **properties}


def capture(**properties):
    return config(dataCapture={"destinationS3Uri": "s3://abc", "initialSamplingPercentage": 1, **properties})


def blue_green(**properties):
    return endpoint(deploymentConfig={"blueGreen": {"type": "AllAtOnce", "waitIntervalInSeconds": 0, **properties}})


def rolling(**properties):
    size = {"maximumBatchSize": {"capacityPercent": 50}, "waitIntervalInSeconds": 0}
    return endpoint(deploymentConfig={"rolling": {**size, **properties}})


def alarm(**properties):
    return endpoint(alarms={"a": {"metric": "m", "namespace": "n", "threshold": 1, "evaluationPeriods": 1, **properties}})


def policy(**properties):
    scaling = {"maxCapacity": 2, "scaleOnBacklog": {"backlogSizePerInstance": 1, **properties}}
    return "endpoints", {"fromEndpointName": "e", "autoScaling": {"v": scaling}}


#: Where a value stands in a definition, and in the API: the operation and the members up to it.
PLACES = [
    (model(modelName=VALUE), "sagemaker CreateModel ModelName"),
    (model(role=VALUE), "sagemaker CreateModel ExecutionRoleArn"),
    (model(managedPolicies=[VALUE]), "iam AttachRolePolicy PolicyArn"),
    (model(tags={"k": VALUE}), "sagemaker CreateModel Tags [] Value"),
    (model(vpc={"subnets": [VALUE], "securityGroupIds": ["g"]}), "sagemaker CreateModel VpcConfig Subnets []"),
    (model(vpc={"subnets": ["s"], "securityGroupIds": [VALUE]}), "sagemaker CreateModel VpcConfig SecurityGroupIds []"),
    (container(containerHostname=VALUE), "sagemaker CreateModel PrimaryContainer ContainerHostname"),
    (container(environment={"k": VALUE}), "sagemaker CreateModel PrimaryContainer Environment value"),
    (container(image={"fromEcrRepository": {"repositoryName": VALUE}}), "ecr CreateRepository repositoryName"),
    (
        container(image={"fromRegistry": {"uri": VALUE, "repositoryAccessMode": "Vpc"}}),
        "sagemaker CreateModel PrimaryContainer Image",
    ),
    (container(image={"fromModelPackage": VALUE}), "sagemaker CreateModel PrimaryContainer ModelPackageName"),
    (config(endpointConfigName=VALUE), "sagemaker CreateEndpointConfig EndpointConfigName"),
    (config(encryptionKey=VALUE), "sagemaker CreateEndpointConfig KmsKeyId"),
    (config(executionRole=VALUE), "sagemaker CreateEndpointConfig ExecutionRoleArn"),
    (variant(variantName=VALUE), "sagemaker CreateEndpointConfig ProductionVariants [] VariantName"),
    (variant(model={"fromModelName": VALUE}), "sagemaker CreateEndpointConfig ProductionVariants [] ModelName"),
    (variant(initialInstanceCount=VALUE), "sagemaker CreateEndpointConfig ProductionVariants [] InitialInstanceCount"),
    (variant(volumeSizeInGB=VALUE), "sagemaker CreateEndpointConfig ProductionVariants [] VolumeSizeInGB"),
    (
        variant(modelDataDownloadTimeoutInSeconds=VALUE),
        "sagemaker CreateEndpointConfig ProductionVariants [] ModelDataDownloadTimeoutInSeconds",
    ),
    (
        variant(containerStartupHealthCheckTimeoutInSeconds=VALUE),
        "sagemaker CreateEndpointConfig ProductionVariants [] ContainerStartupHealthCheckTimeoutInSeconds",
    ),
    (
        variant(variantInstanceProvisionTimeoutInSeconds=VALUE),
        "sagemaker CreateEndpointConfig ProductionVariants [] VariantInstanceProvisionTimeoutInSeconds",
    ),
    (
        variant(managedInstanceScaling={"minInstanceCount": VALUE}),
        "sagemaker CreateEndpointConfig ProductionVariants [] ManagedInstanceScaling MinInstanceCount",
    ),
    (
        variant(managedInstanceScaling={"maxInstanceCount": VALUE}),
        "sagemaker CreateEndpointConfig ProductionVariants [] ManagedInstanceScaling MaxInstanceCount",
    ),
    (
        variant(managedInstanceScaling={"scaleInPolicy": {"strategy": "IDLE_RELEASE", "cooldownInMinutes": VALUE}}),
        "sagemaker CreateEndpointConfig ProductionVariants [] ManagedInstanceScaling ScaleInPolicy CooldownInMinutes",
    ),
    (
        variant(managedInstanceScaling={"scaleInPolicy": {"strategy": "IDLE_RELEASE", "maximumStepSize": VALUE}}),
        "sagemaker CreateEndpointConfig ProductionVariants [] ManagedInstanceScaling ScaleInPolicy MaximumStepSize",
    ),
    (serverless(maxConcurrency=VALUE), "sagemaker CreateEndpointConfig ProductionVariants [] ServerlessConfig MaxConcurrency"),
    (
        serverless(provisionedConcurrency=VALUE),
        "sagemaker CreateEndpointConfig ProductionVariants [] ServerlessConfig ProvisionedConcurrency",
    ),
    (capture(destinationS3Uri=VALUE), "sagemaker CreateEndpointConfig DataCaptureConfig DestinationS3Uri"),
    (capture(initialSamplingPercentage=VALUE), "sagemaker CreateEndpointConfig DataCaptureConfig InitialSamplingPercentage"),
    (
        capture(csvContentTypes=[VALUE]),
        "sagemaker CreateEndpointConfig DataCaptureConfig CaptureContentTypeHeader CsvContentTypes []",
    ),
    (
        capture(jsonContentTypes=[VALUE]),
        "sagemaker CreateEndpointConfig DataCaptureConfig CaptureContentTypeHeader JsonContentTypes []",
    ),
    (
        config(asyncInference={"maxConcurrentInvocationsPerInstance": VALUE}),
        "sagemaker CreateEndpointConfig AsyncInferenceConfig ClientConfig MaxConcurrentInvocationsPerInstance",
    ),
    (
        config(asyncInference={"successTopic": VALUE}),
        "sagemaker CreateEndpointConfig AsyncInferenceConfig OutputConfig NotificationConfig SuccessTopic",
    ),
    (endpoint(endpointName=VALUE), "sagemaker CreateEndpoint EndpointName"),
    (
        blue_green(waitIntervalInSeconds=VALUE),
        "sagemaker CreateEndpoint DeploymentConfig BlueGreenUpdatePolicy TrafficRoutingConfiguration WaitIntervalInSeconds",
    ),
    (
        blue_green(terminationWaitInSeconds=VALUE),
        "sagemaker CreateEndpoint DeploymentConfig BlueGreenUpdatePolicy TerminationWaitInSeconds",
    ),
    (
        blue_green(maximumExecutionTimeoutInSeconds=VALUE),
        "sagemaker CreateEndpoint DeploymentConfig BlueGreenUpdatePolicy MaximumExecutionTimeoutInSeconds",
    ),
    (
        rolling(maximumExecutionTimeoutInSeconds=VALUE),
        "sagemaker CreateEndpoint DeploymentConfig RollingUpdatePolicy MaximumExecutionTimeoutInSeconds",
    ),
    (
        endpoint(deploymentConfig={"blueGreen": {"type": "AllAtOnce"}, "alarms": [VALUE]}),
        "sagemaker CreateEndpoint DeploymentConfig AutoRollbackConfiguration Alarms [] AlarmName",
    ),
    (alarm(alarmName=VALUE), "cloudwatch PutMetricAlarm AlarmName"),
    (alarm(alarmDescription=VALUE), "cloudwatch PutMetricAlarm AlarmDescription"),
    (alarm(namespace=VALUE), "cloudwatch PutMetricAlarm Namespace"),
    (alarm(metric=VALUE), "cloudwatch PutMetricAlarm MetricName"),
    (alarm(actions=[VALUE]), "cloudwatch PutMetricAlarm AlarmActions []"),
    (policy(policyName=VALUE), "application-autoscaling PutScalingPolicy PolicyName"),
]

ARNS = [
    "arn:aws:iam::123456789012:role/r", "arn:aws:iam::123456789012:role/a/b", "arn:aws:iam::1:role/r", "arn:aws:iam::aws:policy/P",
    "arn:aws:sns:eu-west-1:123456789012:t", "arn:aws:sns:eu-west-1:123456789012:t t", "arn:aws:kms:eu-west-1:123456789012:key/0a",
    "arn:aws:sagemaker:eu-west-1:123456789012:model-package/a/1", "arn:aws:sagemaker:eu-west-1:123456789012:model-package/a-",
    "arn:aws:lambda:eu-west-1:123456789012:function:f", "arn:aws:automate:eu-west-1:ec2:reboot",
]
TEXTS = ARNS + [
    "", " ", "a", "ab", "A", "-a", "a-", "a--b", "a_b", "a.b", "a..b", "a__b", "a___b", "a b", "a\tb", "a\nb", "a/b", "a//b", "a:b",
    ":a", "a+b", "a@b", "a=b", "é", "ж", "漢字", "🙂", "text/csv", "application/ld+json", "te.xt/csv", "text/c.sv", "text/",
    "s3://abc/d", "s3://abc", "https://abc/d", "registry.example.com/a/b:t", "registry.example.com/a b", "alias/a", "a!b", "a*b",
]
NUMBERS = [-1, 0, 1, 2, 10, 100, 2**31 - 1]


def shape_of(place):
    service, operation, *members = place.split()
    shape = SESSION.get_service_model(service).operation_model(operation).input_shape
    for member in members:
        shape = shape.member if member == "[]" else shape.value if member == "value" else shape.members[member]
    return shape


def api_refuses(shape, value):
    limits, size = shape.metadata, value if shape.type_name == "integer" else len(value)
    if not limits.get("min", size) <= size <= limits.get("max", size):
        return True
    pattern = limits.get("pattern", "").replace(apimodel.SURROGATES, r"\U00010000-\U0010FFFF")
    return bool(shape.type_name == "string" and pattern and not regex.fullmatch(pattern, value))


def probes(shape):
    limits = shape.metadata
    if shape.type_name == "integer":
        bounds = [limits[key] for key in ("min", "max") if key in limits]
        return sorted({*NUMBERS, *(bound + step for bound in bounds for step in (-1, 0, 1))})
    longest = limits.get("max", 100)
    forms = ["{}", "ж{}", "a/{}", "s3://abc/{}", "registry.example.com/{}", "arn:aws:iam::123456789012:role/{}"]
    return TEXTS + [form.format("a" * (longest + step - len(form) + 2)) for form in forms for step in (0, 1)]


def put(definition, value):
    if definition is VALUE:
        return value
    if isinstance(definition, dict):
        return {key: put(member, value) for key, member in definition.items()}
    return [put(member, value) for member in definition] if isinstance(definition, list) else definition


def run(manifest, *arguments):
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "sageassets.yaml").write_text(json.dumps(manifest, ensure_ascii=False))
        command = [PROGRAM, "synth", "--output", "json", *arguments]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def refused(section, manifest):
    result = run(manifest)
    if result.returncode == 0:
        return set()
    error = json.loads(result.stdout)["error"]
    if "diagnostics" not in error:
        sys.exit(f"{section}: {error}")
    paths = [each["path"] for each in error["diagnostics"]]
    return {int(match[1]) for path in paths if (match := re.match(section + r"\.P(\d+)\b", path))}


def check_values():
    count = 0
    for (section, definition), place in PLACES:
        shape = shape_of(place)
        values = probes(shape)
        definitions = {f"P{index}": put(definition, value) for index, value in enumerate(values)}
        ours = refused(section, {"version": 1, section: definitions})
        for index, value in enumerate(values):
            theirs = api_refuses(shape, value)
            if theirs and index not in ours:
                sys.exit(f"{place}: {value!r} is accepted, but not by the API: {shape.metadata}")
            if shape.type_name == "integer" and index in ours and not theirs:
                sys.exit(f"{place}: {value} is refused, but not by the API: {shape.metadata}")
        if len(ours) == len(values):
            sys.exit(f"{place}: every value is refused")
        count += len(values)
    return count


def check_cases(cases):
    count = 0
    for case in cases:
        text = json.dumps(case.get("accept", {"fromAsset": None}))
        # Assets are published first, which is for other checks.
        if "fromAsset" in text or "destinations" in text:
            continue
        # Calls are made where the manifest's ARNs are.
        region = "cn-north-1" if "arn:aws-cn:" in text else re.search(r"[a-z]{2}-[a-z]+-[0-9]|$", text)[0] or "eu-west-1"
        values = (f"AWS::Region={region}", "AWS::AccountId=123456789012", "AssetBucket=my-assets")
        options = [option for value in values for option in ("--parameter", value)]
        result = run(case["accept"], "--format", "boto3", *options)
        if result.returncode:
            sys.exit(f"{case['rule']}: the valid manifest is refused: {result.stderr}")
        for section, calls in json.loads(result.stdout).items():
            service, operation = CALLS[section]
            shape = SESSION.get_service_model(service).operation_model(operation).input_shape
            for name, arguments in calls.items():
                if errors := list(apimodel.broken(shape, arguments, f"{section}.{name}")):
                    sys.exit(f"{case['rule']}: " + "; ".join(errors)[:2000])
        count += 1
    return count


#: What cfn-lint's grammar accepts although IAM or its documentation does not.
LOOSER = {
    "NullIfExists",
    # Wildcards in the service, and a partition that there is not.
    "arn:aws:*:*:*:*", "arn:aws:s3*:::b", "arn:aws:s?:::b", "arn:aws-mars:s3:::b",
    # Characters above U+00FF.
    "arn:aws:s3:::b/模型",
}
#: Of these services it does not know which ARNs have a region, nor the types of resources.
UNKNOWN = re.compile(r"arn:aws:(iam:|route53:|s3:[^:]).+")
#: What it refuses although IAM completes it: an ARN without its last parts.
INCOMPLETE = re.compile(r"arn:[a-z-]+:[a-z0-9-]+(:[^:]+){0,2}")


def check_policies(cases):
    grammar = Path(cfnlint.__file__).parent / "data/schemas/other/iam/policy.json"
    definitions = json.loads(grammar.read_text())["definitions"]
    condition = definitions["Condition"]
    operators = "|".join([*condition["patternProperties"], *(f"^{name}$" for name in condition["properties"])])
    count = 0
    for case in cases:
        for verdict in ("accept", "refuse"):
            path = case.get("path", "")
            for statement in case.get(verdict, {}).get("models", {}).get("M", {}).get("policyStatements", []):
                lists = [("resources", statement["resources"], definitions["AwsArn"]["pattern"])]
                lists.append(("conditions", list(statement.get("conditions", {})), operators))
                for property, texts, pattern in lists:
                    # A value or a key of a condition is refused at a path below its operator.
                    is_here = re.fullmatch(rf"models\.M\.policyStatements\[0\]\.{property}(\[0\]|\.[A-Za-z:]+)", path)
                    for text in texts:
                        accepts = bool(re.search(pattern, text))
                        expected = verdict == "accept" or not is_here
                        known = INCOMPLETE if verdict == "accept" else UNKNOWN
                        if accepts != expected and text not in LOOSER and not known.fullmatch(text):
                            sys.exit(f"{case['rule']}: cfn-lint {'accepts' if accepts else 'refuses'} {text!r}")
                        count += 1
    return count


def main():
    cases = json.loads(Path(CASES).read_text())
    values, manifests, texts = check_values(), check_cases(cases), check_policies(cases)
    print(
        f"ci/oracles/check-rules: botocore's model of the API agrees about {values} values of {len(PLACES)} properties and the "
        f"calls of {manifests} manifests, and cfn-lint about {texts} texts of policies"
    )


if __name__ == "__main__":
    main()
