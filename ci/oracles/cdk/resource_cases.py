"""Cases made of CloudFormation's resources (L1): what SageMaker has and the library's constructs lack."""

from aws_cdk import CfnTag, aws_applicationautoscaling, aws_cloudwatch
from aws_cdk.aws_sagemaker import CfnEndpoint, CfnEndpointConfig, CfnModel

from cases import ACCOUNT, IMAGE, KEY, REGION, ROLE, TOPIC, case

Container = CfnModel.ContainerDefinitionProperty
Variant = CfnEndpointConfig.ProductionVariantProperty
Policy = aws_applicationautoscaling.CfnScalingPolicy


def model(stack, name="Model", image=IMAGE, **properties):
    """A model of one container, whose properties these are."""
    container = Container(image=image, **properties)
    return CfnModel(stack, name, execution_role_arn=ROLE, primary_container=container)


def variant(model, name="main", **properties):
    defaults = {"initial_instance_count": 1, "initial_variant_weight": 1, "instance_type": "ml.c5.large"}
    return Variant(model_name=model.attr_model_name, variant_name=name, **(defaults | properties))


def components(**properties):
    """A variant without a model, for inference components."""
    return Variant(variant_name="main", initial_instance_count=1, initial_variant_weight=1, **properties)


def config(stack, variants, **properties):
    return CfnEndpointConfig(stack, "Config", production_variants=variants, **properties)


def endpoint(stack, config, **properties):
    return CfnEndpoint(stack, "Endpoint", endpoint_config_name=config.attr_endpoint_config_name, **properties)


# Models


@case
def multi_model(stack):
    model(
        stack,
        mode="MultiModel",
        model_data_url="s3://my-bucket/models/",
        multi_model_config=CfnModel.MultiModelConfigProperty(model_cache_setting="Disabled"),
    )


@case
def uncompressed_model_data(stack):
    for name, uri, kind in ("Prefix", "s3://my-bucket/model/", "S3Prefix"), ("Object", "s3://my-bucket/w", "S3Object"):
        data = CfnModel.S3DataSourceProperty(s3_uri=uri, s3_data_type=kind, compression_type="None")
        model(stack, name, model_data_source=CfnModel.ModelDataSourceProperty(s3_data_source=data))


@case
def model_package(stack):
    package = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:model-package/scorer/3"
    model(stack, image=None, model_package_name=package, inference_specification_name="specification")


@case
def private_registry_image(stack):
    credentials = CfnModel.RepositoryAuthConfigProperty(
        repository_credentials_provider_arn=f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:credentials"
    )
    CfnModel(
        stack,
        "Model",
        execution_role_arn=ROLE,
        primary_container=Container(
            image="registry.example.com/team/scorer:v2",
            image_config=CfnModel.ImageConfigProperty(
                repository_access_mode="Vpc", repository_auth_config=credentials
            ),
        ),
        vpc_config=CfnModel.VpcConfigProperty(security_group_ids=["sg-0a1b2c3d"], subnets=["subnet-0a1b2c3d"]),
    )


@case
def direct_inference(stack):
    CfnModel(
        stack,
        "Model",
        execution_role_arn=ROLE,
        containers=[Container(image=IMAGE, container_hostname=name) for name in ("first", "second")],
        inference_execution_config=CfnModel.InferenceExecutionConfigProperty(mode="Direct"),
    )


@case
def tags(stack):
    tags = [CfnTag(key="cost-centre", value="42"), CfnTag(key="team", value="search")]
    made = CfnModel(
        stack, "Model", execution_role_arn=ROLE, primary_container=Container(image=IMAGE), tags=tags
    )
    endpoint(stack, config(stack, [variant(made)], tags=tags), tags=tags)


# Endpoint configurations


@case
def instance_variant_beyond_library(stack):
    model(stack)
    config(
        stack,
        [
            components(
                instance_type="ml.p3.2xlarge",
                container_startup_health_check_timeout_in_seconds=600,
                core_dump_config=CfnEndpointConfig.CoreDumpConfigProperty(
                    destination_s3_uri="s3://my-bucket/dumps", kms_key_id=KEY
                ),
                enable_ssm_access=True,
                inference_ami_version="al2-ami-sagemaker-inference-gpu-2",
                managed_instance_scaling=CfnEndpointConfig.ManagedInstanceScalingProperty(
                    status="ENABLED",
                    min_instance_count=1,
                    max_instance_count=4,
                    scale_in_policy=CfnEndpointConfig.ScaleInPolicyProperty(
                        strategy="CONSOLIDATION", maximum_step_size=2, cooldown_in_minutes=10
                    ),
                ),
                model_data_download_timeout_in_seconds=1200,
                routing_config=CfnEndpointConfig.RoutingConfigProperty(routing_strategy="LEAST_OUTSTANDING_REQUESTS"),
                variant_instance_provision_timeout_in_seconds=900,
                volume_size_in_gb=100,
            )
        ],
        execution_role_arn=ROLE,
    )


