#!/usr/bin/env python3
"""A registry that has one small image under every tag: it shows what it costs to look an image up.

It listens on 127.0.0.1 without TLS, prints its port, and ends when its standard input does.

  --latency SECONDS  wait before each answer, as a round trip takes
"""

import argparse
import hashlib
import json
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DOCKER = "application/vnd.docker"


def blob(kind, text):
    return {"mediaType": f"{DOCKER}.{kind}", "digest": f"sha256:{hashlib.sha256(text).hexdigest()}", "size": len(text)}


MANIFEST = json.dumps({
    "schemaVersion": 2,
    "mediaType": f"{DOCKER}.distribution.manifest.v2+json",
    "config": blob("container.image.v1+json", b"{}"),
    "layers": [blob("image.rootfs.diff.tar.gzip", b"layer")],
}).encode()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    latency = 0

    def handle(self):
        # A client that tries TLS first is told at once that there is none.
        if self.connection.recv(1, socket.MSG_PEEK) != b"\x16":
            super().handle()

    def do_HEAD(self):
        time.sleep(self.latency)
        self.send_response(200)
        self.send_header("Content-Type", f"{DOCKER}.distribution.manifest.v2+json")
        self.send_header("Content-Length", str(len(MANIFEST)))
        self.send_header("Docker-Content-Digest", f"sha256:{hashlib.sha256(MANIFEST).hexdigest()}")
        self.end_headers()

    def do_GET(self):
        self.do_HEAD()
        self.wfile.write(MANIFEST)

    def log_message(self, *_):
        pass


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--latency", type=float, default=0)
    Handler.latency = parser.parse_args().latency
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
