"""Cases made with the constructs of the library (L2): its README's examples, and every property it has."""

from aws_cdk import Duration, aws_applicationautoscaling, aws_cloudwatch, aws_ec2, aws_ecr, aws_iam, aws_kms
from aws_cdk import aws_sagemaker_alpha as sagemaker

from cases import ACCOUNT, KEY, REGION, bucket_data, case, endpoint, imported_role, repository_image, scorer

Container = sagemaker.ContainerDefinition
Variant = sagemaker.InstanceProductionVariantProps
Instance = sagemaker.InstanceType
Code = sagemaker.InvocationHttpResponseCode

#: An alarm for each metric that the library knows: the method that makes the metric, and what it takes.
METRICS = {
    "Invocations": ("invocations", []),
    "InvocationsPerInstance": ("invocations_per_instance", []),
    "ModelLatency": ("model_latency", []),
    "OverheadLatency": ("overhead_latency", []),
    "Invocation4XXErrors": ("invocation_response_code", [Code.INVOCATION_4XX_ERRORS]),
    "Invocation5XXErrors": ("invocation_response_code", [Code.INVOCATION_5XX_ERRORS]),
    "CPUUtilization": ("cpu_utilization", []),
    "MemoryUtilization": ("memory_utilization", []),
    "DiskUtilization": ("disk_utilization", []),
    "GPUUtilization": ("gpu_utilization", []),
    "GPUMemoryUtilization": ("gpu_memory_utilization", []),
}


# The README's examples


@case
def single_container(stack):
    image = sagemaker.ContainerImage.from_asset("container")
    containers = [Container(image=image, model_data=sagemaker.ModelData.from_asset("a.tar.gz"))]
    sagemaker.Model(stack, "PrimaryContainerModel", containers=containers)


@case
def inference_pipeline(stack):
    containers = [
        Container(
            image=repository_image(stack, "preprocess", "1.4"),
            model_data=sagemaker.ModelData.from_asset("a.tar.gz"),
            container_hostname="preprocess",
        ),
        Container(
            image=sagemaker.ContainerImage.from_asset("container"),
            model_data=sagemaker.ModelData.from_asset("b.tar.gz"),
            container_hostname="predict",
            environment={"LOG_LEVEL": "info"},
        ),
        Container(image=repository_image(stack, "postprocess", None), container_hostname="postprocess"),
    ]
    sagemaker.Model(stack, "InferencePipelineModel", containers=containers)


@case
def image_from_asset(stack):
    sagemaker.Model(
        stack, "Model", containers=[Container(image=sagemaker.ContainerImage.from_asset("container"))]
    )


@case
def image_from_repository(stack):
    digest = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    other = aws_ecr.Repository.from_repository_arn(
        stack, "Other", "arn:aws:ecr:eu-central-1:210987654321:repository/team/scorer"
    )
    images = {
        "ByTag": repository_image(stack, "repo", "tag"),
        "ByDigest": repository_image(stack, "digested", digest),
        "Latest": repository_image(stack, "latest", None),
        "OfOtherAccount": sagemaker.ContainerImage.from_ecr_repository(other, "v2"),
    }
    for name, image in images.items():
        sagemaker.Model(stack, name, containers=[Container(image=image)])


@case
def model_data_from_bucket(stack):
    data = bucket_data(stack, "path/to/artifact/file.tar.gz")
    sagemaker.Model(stack, "Model", containers=[Container(image=repository_image(stack), model_data=data)])


@case
def weighted_variants(stack):
    variants = [
        Variant(model=scorer(stack, "ModelA"), variant_name="modelA", initial_variant_weight=2),
        Variant(model=scorer(stack, "ModelB"), variant_name="variantB", initial_variant_weight=1),
    ]
    config = sagemaker.EndpointConfig(stack, "EndpointConfig", instance_production_variants=variants)
    sagemaker.Endpoint(stack, "Endpoint", endpoint_config=config)


# A model's properties


