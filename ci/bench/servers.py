"""S3 servers as the benches use them: the null server, plain or with TLS, and the real ones of ci/servers."""

import json
import os
import ssl
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent


class Server:
    """An S3 server with buckets that are made when they are needed."""

    def __init__(self, name, endpoint, access, secret, certificate=None):
        self.name, self.endpoint, self.certificate = name, endpoint, certificate
        self.access, self.secret = access, secret
        self.buckets = 0
        self._client = None

    @property
    def environment(self):
        """What makes our program and its peers use this server."""
        variables = {
            "AWS_ACCESS_KEY_ID": self.access,
            "AWS_SECRET_ACCESS_KEY": self.secret,
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "RCLONE_CONFIG": os.devnull,
            "RCLONE_CONFIG_BENCH_TYPE": "s3",
            "RCLONE_CONFIG_BENCH_PROVIDER": "Other",
            "RCLONE_CONFIG_BENCH_ENDPOINT": self.endpoint,
            "RCLONE_CONFIG_BENCH_REGION": "us-east-1",
            "RCLONE_CONFIG_BENCH_ENV_AUTH": "true",
        }
        if self.certificate:
            for name in "AWS_CA_BUNDLE", "SSL_CERT_FILE", "RCLONE_CA_CERT", "NODE_EXTRA_CA_CERTS":
                variables[name] = str(self.certificate)
        return variables

    @property
    def client(self):
        if self._client is None:
            import boto3
            from botocore.config import Config

            self._client = boto3.client(
                "s3",
                endpoint_url=self.endpoint,
                region_name="us-east-1",
                aws_access_key_id=self.access,
                aws_secret_access_key=self.secret,
                verify=str(self.certificate) if self.certificate else None,
                config=Config(s3={"addressing_style": "path"}),
            )
        return self._client

    def new_bucket(self):
        self.buckets += 1
        name = f"bench-{os.getpid()}-{self.buckets}"
        self.client.create_bucket(Bucket=name)
        return name

    def objects(self, bucket):
        """The objects of a bucket, as a listing has them."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        return [each for page in pages for each in page.get("Contents", [])]

    def sizes(self, bucket):
        """The size of each object of a bucket, by its key."""
        return {each["Key"]: each["Size"] for each in self.objects(bucket)}

    def part_counts(self, bucket):
        """In how many parts each object of a bucket was sent, by its key, as its ETag ends with it."""
        etags = {each["Key"]: each["ETag"].strip('"') for each in self.objects(bucket)}
        return {key: int(etag.partition("-")[2] or 1) for key, etag in etags.items()}

    def empty(self, bucket):
        """Removes all objects of a bucket."""
        for key in self.sizes(bucket):
            self.client.delete_object(Bucket=bucket, Key=key)

    def destination(self, bucket, registry=None):
        """A destination of a manifest; with a registry, images go there."""
        images = f', repository: bench, registry: "{registry.host}"' if registry else ""
        return f'{{ bucket: {bucket}, region: us-east-1, endpoint: "{self.endpoint}", prefix: assets/{images} }}'


@dataclass(frozen=True)
class Link:
    """How a null server is reached, and what it lets through: bytes a second, and seconds."""

    name: str = None
    latency: float = 0  # of a round trip
    rate: float = None  # of one connection
    total: float = None  # of all connections
    service: float = 0  # before the answer to a body
    slow_down: int = None  # the most requests in flight

    @property
    def options(self):
        values = {
            "--latency": self.latency, "--rate": self.rate, "--link": self.total, "--service": self.service,
            "--slow-down": self.slow_down,
        }
        return [text for name, value in values.items() if value for text in (name, str(value))]


class NullServer(Server):
    """A null server of its own for as long as a `with` statement lasts."""

    def __init__(self, folder, certificate=None, link=Link(), keep=None):
        command = [sys.executable, HERE / "null_server.py", *link.options]
        if keep:
            command += ["--keep", str(keep)]
        if certificate:
            command += ["--certificate", certificate, "--key", certificate.with_suffix(".key")]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder)
        self.link = link
        port = self.process.stdout.readline().strip()
        name = ", ".join(["null server", *(["TLS"] if certificate else []), *([link.name] if link.name else [])])
        scheme = "https" if certificate else "http"
        super().__init__(name, f"{scheme}://127.0.0.1:{port}", "AKIDEXAMPLE", "secret", certificate)

    def __enter__(self):
        return self

    def empty(self, bucket):
        self.client.delete_bucket(Bucket=bucket)  # which takes its objects with it

    def figures(self):
        """How many requests there were, this one too, how many were refused, and the most that were in flight."""
        context = ssl.create_default_context(cafile=self.certificate) if self.certificate else None
        with urllib.request.urlopen(f"{self.endpoint}/_figures", context=context) as answer:
            return json.load(answer)

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()


class NullRegistry:
    """A registry that has an image under every tag, for as long as a `with` statement lasts."""

    def __init__(self, latency=0):
        command = [sys.executable, HERE / "null_registry.py", "--latency", str(latency)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.host = f"127.0.0.1:{self.process.stdout.readline().strip()}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()


def real_server(name):
    """A server that ci/servers/with has started."""
    return Server({"juicefs": "JuiceFS", "ministack": "MiniStack"}[name],
                  *os.environ[f"SAGEASSETS_TEST_S3_{name.upper()}"].split())


def make_certificate(folder):
    """Makes a certificate for 127.0.0.1, and its key, and returns the certificate's file."""
    certificate = folder / "server.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
         "-keyout", certificate.with_suffix(".key"), "-out", certificate],
        check=True, capture_output=True,
    )
    return certificate