@case
def instance_pools(stack):
    other = model(stack, "Other")
    pools = [
        CfnEndpointConfig.InstancePoolProperty(instance_type="ml.g6.xlarge", priority=1),
        CfnEndpointConfig.InstancePoolProperty(
            instance_type="ml.g5.xlarge", priority=2, model_name_override=other.attr_model_name
        ),
    ]
    config(stack, [variant(model(stack), instance_type=None, instance_pools=pools)])


@case
def data_capture(stack):
    capture = CfnEndpointConfig.DataCaptureConfigProperty(
        enable_capture=True,
        initial_sampling_percentage=25,
        destination_s3_uri="s3://my-bucket/capture",
        kms_key_id=KEY,
        capture_options=[CfnEndpointConfig.CaptureOptionProperty(capture_mode=mode) for mode in ("Input", "Output")],
        capture_content_type_header=CfnEndpointConfig.CaptureContentTypeHeaderProperty(
            csv_content_types=["text/csv"], json_content_types=["application/json"]
        ),
    )
    config(stack, [variant(model(stack))], data_capture_config=capture)


@case
def shadow_variants(stack):
    shadow = variant(model(stack, "Candidate"), "shadow", initial_variant_weight=0.25)
    config(stack, [variant(model(stack))], shadow_production_variants=[shadow])


@case
def async_inference(stack):
    """The queue's backlog per instance scales the variant to zero, and a step wakes it up again."""
    asynchronous = CfnEndpointConfig.AsyncInferenceConfigProperty(
        client_config=CfnEndpointConfig.AsyncInferenceClientConfigProperty(max_concurrent_invocations_per_instance=4),
        output_config=CfnEndpointConfig.AsyncInferenceOutputConfigProperty(
            kms_key_id=KEY,
            s3_output_path="s3://my-bucket/answers",
            s3_failure_path="s3://my-bucket/failures",
            notification_config=CfnEndpointConfig.AsyncInferenceNotificationConfigProperty(
                success_topic=TOPIC + "answers",
                error_topic=TOPIC + "failures",
                include_inference_response_in=["SUCCESS_NOTIFICATION_TOPIC"],
            ),
        ),
    )
    made = endpoint(stack, config(stack, [variant(model(stack))], async_inference_config=asynchronous))
    target = aws_applicationautoscaling.CfnScalableTarget(
        stack,
        "Target",
        min_capacity=0,
        max_capacity=5,
        resource_id=f"endpoint/{made.attr_endpoint_name}/variant/main",
        scalable_dimension="sagemaker:variant:DesiredInstanceCount",
        service_namespace="sagemaker",
    )
    backlog = Policy.CustomizedMetricSpecificationProperty(
        namespace="AWS/SageMaker",
        metric_name="ApproximateBacklogSizePerInstance",
        dimensions=[Policy.MetricDimensionProperty(name="EndpointName", value=made.attr_endpoint_name)],
        statistic="Average",
    )
    Policy(
        stack,
        "Backlog",
        policy_name="backlog",
        policy_type="TargetTrackingScaling",
        scaling_target_id=target.attr_id,
        target_tracking_scaling_policy_configuration=Policy.TargetTrackingScalingPolicyConfigurationProperty(
            customized_metric_specification=backlog, target_value=5, scale_in_cooldown=600, scale_out_cooldown=300
        ),
    )
    step = Policy(
        stack,
        "FromZero",
        policy_name="from-zero",
        policy_type="StepScaling",
        scaling_target_id=target.attr_id,
        step_scaling_policy_configuration=Policy.StepScalingPolicyConfigurationProperty(
            adjustment_type="ChangeInCapacity",
            metric_aggregation_type="Average",
            cooldown=300,
            step_adjustments=[Policy.StepAdjustmentProperty(metric_interval_lower_bound=0, scaling_adjustment=1)],
        ),
    )
    aws_cloudwatch.CfnAlarm(
        stack,
        "BacklogWithoutCapacity",
        namespace="AWS/SageMaker",
        metric_name="HasBacklogWithoutCapacity",
        dimensions=[aws_cloudwatch.CfnAlarm.DimensionProperty(name="EndpointName", value=made.attr_endpoint_name)],
        statistic="Average",
        period=60,
        evaluation_periods=2,
        datapoints_to_alarm=2,
        threshold=1,
        comparison_operator="GreaterThanOrEqualToThreshold",
        treat_missing_data="missing",
        alarm_actions=[step.attr_arn],
    )