@case
def network_isolation(stack):
    data = bucket_data(stack)
    containers = [Container(image=repository_image(stack), model_data=data)]
    sagemaker.Model(stack, "ContainerModel", containers=containers, network_isolation=True)


@case
def vpc(stack):
    network = aws_ec2.Vpc.from_vpc_attributes(
        stack,
        "Vpc",
        vpc_id="vpc-0a1b2c3d",
        availability_zones=["eu-west-1a", "eu-west-1b"],
        private_subnet_ids=["subnet-0a1b2c3d", "subnet-1a2b3c4d"],
    )
    group = aws_ec2.SecurityGroup.from_security_group_id(stack, "Group", "sg-0a1b2c3d")
    scorer(stack, vpc=network, security_groups=[group])


@case
def names(stack):
    model = scorer(stack, model_name="scorer")
    config = sagemaker.EndpointConfig(
        stack,
        "Config",
        endpoint_config_name="scorer-config",
        instance_production_variants=[Variant(model=model, variant_name="main")],
    )
    sagemaker.Endpoint(stack, "Endpoint", endpoint_config=config, endpoint_name="scorer-endpoint")


@case
def made_role_with_statements(stack):
    model = sagemaker.Model(stack, "Model", containers=[Container(image=repository_image(stack))])
    model.add_to_role_policy(
        aws_iam.PolicyStatement(actions=["kms:Decrypt"], resources=[KEY], effect=aws_iam.Effect.ALLOW)
    )


@case(environment=True)
def dlc_image(stack):
    images = {
        "Dlc": sagemaker.ContainerImage.from_dlc("pytorch-inference", "2.6.0-cpu-py312-ubuntu22.04-sagemaker"),
        "DlcOfAccount": sagemaker.ContainerImage.from_dlc("djl-inference", "0.33.0-lmi15.0.0-cu128", "763104351884"),
    }
    role = imported_role(stack)
    for name, image in images.items():
        sagemaker.Model(stack, name, containers=[Container(image=image)], role=role)


# Endpoint configurations and endpoints


@case
def variant_options(stack):
    model = scorer(stack)
    variants = [
        Variant(model=model, variant_name="defaults"),
        Variant(
            model=model,
            variant_name="all",
            initial_instance_count=3,
            initial_variant_weight=0.5,
            instance_type=Instance.of("ml.c5.xlarge"),
            container_startup_health_check_timeout=Duration.minutes(5),
        ),
        Variant(model=model, variant_name="weightless", initial_variant_weight=0),
    ]
    sagemaker.EndpointConfig(stack, "Config", instance_production_variants=variants)


@case
def serverless_variant(stack):
    variant = sagemaker.ServerlessProductionVariantProps(
        model=scorer(stack),
        variant_name="serverless",
        initial_variant_weight=1,
        max_concurrency=10,
        memory_size_in_mb=2048,
        provisioned_concurrency=5,
    )
    sagemaker.EndpointConfig(stack, "Config", serverless_production_variant=variant)


@case
def encryption_key(stack):
    config = sagemaker.EndpointConfig(
        stack,
        "Config",
        encryption_key=aws_kms.Key.from_key_arn(stack, "Key", KEY),
        instance_production_variants=[
            Variant(model=scorer(stack), variant_name="main", instance_type=Instance.of("ml.m5.large"))
        ],
    )
    sagemaker.Endpoint(stack, "Endpoint", endpoint_config=config)


@case
def imported_definitions(stack):
    models = {
        "byName": sagemaker.Model.from_model_name(stack, "ByName", "scorer"),
        "byArn": sagemaker.Model.from_model_arn(
            stack, "ByArn", stack.format_arn(service="sagemaker", resource="model", resource_name="ranker")
        ),
    }
    variants = [Variant(model=model, variant_name=name) for name, model in models.items()]
    sagemaker.EndpointConfig(stack, "Config", instance_production_variants=variants)
    config = sagemaker.EndpointConfig.from_endpoint_config_name(stack, "ImportedConfig", "scorer-config")
    sagemaker.Endpoint(stack, "Endpoint", endpoint_config=config)


