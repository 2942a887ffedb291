"""await.py ENDPOINT ACCESS_KEY SECRET_KEY: waits until an S3 server stores and returns an object, a minute at most."""

import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

endpoint, access, secret = sys.argv[1:]
client = boto3.client(
    "s3",
    endpoint_url=endpoint,
    region_name="us-east-1",
    aws_access_key_id=access,
    aws_secret_access_key=secret,
    config=Config(
        connect_timeout=2,
        read_timeout=5,
        retries={"total_max_attempts": 1},
        s3={"addressing_style": "path"},
        request_checksum_calculation="when_required",
    ),
)
bucket, key, body = "readiness", "object", b"ready"
deadline = time.monotonic() + 60
while True:
    try:
        if bucket not in (each["Name"] for each in client.list_buckets()["Buckets"]):
            client.create_bucket(Bucket=bucket)
        client.put_object(Bucket=bucket, Key=key, Body=body)
        assert client.get_object(Bucket=bucket, Key=key)["Body"].read() == body
        client.delete_object(Bucket=bucket, Key=key)
        client.delete_bucket(Bucket=bucket)
        break
    except (BotoCoreError, ClientError) as error:
        if time.monotonic() > deadline:
            sys.exit(f"{endpoint} does not answer: {error}")
        time.sleep(0.1)
