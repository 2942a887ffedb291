"""Cases of an endpoint's DeploymentConfig, made of CloudFormation's resources (L1)."""

from aws_cdk.aws_sagemaker import CfnEndpoint

from cases import case
from resource_cases import config, endpoint, model, variant

BlueGreen = CfnEndpoint.BlueGreenUpdatePolicyProperty
Routing = CfnEndpoint.TrafficRoutingConfigProperty
Size = CfnEndpoint.CapacitySizeProperty


def deployed(stack, **policies):
    """An endpoint with these policies, rolled back by two alarms."""
    alarms = [CfnEndpoint.AlarmProperty(alarm_name=name) for name in ("errors", "slow")]
    deployment = CfnEndpoint.DeploymentConfigProperty(
        auto_rollback_configuration=CfnEndpoint.AutoRollbackConfigProperty(alarms=alarms), **policies
    )
    endpoint(stack, config(stack, [variant(model(stack))]), deployment_config=deployment)


@case
def blue_green_all_at_once(stack):
    routing = Routing(type="ALL_AT_ONCE", wait_interval_in_seconds=0)
    deployed(stack, blue_green_update_policy=BlueGreen(traffic_routing_configuration=routing))


@case
def blue_green_canary(stack):
    routing = Routing(
        type="CANARY", wait_interval_in_seconds=600, canary_size=Size(type="CAPACITY_PERCENT", value=10)
    )
    policy = BlueGreen(
        traffic_routing_configuration=routing,
        termination_wait_in_seconds=300,
        maximum_execution_timeout_in_seconds=3600,
    )
    deployed(stack, blue_green_update_policy=policy)


@case
def blue_green_linear(stack):
    routing = Routing(
        type="LINEAR", wait_interval_in_seconds=300, linear_step_size=Size(type="CAPACITY_PERCENT", value=20)
    )
    deployed(stack, blue_green_update_policy=BlueGreen(traffic_routing_configuration=routing))


@case
def rolling(stack):
    policy = CfnEndpoint.RollingUpdatePolicyProperty(
        maximum_batch_size=Size(type="CAPACITY_PERCENT", value=25),
        rollback_maximum_batch_size=Size(type="CAPACITY_PERCENT", value=100),
        wait_interval_in_seconds=120,
        maximum_execution_timeout_in_seconds=7200,
    )
    deployed(stack, rolling_update_policy=policy)
