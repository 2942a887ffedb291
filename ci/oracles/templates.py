#!/usr/bin/env python3
"""templates.py FOLDER…: checks what `sageassets synth` made of a project; each folder holds the output in its formats.

    template.json, template.yaml  CloudFormation: the two say the same, and moto makes a stack of it
    calls.json                    boto3: every call keeps the API's constraints, and moto accepts all in their order
    main.tf.json                  Terraform: see terraform.py

moto is an imitation of AWS in this process, and botocore's model of the API says what the real one would refuse. The first
thing that is not right is named on stderr, with exit status 1.
"""

import json
import logging
import os
import re
import sys
import warnings
from collections import defaultdict
from pathlib import Path

import boto3
import moto
import yaml
from moto.sagemaker.models import FakeEndpointConfig

import apimodel
import terraform
from expect import expect

ACCOUNT, REGION = "123456789012", "eu-west-1"

#: What a template's parameters are given.
PARAMETERS = {"AssetBucket": "my-assets", "AssetPrefix": "assets/", "AssetRepository": "ml-images"}

#: The sections of calls in the order in which they are made: the client, and the method.
CALLS = {
    "createRole": ("iam", "create_role"),
    "putRolePolicy": ("iam", "put_role_policy"),
    "attachRolePolicy": ("iam", "attach_role_policy"),
    "createModel": ("sagemaker", "create_model"),
    "createEndpointConfig": ("sagemaker", "create_endpoint_config"),
    "createEndpoint": ("sagemaker", "create_endpoint"),
    "registerScalableTarget": ("application-autoscaling", "register_scalable_target"),
    "putScalingPolicy": ("application-autoscaling", "put_scaling_policy"),
    "putMetricAlarm": ("cloudwatch", "put_metric_alarm"),
}

#: The resources that are read back: the methods that make and describe one, and the argument that names it.
RESOURCES = {
    "AWS::SageMaker::Model": ("create_model", "describe_model", "ModelName"),
    "AWS::SageMaker::EndpointConfig": ("create_endpoint_config", "describe_endpoint_config", "EndpointConfigName"),
    "AWS::SageMaker::Endpoint": ("create_endpoint", "describe_endpoint", "EndpointName"),
}


#: What moto answers whatever it was told.
FORGOTTEN = {"EnableNetworkIsolation"}


class TemplateLoader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms: `!Sub text` for `{Fn::Sub: text}`."""

    def intrinsic(self, name, node):
        kind = {yaml.ScalarNode: self.construct_scalar, yaml.SequenceNode: self.construct_sequence}
        value = kind.get(type(node), self.construct_mapping)(node)
        if name == "GetAtt" and isinstance(value, str):
            value = value.split(".", 1)
        return {name if name in ("Ref", "Condition") else f"Fn::{name}": value}


TemplateLoader.add_multi_constructor("!", TemplateLoader.intrinsic)


def client(service):
    return boto3.client(service, region_name=REGION, aws_access_key_id="key", aws_secret_access_key="secret")


def make_what_is_imported(models, configs, roles):
    """What is only named exists already; here it is made first, so that moto finds it."""
    sagemaker = client("sagemaker")
    for name in roles:
        client("iam").create_role(RoleName=name, AssumeRolePolicyDocument="{}")
    for name in models:
        sagemaker.create_model(ModelName=name, ExecutionRoleArn=f"arn:aws:iam::{ACCOUNT}:role/imported")
    for name in configs:
        sagemaker.create_model(ModelName="imported", ExecutionRoleArn=f"arn:aws:iam::{ACCOUNT}:role/imported")
        variant = {"VariantName": "imported", "ModelName": "imported", "InstanceType": "ml.c5.large"}
        sagemaker.create_endpoint_config(EndpointConfigName=name, ProductionVariants=[variant])


# CloudFormation


def literals(values):
    """The names among references."""
    return {value for value in values if isinstance(value, str)}


def agrees(what, wanted, found):
    """What is described is what the template says; a function's value is only known to be there."""
    if isinstance(wanted, dict) and len(wanted) == 1 and re.match("Ref$|Fn::", next(iter(wanted))):
        if not isinstance(found, str) or not found or "${" in found:
            sys.exit(f"{what}: {wanted} became {found!r}")
    elif isinstance(wanted, (dict, list)) and not isinstance(found, type(wanted)):
        sys.exit(f"{what}: found {found!r}, wanted {wanted!r:.2000}")
    elif isinstance(wanted, dict):
        for key, value in wanted.items():
            agrees(f"{what}.{key}", value, found.get(key))
    elif isinstance(wanted, list):
        expect(f"{what}: length", len(found), len(wanted))
        for index, value in enumerate(wanted):
            agrees(f"{what}[{index}]", value, found[index])
    else:
        expect(what, found, wanted)


def for_moto(template):
    """The template as moto can read it: it wants a PrimaryContainer in every model."""
    copy = json.loads(json.dumps(template))
    for resource in copy["Resources"].values():
        if resource["Type"] == "AWS::SageMaker::Model" and "Containers" in resource["Properties"]:
            resource["Properties"]["PrimaryContainer"] = resource["Properties"]["Containers"][0]
    return json.dumps(copy)


