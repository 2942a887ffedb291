"""What the cases share: their registry, and the things that the definitions are made of."""

import gzip
import io
import tarfile
from pathlib import Path

from aws_cdk import aws_ecr, aws_iam, aws_s3
from aws_cdk import aws_sagemaker_alpha as sagemaker

ACCOUNT = "123456789012"
REGION = "eu-west-1"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/scorer"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:"
IMAGE = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/scorer:v2"

#: Every case by name: a function that fills a stack, and whether the stack's account and region are known.
CASES = {}


def case(function=None, *, environment=False):
    """Registers a function as the case of its name, with dashes."""

    def register(function):
        CASES[function.__name__.replace("_", "-")] = (function, environment)
        return function

    return register(function) if function else register


def write_assets(folder):
    """Writes a Dockerfile directory and model archives; the same bytes every time, since their hashes are in goldens."""
    container = Path(folder, "container")
    container.mkdir()
    (container / "Dockerfile").write_text("FROM scratch\nCOPY serve /\n")
    (container / "serve").write_text("#!/bin/sh\n")
    for name in "abc":
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w") as tar:
            content = f"model {name}\n".encode()
            member = tarfile.TarInfo("model.txt")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
        Path(folder, f"{name}.tar.gz").write_bytes(gzip.compress(archive.getvalue(), mtime=0))


def repository_image(stack, name="scorer", tag="v2"):
    return sagemaker.ContainerImage.from_ecr_repository(
        aws_ecr.Repository.from_repository_name(stack, f"Repository-{name}", name), tag
    )


def bucket_data(stack, key="scorer/model.tar.gz"):
    bucket = stack.node.try_find_child("Bucket") or aws_s3.Bucket.from_bucket_name(stack, "Bucket", "my-bucket")
    return sagemaker.ModelData.from_bucket(bucket, key)


def imported_role(stack):
    return aws_iam.Role.from_role_arn(stack, "ImportedRole", ROLE, mutable=False)


def scorer(stack, name="Scorer", **properties):
    """A model that needs nothing but a role that exists."""
    role = stack.node.try_find_child("ImportedRole") or imported_role(stack)
    container = sagemaker.ContainerDefinition(image=repository_image(stack, f"{name.lower()}"))
    return sagemaker.Model(stack, name, containers=[container], role=role, **properties)


def endpoint(stack, **variants):
    """An endpoint with a variant of 2 ml.c5.large for each name; returns the endpoint."""
    model = scorer(stack)
    config = sagemaker.EndpointConfig(
        stack,
        "Config",
        instance_production_variants=[
            sagemaker.InstanceProductionVariantProps(
                model=model,
                variant_name=name,
                initial_instance_count=2,
                initial_variant_weight=weight,
                instance_type=sagemaker.InstanceType.of("ml.c5.large"),
            )
            for name, weight in variants.items()
        ],
    )
    return sagemaker.Endpoint(stack, "Endpoint", endpoint_config=config)
