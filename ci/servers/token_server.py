#!/usr/bin/env python3
"""token_server.py PORT KEY CERTIFICATE USER PASSWORD: issues tokens for docker-registry on 127.0.0.1.

`GET /token` wants the password, or gives a token without any permission; `POST /token` takes the refresh token
`refresh-USER`. A token is valid for a minute. `GET /log` lists the requests as JSON.
"""
import base64
import http.server
import json
import subprocess
import sys
import time
import urllib.parse
import uuid

PORT, KEY, CERTIFICATE, USER, PASSWORD = sys.argv[1:]
LIFETIME = 60
requests = []


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def token(service, scopes, may_push):
    access = []
    for scope in scopes:
        kind, name, actions = scope.rsplit(":", 1)[0].split(":", 1) + [scope.rsplit(":", 1)[1].split(",")]
        access.append({"type": kind, "name": name, "actions": actions if may_push else []})
    with open(CERTIFICATE) as file:
        chain = ["".join(line.strip() for line in file if "-----" not in line)]
    now = int(time.time())
    header = {"typ": "JWT", "alg": "RS256", "x5c": chain}
    claims = {"iss": "tests", "sub": USER, "aud": service, "exp": now + LIFETIME, "nbf": now - 10, "iat": now,
              "jti": uuid.uuid4().hex, "access": access}
    text = b".".join(encode(json.dumps(part).encode()) for part in (header, claims))
    signature = subprocess.run(
        ["openssl", "dgst", "-sha256", "-sign", KEY], input=text, check=True, capture_output=True).stdout
    return (text + b"." + encode(signature)).decode()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        if url.path == "/log":
            return self.send(200, requests)
        query = urllib.parse.parse_qs(url.query)
        expected = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        given = self.headers.get("Authorization")
        if given not in (None, expected):
            return self.send(401, {"details": "incorrect username or password"})
        self.issue(query, "scope", given is not None)

    def do_POST(self):
        form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if form.get("refresh_token") != [f"refresh-{USER}"]:
            return self.send(401, {"details": "invalid refresh token"})
        form["scope"] = " ".join(form.get("scope", [])).split()
        self.issue(form, "scope", True)

    def issue(self, fields, name, may_push):
        scopes = fields.get(name, [])
        requests.append({"method": self.command, "scopes": scopes, "fields": sorted(fields)})
        self.send(200, {"token": token(fields["service"][0], scopes, may_push), "expires_in": LIFETIME})

    def send(self, status, document):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


http.server.ThreadingHTTPServer(("127.0.0.1", int(PORT)), Handler).serve_forever()
