#!/usr/bin/env python3
"""registry_faults.py UPSTREAM: a way to a registry that misbehaves as it is told; it ends when its standard input does.

It passes requests on to the registry at the URL UPSTREAM, and prints the port of the way and that of another host, which
serves the blobs that it redirects to.

Every repository is a test of its own. `PUT /_faults/REPOSITORY` gives it a JSON list of faults; `GET /_log/REPOSITORY`
lists the requests about it so far, `GET /_elsewhere/REPOSITORY` those that reached the other host. A fault is used by the
first requests that it matches, `times` of them (1; 0 for all):

  method, path        a request's method, and a part of its path and query
  after               requests that match and pass before

and does one thing:

  status              a response of its own, with `code`, `message`, `body` and `headers`
  lost                the request is carried out, but never answered
  cutRequestAfter     the connection ends after so many bytes of the request's body
  cutAnswerAfter      the connection ends after so many bytes of the response's body
  flip                one bit of the response's body is changed, at this offset
  truncate            the response's body has so many bytes fewer
  change              headers of the response (null takes one away)
  elsewhere           the response is a redirection to the other host
  request             headers of the request that are taken away (null), and with `query` null, its query
"""
import http.client
import http.server
import json
import socket
import struct
import sys
import threading
import urllib.parse

UPSTREAM = urllib.parse.urlsplit(sys.argv[1])
HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}
lock = threading.Lock()
faults, log, elsewhere = {}, {}, {}


def repository(path):
    """`/v2/NAME/blobs/…`: the test's repository is the first component of the name."""
    parts = urllib.parse.urlsplit(path).path.split("/")
    return parts[2] if len(parts) > 2 else ""


def next_fault(name, method, path):
    with lock:
        for fault in faults.get(name, []):
            if fault.get("method", method) != method or fault.get("path", "") not in path:
                continue
            if fault.get("after", 0) > 0:
                fault["after"] -= 1
                continue
            if fault.get("times", 1) == 1:
                faults[name].remove(fault)
            elif fault.get("times", 1) > 1:
                fault["times"] -= 1
            return fault
    return {}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *arguments):
        pass

    def handle_any(self):
        if self.path.startswith("/_"):
            return self.control()
        name = repository(self.path)
        entry = {"method": self.command, "path": self.path, "headers": {n.lower(): v for n, v in self.headers.items()}}
        is_elsewhere = self.server is not servers[0]
        with lock:
            (elsewhere if is_elsewhere else log).setdefault(name, []).append(entry)
        fault = {} if is_elsewhere else next_fault(name, self.command, self.path)
        length = int(self.headers.get("Content-Length", 0))
        if "cutRequestAfter" in fault:
            self.rfile.read(min(length, fault["cutRequestAfter"]))
            return self.cut()
        body = self.rfile.read(length)
        if len(body) < length:
            return self.cut()
        if "status" in fault:
            error = {"errors": [{"code": fault.get("code", "UNKNOWN"), "message": fault.get("message", "as scripted")}]}
            text = fault.get("body", json.dumps(error)).encode()
            return self.send(fault["status"], {"Content-Type": "application/json", **fault.get("headers", {})}, text)
        if fault.get("elsewhere"):
            location = f"http://localhost:{servers[1].server_port}{self.path}?signature=s3cr3t-of-the-url"
            return self.send(307, {"Location": location}, b"")
        status, headers, answer = self.forward(fault, body)
        if fault.get("lost"):
            return self.cut()
        for header, value in fault.get("change", {}).items():
            headers = {n: v for n, v in headers.items() if n.lower() != header.lower()}
            if value is not None:
                headers[header] = value
        if "flip" in fault and answer:
            answer = bytearray(answer)
            answer[fault["flip"]] ^= 1
        if "truncate" in fault:
            answer = answer[:-fault["truncate"]]
        self.send(status, headers, bytes(answer), cut_after=fault.get("cutAnswerAfter"))

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = do_PATCH = handle_any

    def control(self):
        kind, name = self.path[1:].split("/", 1)
        if kind == "_faults":
            faults[name] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            return self.send(200, {}, b"")
        listed = log if kind == "_log" else elsewhere
        with lock:
            return self.send(200, {}, json.dumps(listed.get(name, [])).encode())

    def forward(self, fault, body):
        path = self.path
        if "request" in fault and fault["request"].get("query", "") is None:
            path = path.split("?")[0]
        if self.server is not servers[0]:
            path = path.split("?")[0]
        removed = {n.lower() for n, value in fault.get("request", {}).items() if value is None}
        headers = {n: v for n, v in self.headers.items() if n.lower() not in HOP | removed}
        # The registry makes the URLs of uploads from it.
        headers["Host"] = self.headers["Host"]
        connection = http.client.HTTPConnection(UPSTREAM.hostname, UPSTREAM.port)
        try:
            connection.request(self.command, path, body if body or self.command in ("PUT", "POST") else None, headers)
            response = connection.getresponse()
            kept = {n: v for n, v in response.getheaders() if n.lower() not in HOP}
            if self.command == "HEAD" and response.getheader("Content-Length"):
                kept["Content-Length"] = response.getheader("Content-Length")
            return response.status, kept, response.read()
        finally:
            connection.close()

    def cut(self):
        """Ends the connection with a reset."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True

    def send(self, status, headers, body, cut_after=None):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers and status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        if cut_after is not None:
            self.wfile.write(body[:cut_after])
            self.close_connection = True
            return
        self.wfile.write(body)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        pass  # A client that went away is what many tests want.


servers = [Server(("127.0.0.1", 0), Handler), Server(("127.0.0.1", 0), Handler)]
for server in servers:
    threading.Thread(target=server.serve_forever, daemon=True).start()
print(*(server.server_port for server in servers), flush=True)
sys.stdin.read()