@case
def grant_invoke(stack):
    role = aws_iam.Role.from_role_arn(stack, "Caller", f"arn:aws:iam::{ACCOUNT}:role/team/caller")
    endpoint(stack, main=1).grant_invoke(role)
    imported = sagemaker.Endpoint.from_endpoint_name(stack, "Imported", "other-endpoint")
    imported.grant_invoke(role)


# Scaling and alarms


@case
def autoscaling(stack):
    variant = endpoint(stack, main=1).find_instance_production_variant("main")
    variant.auto_scale_instance_count(max_capacity=3).scale_on_invocations("LimitRPS", max_requests_per_second=30)


@case
def autoscaling_from_zero(stack):
    variant = endpoint(stack, main=1).find_instance_production_variant("main")
    variant.auto_scale_instance_count(min_capacity=0, max_capacity=3)


@case
def autoscaling_with_all_options(stack):
    variant = endpoint(stack, main=1, idle=1).find_instance_production_variant("main")
    variant.auto_scale_instance_count(min_capacity=1, max_capacity=8).scale_on_invocations(
        "LimitRPS",
        max_requests_per_second=30,
        safety_factor=0.7,
        scale_in_cooldown=Duration.minutes(10),
        scale_out_cooldown=Duration.seconds(90),
        disable_scale_in=True,
        policy_name="thirty-a-second",
    )


@case
def autoscaling_of_two_variants(stack):
    """The library cannot (the second role's construct id clashes): the second variant's is made of resources."""
    made = endpoint(stack, first=2, second=1)
    first = made.find_instance_production_variant("first").auto_scale_instance_count(max_capacity=3)
    first.scale_on_invocations("LimitRPS", max_requests_per_second=30)

    service_role = stack.format_arn(
        service="iam",
        region="",
        resource="role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com",
        resource_name="AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint",
    )
    target = aws_applicationautoscaling.CfnScalableTarget(
        stack,
        "SecondTarget",
        min_capacity=1,
        max_capacity=4,
        resource_id=f"endpoint/{made.endpoint_name}/variant/second",
        role_arn=service_role,
        scalable_dimension="sagemaker:variant:DesiredInstanceCount",
        service_namespace="sagemaker",
    )
    Policy = aws_applicationautoscaling.CfnScalingPolicy
    Policy(
        stack,
        "SecondPolicy",
        policy_name="second",
        policy_type="TargetTrackingScaling",
        scaling_target_id=target.ref,
        target_tracking_scaling_policy_configuration=Policy.TargetTrackingScalingPolicyConfigurationProperty(
            predefined_metric_specification=Policy.PredefinedMetricSpecificationProperty(
                predefined_metric_type="SageMakerVariantInvocationsPerInstance"
            ),
            target_value=600,
        ),
    )


@case
def alarms(stack):
    variant = endpoint(stack, main=1).find_instance_production_variant("main")
    for name, (method, arguments) in METRICS.items():
        metric = getattr(variant, f"metric_{method}")(*arguments)
        metric.create_alarm(stack, name, threshold=10, evaluation_periods=3)


@case
def alarm_options(stack):
    variant = endpoint(stack, main=1).find_instance_production_variant("main")
    metric = variant.metric_model_latency(period=Duration.minutes(1), statistic="p99")
    alarm = metric.create_alarm(
        stack,
        "Slow",
        alarm_name="slow",
        alarm_description="The model is slow",
        threshold=100_000,
        evaluation_periods=5,
        datapoints_to_alarm=3,
        comparison_operator=aws_cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
        treat_missing_data=aws_cloudwatch.TreatMissingData.NOT_BREACHING,
    )
    alarm.node.default_child.alarm_actions = [f"arn:aws:sns:{REGION}:{ACCOUNT}:alarms"]