def check_stack(what, template):
    resources = template["Resources"]
    properties = defaultdict(list)
    for resource in resources.values():
        properties[resource["Type"]].append(resource["Properties"])
    variants = [each for config in properties["AWS::SageMaker::EndpointConfig"] for each in config["ProductionVariants"]]
    endpoints = properties["AWS::SageMaker::Endpoint"]
    make_what_is_imported(
        literals(variant["ModelName"] for variant in variants),
        literals(endpoint["EndpointConfigName"] for endpoint in endpoints),
        literals(role for policy in properties["AWS::IAM::Policy"] for role in policy["Roles"]),
    )

    needed = template.get("Parameters", {}).keys()
    expect(f"{what}: parameters that nobody knows", needed - PARAMETERS.keys(), set())
    client("cloudformation").create_stack(
        StackName="stack",
        TemplateBody=for_moto(template),
        Parameters=[{"ParameterKey": name, "ParameterValue": PARAMETERS[name]} for name in needed],
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
    )
    stack = client("cloudformation").describe_stacks(StackName="stack")["Stacks"][0]
    expect(f"{what}: status of the stack", stack["StackStatus"], "CREATE_COMPLETE")

    # moto gives no identifier to what it does not make.
    made = client("cloudformation").describe_stack_resources(StackName="stack")["StackResources"]
    identifiers = {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in made if "PhysicalResourceId" in each}
    sagemaker = client("sagemaker")
    for name, resource in resources.items():
        if resource["Type"] not in RESOURCES:
            continue
        create, describe, key = RESOURCES[resource["Type"]]
        found = getattr(sagemaker, describe)(**{key: identifiers[name].split("/")[-1]})
        # What moto keeps is to be what the template says, and what the API takes.
        kept = found.keys() - FORGOTTEN - {key}
        wanted = {name: value for name, value in resource["Properties"].items() if name in kept}
        agrees(f"{what}: {name}", wanted, found)
        arguments = {property: found[property] for property in wanted}
        apimodel.check(f"{what}: {name}", sagemaker, create, {key: found[key]} | arguments, partial=True)


def check_cloudformation(folder):
    what = folder / "template.json"
    template = json.loads(what.read_text())
    in_yaml = folder / "template.yaml"
    if in_yaml.exists():
        expect(f"{in_yaml}: what it says", yaml.load(in_yaml.read_text(), TemplateLoader), template)
    with moto.mock_aws(config={"iam": {"load_aws_managed_policies": True}}):
        check_stack(what, template)


# boto3


def check_calls(folder):
    what = folder / "calls.json"
    sections = json.loads(what.read_text())
    expect(f"{what}: sections that nobody knows", sections.keys() - CALLS.keys(), set())

    for section, (service, method) in CALLS.items():
        for name, arguments in sections.get(section, {}).items():
            apimodel.check(f"{what}: {section}.{name}", client(service), method, arguments)

    def values(name, *of):
        return {call[name] for section in of for call in sections.get(section, {}).values()}

    configs = sections.get("createEndpointConfig", {}).values()
    models = {variant["ModelName"] for config in configs for variant in config["ProductionVariants"]}
    with moto.mock_aws(config={"iam": {"load_aws_managed_policies": True}}):
        make_what_is_imported(
            models - values("ModelName", "createModel"),
            values("EndpointConfigName", "createEndpoint") - values("EndpointConfigName", "createEndpointConfig"),
            values("RoleName", "putRolePolicy", "attachRolePolicy") - values("RoleName", "createRole"),
        )
        for section, (service, method) in CALLS.items():
            for arguments in sections.get(section, {}).values():
                getattr(client(service), method)(**arguments)
        sagemaker = client("sagemaker")
        for create, describe, key in RESOURCES.values():
            section = next(section for section, call in CALLS.items() if call[1] == create)
            for name, arguments in sections.get(section, {}).items():
                found = getattr(sagemaker, describe)(**{key: arguments[key]})
                kept = found.keys() - FORGOTTEN
                wanted = {name: value for name, value in arguments.items() if name in kept}
                agrees(f"{what}: {section}.{name}", wanted, found)


def main():
    # Whoever runs this may have credentials: nothing here may ever use them.
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    # It also tells, in two ways, of kinds that it does not make; those are left to cfn-lint.
    logging.getLogger("moto").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", "Tried to parse .* not supported by moto")
    # moto knows older instance types only, and no instance pools; the API's model says which there are.
    FakeEndpointConfig.validate_production_variants = lambda config, variants: None

    checks = {
        "template.json": check_cloudformation,
        "calls.json": check_calls,
        "main.tf.json": lambda folder: terraform.check(folder / "main.tf.json"),
    }
    for folder in map(Path, sys.argv[1:]):
        for name, check in checks.items():
            if (folder / name).exists():
                check(folder)


if __name__ == "__main__":
    main()
