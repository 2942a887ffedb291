#!/usr/bin/env python3
"""ecr.py [REGISTRY_URL [USER PASSWORD]]: Amazon ECR before a real registry, with its quirks and faults as they are told.

It listens on 127.0.0.1, prints "URL ACCESS_KEY SECRET_KEY" (those of ECR_ACCESS_KEY and ECR_SECRET_KEY, if they are set) and
ends when its standard input does. `POST /` is ECR's API: signatures are checked by botocore's signer. `/v2/` goes to the
registry, for those who have a token. Without a registry there is the API only. `PUT /_state` sets some of these, `GET /_state` returns them with the requests and the tokens so far:

  repositories       the names of those that are there, with immutable tags ("IMMUTABLE") or not ("MUTABLE")
  denied             the actions that the credentials have no permission for
  expired            how many of the next tokens have an end in the past, as moto's do
  tokenRequests      the number of requests to /v2/ that a token is good for; 0 for no end
  expiredStatus      the status after that: 401, or 403 as ECR's
  dropsChunks        PATCH responds 201, and only the first one of an upload counts
  mounts             blobs are mounted from other repositories
  throttled, failed  how many of the next requests get 429 or 503, of both protocols
  cuts, cutAfter     how many of the next bodies to /v2/ are cut off, after so many bytes
  falseDigests       Docker-Content-Digest of manifests is wrong
  falseBlobs         every blob is said to be there
  changedBlobs       the first byte of every blob that is read is another one
"""
import base64
import http.client
import http.server
import json
import os
import re
import secrets
import sys
import threading
import time
import urllib.parse

import botocore.auth
import botocore.awsrequest
import botocore.credentials

ACCOUNT, REGION = "123456789012", os.environ.get("ECR_REGION", "eu-west-1")
ACCESS = os.environ.get("ECR_ACCESS_KEY", "AKIAIOSFODNN7EXAMPLE")
SECRET = os.environ.get("ECR_SECRET_KEY", "wJalrXUtnFEMI/K7MDENG/EXAMPLEKEY")
upstream = urllib.parse.urlsplit(sys.argv[1]) if len(sys.argv) > 1 else None
upstream_login = base64.b64encode(":".join(sys.argv[2:4]).encode()).decode() if len(sys.argv) > 3 else None
INITIAL = {
    "repositories": {}, "denied": [], "expired": 0, "tokenRequests": 0, "expiredStatus": 401, "dropsChunks": False,
    "mounts": True, "throttled": 0, "failed": 0, "cuts": 0, "cutAfter": 0, "falseDigests": False, "falseBlobs": False,
    "changedBlobs": False,
}
state, log, tokens, patched, lock = dict(INITIAL), [], {}, set(), threading.RLock()


class Refusal(Exception):
    def __init__(self, status, code, message, headers=()):
        self.status, self.code, self.message, self.headers = status, code, message, dict(headers)


