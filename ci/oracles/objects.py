"""What boto3 sees in buckets, and puts there. It ends when its standard input does.

Each line of standard input is a JSON object, and is answered with one. `do` is one of:

  make     makes `bucket`, if it is not there
  list     returns `objects`: the size and the SHA-256 of each object in `bucket` below `prefix`, all read whole
  get      returns `body`: the bytes of `key` in `bucket`, in base64
  head     returns `checksums`: those that the server keeps of `key`, and their type, by boto3's names
  put      writes `body` under `key`
  truncate takes the last byte of `key` away
  flip     changes one bit in the middle of `key`
  delete   removes `key`
  uploads  returns `uploads`: the keys below `prefix` of the multipart uploads that are neither complete nor aborted

`endpoint`, `access` and `secret` say where. An answer with `error` says what boto3 said.
"""
import base64
import functools
import hashlib
import json
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError


@functools.cache
def client(endpoint, access, secret):
    config = Config(s3={"addressing_style": "path"}, request_checksum_calculation="when_required")
    return boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id=access,
                        aws_secret_access_key=secret, config=config)


def describe(s3, bucket, key):
    digest, size = hashlib.sha256(), 0
    for block in s3.get_object(Bucket=bucket, Key=key)["Body"].iter_chunks(1 << 20):
        digest.update(block)
        size += len(block)
    return {"sha256": digest.hexdigest(), "size": size}


def replace(s3, bucket, key, change):
    """Writes until the object has another time than before: some servers tell versions apart by nothing else."""
    before = s3.get_object(Bucket=bucket, Key=key)
    body = change(bytearray(before["Body"].read()))
    while True:
        s3.put_object(Bucket=bucket, Key=key, Body=bytes(body))
        if s3.head_object(Bucket=bucket, Key=key)["LastModified"] != before["LastModified"]:
            return
        time.sleep(0.1)


def flip(body):
    body[len(body) // 2] ^= 1
    return body


def answer(request):
    s3 = client(request["endpoint"], request["access"], request["secret"])
    do, bucket, key = request["do"], request["bucket"], request.get("key")
    if do == "make":
        if bucket not in (each["Name"] for each in s3.list_buckets()["Buckets"]):
            s3.create_bucket(Bucket=bucket)
    elif do == "list":
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=request["prefix"])
        keys = [each["Key"] for page in pages for each in page.get("Contents", [])]
        return {"objects": {each: describe(s3, bucket, each) for each in keys}}
    elif do == "get":
        return {"body": base64.b64encode(s3.get_object(Bucket=bucket, Key=key)["Body"].read()).decode()}
    elif do == "head":
        found = s3.head_object(Bucket=bucket, Key=key, ChecksumMode="ENABLED")
        return {"checksums": {name: value for name, value in found.items() if name.startswith("Checksum")}}
    elif do == "put":
        s3.put_object(Bucket=bucket, Key=key, Body=base64.b64decode(request["body"]))
    elif do == "truncate":
        replace(s3, bucket, key, lambda body: body[:-1])
    elif do == "flip":
        replace(s3, bucket, key, flip)
    elif do == "delete":
        s3.delete_object(Bucket=bucket, Key=key)
    elif do == "uploads":
        keys = [each["Key"] for each in s3.list_multipart_uploads(Bucket=bucket).get("Uploads", [])]
        return {"uploads": [each for each in keys if each.startswith(request["prefix"])]}
    else:
        return {"error": f"unknown request '{do}'"}
    return {}


for line in sys.stdin:
    try:
        result = answer(json.loads(line))
    except (BotoCoreError, ClientError) as error:
        result = {"error": str(error)}
    print(json.dumps(result), flush=True)
