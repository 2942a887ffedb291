"""upload_crt.py ENDPOINT BUCKET KEY FILE: uploads a file with boto3's transfers of the AWS Common Runtime."""

import os
import sys

import botocore.session
from botocore.config import Config
from s3transfer.crt import BotocoreCRTCredentialsWrapper, BotocoreCRTRequestSerializer, CRTTransferManager, create_s3_crt_client

endpoint, bucket, key, file = sys.argv[1:]
session = botocore.session.Session()
region = os.environ["AWS_REGION"]
credentials = BotocoreCRTCredentialsWrapper(session.get_credentials()).to_crt_credentials_provider()
client = create_s3_crt_client(
    region, credentials, use_ssl=endpoint.startswith("https:"), verify=os.environ.get("AWS_CA_BUNDLE")
)
arguments = {"region_name": region, "endpoint_url": endpoint, "config": Config(s3={"addressing_style": "path"})}
with CRTTransferManager(client, BotocoreCRTRequestSerializer(session, arguments)) as manager:
    manager.upload(file, bucket, key).result()