def due(name):
    """Whether a fault that is counted is due; counts it."""
    with lock:
        if state[name] <= 0:
            return False
        state[name] -= 1
        return True


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def handle_one(self):
        self.left = int(self.headers.get("Content-Length", 0))
        path = urllib.parse.urlsplit(self.path).path
        if path == "/_state":
            return self.control()
        with lock:
            target = self.headers.get("X-Amz-Target", "").split(".")[-1]
            log.append([self.command, target or self.path, self.left])
        try:
            if due("throttled"):
                raise Refusal(429, "ThrottlingException" if target else "TOOMANYREQUESTS", "Rate exceeded")
            if due("failed"):
                raise Refusal(503, "ServerException" if target else "UNAVAILABLE", "try again")
            self.api(target) if path == "/" else self.registry(path)
        except Refusal as refusal:
            error = {"code": refusal.code, "message": refusal.message}
            body = {"__type": refusal.code, "message": refusal.message} if path == "/" else {"errors": [error]}
            self.respond(refusal.status, json.dumps(body).encode(), refusal.headers)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = handle_one

    def pieces(self):
        while self.left > 0:
            piece = self.rfile.read(min(self.left, 1 << 16))
            if not piece:
                raise ConnectionError
            self.left -= len(piece)
            yield piece

    def respond(self, status, body=b"", headers=()):
        for _ in self.pieces():
            pass
        headers = dict(headers)
        headers.setdefault("Content-Length", str(len(body)))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def control(self):
        body = b"".join(self.pieces())
        with lock:
            if self.command == "PUT":
                state.update(INITIAL, repositories={})
                state.update(json.loads(body))
                log.clear(), tokens.clear(), patched.clear()
            self.respond(200, json.dumps(state | {"log": log, "tokens": list(tokens)}).encode())

    # The API

    def api(self, target):
        body = b"".join(self.pieces())
        self.check_signature(body)
        parameters = json.loads(body)
        if target in state["denied"]:
            text = f"User: arn:aws:iam::{ACCOUNT}:user/u is not authorized to perform: ecr:{target}"
            raise Refusal(400, "AccessDeniedException", text)
        with lock:
            result = getattr(self, target)(parameters)
        self.respond(200, json.dumps(result).encode(), {"Content-Type": "application/x-amz-json-1.1"})

    def check_signature(self, body):
        found = re.fullmatch(
            f"AWS4-HMAC-SHA256 Credential={ACCESS}/[0-9]+/{REGION}/ecr/aws4_request, "
            "SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]+)", self.headers.get("Authorization", ""))
        if not found:
            raise Refusal(400, "UnrecognizedClientException", "The security token included in the request is invalid.")
        signed = {name: self.headers[name] for name in found[1].split(";")}
        request = botocore.awsrequest.AWSRequest("POST", f"http://{self.headers['Host']}/", signed, body)
        request.context["timestamp"] = self.headers["X-Amz-Date"]
        signer = botocore.auth.SigV4Auth(botocore.credentials.Credentials(ACCESS, SECRET), "ecr", REGION)
        text = signer.string_to_sign(request, signer.canonical_request(request))
        names = set(found[1].split(";"))
        if signer.signature(text, request) != found[2] or not {"host", "x-amz-date", "x-amz-target"} <= names:
            raise Refusal(400, "InvalidSignatureException", "The request signature does not match.")

    def GetAuthorizationToken(self, _):
        token = secrets.token_urlsafe(600)
        tokens[token] = state["tokenRequests"] or None
        end = time.time() + (-86400 if due("expired") else 43200)
        text = base64.b64encode(f"AWS:{token}".encode()).decode()
        item = {"authorizationToken": text, "expiresAt": end, "proxyEndpoint": f"http://{self.headers['Host']}"}
        return {"authorizationData": [item]}

    def repository(self, name):
        arn = f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/{name}"
        uri = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/{name}"
        return {
            "repositoryArn": arn, "registryId": ACCOUNT, "repositoryName": name, "repositoryUri": uri,
            "imageTagMutability": state["repositories"][name],
        }

    def check_repository(self, name, parameters=None):
        account = (parameters or {}).get("registryId", ACCOUNT)
        if name not in state["repositories"] or account != ACCOUNT:
            text = f"The repository with name '{name}' does not exist in the registry with id '{account}'"
            code = "NAME_UNKNOWN" if parameters is None else "RepositoryNotFoundException"
            raise Refusal(404 if parameters is None else 400, code, text)

    def DescribeRepositories(self, parameters):
        for name in parameters["repositoryNames"]:
            self.check_repository(name, parameters)
        return {"repositories": [self.repository(name) for name in parameters["repositoryNames"]]}

    def CreateRepository(self, parameters):
        name = parameters["repositoryName"]
        if name in state["repositories"]:
            raise Refusal(400, "RepositoryAlreadyExistsException", f"'{name}' already exists")
        state["repositories"][name] = parameters.get("imageTagMutability", "MUTABLE")
        settings = {key: parameters[key] for key in ("imageScanningConfiguration", "encryptionConfiguration") if key in parameters}
        state.setdefault("created", {})[name] = settings
        return {"repository": self.repository(name)}

    def DescribeImages(self, parameters):
        name, tag = parameters["repositoryName"], parameters["imageIds"][0]["imageTag"]
        self.check_repository(name, parameters)
        digest, media_type = self.manifest(name, tag)
        if not digest:
            raise Refusal(400, "ImageNotFoundException", f"The image with imageId {tag} does not exist")
        return {"imageDetails": [{"imageDigest": digest, "imageTags": [tag], "imageManifestMediaType": media_type}]}

    # The registry

    def registry(self, path):
        self.check_token()
        if path == "/v2/":
            return self.respond(200, b"{}")
        name, kind, rest = re.fullmatch("/v2/(.+)/(manifests|blobs)/(.*)", path).groups()
        self.check_repository(name)
        if kind == "manifests" and self.command in ("GET", "HEAD") and "BatchGetImage" in state["denied"]:
            raise Refusal(403, "DENIED", f"User: arn:aws:iam::{ACCOUNT}:user/u is not authorized to perform: ecr:BatchGetImage")
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
        if kind == "blobs" and not rest.startswith("uploads/") and state["falseBlobs"] and self.command == "HEAD":
            return self.respond(200, headers={"Docker-Content-Digest": rest, "Content-Length": "1"})
        if self.command == "PATCH" and state["dropsChunks"]:
            if rest in patched:
                return self.respond(201, headers={"Location": self.path, "Range": f"0-{self.left - 1}"})
            patched.add(rest)
        if kind == "manifests" and self.command == "PUT" and state["repositories"][name] == "IMMUTABLE":
            if not rest.startswith("sha256:") and self.manifest(name, rest)[0]:
                text = f"The image tag '{rest}' already exists in the '{name}' repository and cannot be overwritten "
                raise Refusal(400, "TAG_INVALID", text + "because the tag is immutable.")
        target = path if "mount" in query and not state["mounts"] else self.path
        with self.send(target) as response:
            self.pass_on(response, kind)

    def check_token(self):
        login = self.headers.get("Authorization", "")
        with lock:
            token = login.startswith("Basic ") and base64.b64decode(login[6:]).decode().removeprefix("AWS:")
            if token in tokens and tokens[token] != 0:
                tokens[token] = tokens[token] and tokens[token] - 1
                return
        if token in tokens and state["expiredStatus"] == 403:
            raise Refusal(403, "DENIED", "Your authorization token has expired. Reauthenticate and try again.")
        challenge = f'Basic realm="http://{self.headers["Host"]}/",service="ecr.amazonaws.com"'
        raise Refusal(401, "UNAUTHORIZED", "Not Authorized", {"Www-Authenticate": challenge})

    def body(self):
        limit = state["cutAfter"] if self.left and due("cuts") else None
        sent = 0
        for piece in self.pieces():
            sent += len(piece)
            if limit is not None and sent > limit:
                raise ConnectionError
            yield piece

    def send(self, target):
        headers = {name: value for name, value in self.headers.items() if name not in ("Authorization", "Connection")}
        if upstream_login:
            headers["Authorization"] = f"Basic {upstream_login}"
        connection = http.client.HTTPConnection(upstream.hostname, upstream.port)
        connection.request(self.command, target, self.body() if self.left else None, headers)
        return connection.getresponse()

    def manifest(self, name, tag):
        connection = http.client.HTTPConnection(upstream.hostname, upstream.port)
        types = "application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json"
        login = {"Authorization": f"Basic {upstream_login}"} if upstream_login else {}
        connection.request("HEAD", f"/v2/{name}/manifests/{tag}", headers={"Accept": types} | login)
        response = connection.getresponse()
        found = response.status == 200
        return (response.headers["Docker-Content-Digest"], response.headers["Content-Type"]) if found else (None, None)

    def pass_on(self, response, kind):
        headers = {name: value for name, value in response.headers.items() if name not in ("Connection", "Date", "Transfer-Encoding")}
        if kind == "manifests" and state["falseDigests"] and "Docker-Content-Digest" in headers:
            headers["Docker-Content-Digest"] = "sha256:" + "0" * 64
        body = response.read() if self.command != "HEAD" else b""
        if kind == "blobs" and self.command == "GET" and state["changedBlobs"] and body:
            body = bytes([body[0] ^ 1]) + body[1:]
        status = 201 if self.command == "PATCH" and state["dropsChunks"] and response.status == 202 else response.status
        self.respond(status, body, headers)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(*_)


server = Server(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(f"http://127.0.0.1:{server.server_port} {ACCESS} {SECRET}", flush=True)
sys.stdin.read()
