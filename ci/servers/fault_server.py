#!/usr/bin/env python3
"""An S3 server that misbehaves as it is told. It listens on 127.0.0.1 and ends when its standard input does.

It prints one line: the plain port, the TLS port, and the file of its certificate.

Every bucket is a test of its own. `PUT /_bucket/NAME` makes one from a JSON object:

  script      faults, each used once, by the first request that it matches (see "Faults" below)
  owner       the account that `x-amz-expected-bucket-owner` must name, if it is sent
  checksums   false: checksums (SHA-256 and CRC64NVME) are neither checked nor answered
  digests     true: a body must have the digest that its request was signed with (`x-amz-content-sha256`)
  conditions  "honour" (412), "ignore", or "reject" (501)
  clock       seconds by which this server's clock is ahead
  listsAlgorithms, listsChecksums
              false: the algorithm of an upload's checksums is not listed with it; the checksums of its parts are not either
  etags       "opaque": those of parts are not the MD5 of their bytes
  age         seconds by which uploads and their parts look older than they are; `partAge` for parts alone

`GET /_log/NAME` lists the requests that a bucket has seen. Signatures are not checked: real servers do that.
"""
import base64
import calendar
import hashlib
import html
import http.server
import json
import os
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from email.utils import formatdate


class Bucket:
    def __init__(self, script=(), owner=None, checksums=True, digests=False, conditions="honour", clock=0, etags="md5",
                 age=0, partAge=None, listsAlgorithms=True, listsChecksums=True):
        self.etags, self.age, self.part_age = etags, age, age if partAge is None else partAge
        self.script, self.owner, self.checksums, self.digests = list(script), owner, checksums, digests
        self.conditions, self.clock, self.lists_algorithms = conditions, clock, listsAlgorithms
        self.lists_checksums = checksums and listsChecksums
        self.objects, self.uploads, self.upload_count, self.log = {}, {}, 0, []
        self.lock = threading.RLock()

    def next_fault(self, method, path, query):
        """A fault may name a `method`, and a part of the `path` or the `query` (`{"query": "partNumber=2"}`) to wait for."""
        with self.lock:
            for index, fault in enumerate(self.script):
                if (fault.get("method", method) == method and fault.get("path", "") in path
                        and fault.get("query", "") in query):
                    return self.script.pop(index)
        return {}


buckets = {}


class S3Failure(Exception):
    def __init__(self, status, code, message="", headers=None):
        self.status, self.code, self.message, self.headers = status, code, message, headers or {}

    def body(self):
        return (f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{self.code}</Code><Message>{self.message}'
                f"</Message><RequestId>FAULT1</RequestId></Error>").encode()


def ago(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() - seconds))


def sha256(body):
    return base64.b64encode(hashlib.sha256(body).digest()).decode()


def crc64nvme(body):
    state = CRC_MASK
    for byte in body:
        state = state >> 8 ^ CRC_TABLE[(state ^ byte) & 0xFF]
    return base64.b64encode((state ^ CRC_MASK).to_bytes(8, "big")).decode()


def crc_of_byte(state):
    for _ in range(8):
        state = state >> 1 ^ (0x9A6C9329AC4BC9B5 if state & 1 else 0)
    return state


CRC_MASK = (1 << 64) - 1
CRC_TABLE = [crc_of_byte(byte) for byte in range(256)]
CHECKSUMS = {"SHA256": sha256, "CRC64NVME": crc64nvme}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    bucket = None

    def log_message(self, *arguments):
        pass

    def date_time_string(self, timestamp=None):
        return formatdate(time.time() + (self.bucket.clock if self.bucket else 0), usegmt=True)

    def handle_any(self):
        url = urllib.parse.urlsplit(self.path)
        self.query = urllib.parse.parse_qs(url.query, keep_blank_values=True)
        name, _, key = urllib.parse.unquote(url.path).lstrip("/").partition("/")
        if name in ("_bucket", "_log"):
            return self.control(name, key)
        self.bucket = buckets.setdefault(name, Bucket())
        fault = self.bucket.next_fault(self.command, url.path, url.query)
        with self.bucket.lock:
            self.bucket.log.append({
                "method": self.command, "path": url.path, "query": url.query, "connection": self.client_address[1],
                "headers": {n.lower(): v for n, v in self.headers.items()}})
        body = self.read_body(fault)
        if body is None:
            return
        try:
            status, headers, answer = self.answer(fault, key, body)
        except S3Failure as failure:
            status, headers, answer = failure.status, failure.headers, failure.body()
        self.send(fault, status, headers, answer)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = do_PATCH = handle_any

    def control(self, name, key):
        if name == "_bucket":
            buckets[key] = Bucket(**json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            return self.send({}, 200, {}, b"")
        return self.send({}, 200, {}, json.dumps(buckets[key].log if key in buckets else []).encode())

    # Faults: `trickle` bytes of the answer each tenth of a second, `trickleHeaders` lines at the same pace before it,
    # `stall` seconds before anything, `rate` of bytes a second at which the body is read, `early` (an answer before the body is read), `cutRequestAfter` bytes of the body, `cutAnswerAfter` bytes of the answer,
    # `lost` (done, but never answered), `close` (after the answer, unannounced), or an answer of its own: `status`, `code`,
    # `body`, `fill` (a number of bytes). `headers` are added to any answer; null takes one away.

    def read_body(self, fault):
        if "stall" in fault:
            time.sleep(fault["stall"])
        length = int(self.headers.get("Content-Length", 0))
        if fault.get("early"):
            return b""
        if "cutRequestAfter" in fault:
            self.rfile.read(min(length, fault["cutRequestAfter"]))
            return self.cut()
        body = self.rfile.read(length) if "rate" not in fault else self.read_slowly(length, fault["rate"])
        return body if len(body) == length else self.cut()

    def read_slowly(self, length, rate):
        body = bytearray()
        while piece := self.rfile.read(min(rate // 10, length - len(body))):
            body += piece
            time.sleep(0.1)
        return bytes(body)

    def cut(self):
        """Ends the connection with a reset."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True

    def answer(self, fault, key, body):
        if "status" in fault:
            if "body" in fault or "fill" in fault:
                return fault["status"], {}, fault.get("body", "").encode() + b"x" * fault.get("fill", 0)
            raise S3Failure(fault["status"], fault.get("code", "InternalError"), fault.get("message", "as scripted"))
        self.check_request()
        if self.bucket.digests and self.headers.get("x-amz-content-sha256") != hashlib.sha256(body).hexdigest():
            raise S3Failure(400, "XAmzContentSHA256Mismatch", "The provided header does not match what was computed.")
        with self.bucket.lock:
            return self.apply(key, body)

    def check_request(self):
        owner = self.headers.get("x-amz-expected-bucket-owner")
        if self.bucket.owner and owner and owner != self.bucket.owner:
            raise S3Failure(403, "AccessDenied", "Access Denied")
        stamp = self.headers.get("x-amz-date")
        if self.bucket.clock and stamp:
            sent = calendar.timegm(time.strptime(stamp, "%Y%m%dT%H%M%SZ"))
            if abs(sent - time.time() - self.bucket.clock) > 900:
                raise S3Failure(403, "RequestTimeTooSkewed", "The difference between the times is too large.")

    def apply(self, key, body):
        b, q = self.bucket, {n: v[0] for n, v in self.query.items()}
        if self.command == "PUT" and "partNumber" in q:
            if b.checksums and f"x-amz-checksum-{self.upload(q)['algorithm']}" not in self.headers:
                raise S3Failure(400, "InvalidRequest", "The upload was created with another checksum.")
            etag = f'"{len(b.log)}-part"' if b.etags == "opaque" else f'"{hashlib.md5(body).hexdigest()}"'
            checksum = self.checksum(body)
            self.upload(q)["parts"][int(q["partNumber"])] = (body, etag)
            return 200, {"ETag": etag, **checksum}, b""
        if self.command == "PUT":
            checksum = self.checksum(body)
            self.check_condition(key)
            b.objects[key] = (body, checksum)
            return 200, {"ETag": f'"{hashlib.md5(body).hexdigest()}"', **checksum}, b""
        if self.command == "POST" and "uploads" in q:
            b.upload_count += 1
            algorithm = self.headers.get("x-amz-checksum-algorithm", "SHA256")
            b.uploads[f"upload-{b.upload_count}"] = {"key": key, "parts": {}, "algorithm": algorithm}
            return 200, {}, (f"<InitiateMultipartUploadResult><UploadId>upload-{b.upload_count}</UploadId>"
                             "</InitiateMultipartUploadResult>").encode()
        if self.command == "POST" and "uploadId" in q:
            return self.complete(key, q)
        if self.command == "DELETE":
            b.uploads.pop(q.get("uploadId"), None)
            return 204, {}, b""
        if "uploads" in q:
            return self.list_uploads(q.get("prefix", ""))
        if "uploadId" in q:
            return self.list_parts(**self.upload(q))
        if key not in b.objects:
            raise S3Failure(404, "NoSuchKey", "The specified key does not exist.")
        return self.read(*b.objects[key])

    def upload(self, q):
        if q.get("uploadId") not in self.bucket.uploads:
            raise S3Failure(404, "NoSuchUpload", "The specified upload does not exist.")
        return self.bucket.uploads[q["uploadId"]]

    def list_uploads(self, prefix):
        uploads = "".join(
            f"<Upload><Key>{upload['key']}</Key><UploadId>{name}</UploadId><Initiated>{ago(self.bucket.age)}</Initiated>"
            f"{self.listed_algorithm(upload)}</Upload>" for name, upload in self.bucket.uploads.items() if upload["key"].startswith(prefix))
        return 200, {}, f"<ListMultipartUploadsResult>{uploads}</ListMultipartUploadsResult>".encode()

    def listed_algorithm(self, upload):
        is_listed = self.bucket.lists_checksums and self.bucket.lists_algorithms
        return f"<ChecksumAlgorithm>{upload['algorithm']}</ChecksumAlgorithm>" if is_listed else ""

    def list_parts(self, parts, algorithm, **_):
        listed = ""
        for number, (body, etag) in sorted(parts.items()):
            checksum = f"<Checksum{algorithm}>{CHECKSUMS[algorithm](body)}</Checksum{algorithm}>"
            checksum = checksum if self.bucket.lists_checksums else ""
            listed += (f"<Part><PartNumber>{number}</PartNumber><Size>{len(body)}</Size>{checksum}"
                       f"<ETag>{html.escape(etag)}</ETag>"
                       f"<LastModified>{ago(self.bucket.part_age)}</LastModified></Part>")
        return 200, {}, f"<ListPartsResult>{listed}</ListPartsResult>".encode()

    def complete(self, key, q):
        parts = {number: body for number, (body, _) in self.upload(q)["parts"].items()}
        self.check_condition(key)
        body = b"".join(parts[n] for n in sorted(parts))
        if self.upload(q)["algorithm"] == "CRC64NVME":
            checksum = self.checksum(body) or {"x-amz-checksum-crc64nvme": crc64nvme(body)}
        else:
            digests = b"".join(hashlib.sha256(parts[n]).digest() for n in sorted(parts))
            checksum = {"x-amz-checksum-sha256": f"{sha256(digests)}-{len(parts)}", "x-amz-checksum-type": "COMPOSITE"}
        self.bucket.objects[key] = (body, checksum if self.bucket.checksums else {})
        del self.bucket.uploads[q["uploadId"]]
        crc = self.bucket.objects[key][1].get("x-amz-checksum-crc64nvme")
        crc = f"<ChecksumCRC64NVME>{crc}</ChecksumCRC64NVME>" if crc else ""
        return 200, {}, (f"<CompleteMultipartUploadResult>{crc}<ETag>&quot;{hashlib.md5(body).hexdigest()}-{len(parts)}"
                         "&quot;</ETag></CompleteMultipartUploadResult>").encode()

    def checksum(self, body):
        if not self.bucket.checksums:
            return {}
        for algorithm, compute in CHECKSUMS.items():
            name = f"x-amz-checksum-{algorithm.lower()}"
            given = self.headers.get(name)
            value = None if given is None else compute(body)
            if given != value:
                raise S3Failure(400, "BadDigest", f"The {algorithm} you specified did not match the calculated checksum.")
            if given is not None:
                return {name: value, "x-amz-checksum-type": "FULL_OBJECT"}
        return {}

    def check_condition(self, key):
        if "If-None-Match" not in self.headers or self.bucket.conditions == "ignore":
            return
        if self.bucket.conditions == "reject":
            raise S3Failure(501, "NotImplemented", "A header you provided implies functionality not implemented.")
        if key in self.bucket.objects:
            raise S3Failure(412, "PreconditionFailed", "At least one of the preconditions did not hold.")

    def read(self, body, checksum):
        headers = {"ETag": f'"{hashlib.md5(body).hexdigest()}"'}
        if self.headers.get("x-amz-checksum-mode") == "ENABLED":
            headers.update(checksum)
        wanted = self.headers.get("Range")
        if not wanted:
            return 200, headers, body
        first, last = (int(n) for n in wanted.removeprefix("bytes=").split("-"))
        headers["Content-Range"] = f"bytes {first}-{min(last, len(body) - 1)}/{len(body)}"
        return 206, headers, body[first:last + 1]

    def send(self, fault, status, headers, body):
        if fault.get("lost"):
            return self.cut()
        self.send_response(status)
        for name, value in {"x-amz-request-id": "FAULT1", **headers, **fault.get("headers", {})}.items():
            if value is not None:
                self.send_header(name, value)
        if status != 204 and "Content-Length" not in fault.get("headers", {}):
            self.send_header("Content-Length", str(len(body)))
        if "trickleHeaders" in fault:
            self.flush_headers()
            for number in range(fault["trickleHeaders"]):
                self.wfile.write(f"x{number}:\r\n".encode())
                time.sleep(0.1)
        self.end_headers()
        if self.command == "HEAD":
            return
        if "trickle" in fault:
            for start in range(0, len(body), fault["trickle"]):
                self.wfile.write(body[start:start + fault["trickle"]])
                time.sleep(0.1)
            return
        if "cutAnswerAfter" in fault:
            self.wfile.write(body[:fault["cutAnswerAfter"]])
            self.close_connection = True
            return
        self.wfile.write(body)
        self.close_connection |= fault.get("close", False) or fault.get("early", False)
        if fault.get("early"):
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_WR)
            while self.rfile.read1(1 << 20):
                pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        pass  # A client that went away is what many tests want.


def tls_context(folder):
    certificate, key = os.path.join(folder, "certificate.pem"), os.path.join(folder, "key.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=fault server", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context, certificate


def main():
    with tempfile.TemporaryDirectory() as folder:
        plain, secure = Server(("127.0.0.1", 0), Handler), Server(("127.0.0.1", 0), Handler)
        context, certificate = tls_context(folder)
        # The handshake belongs to the connection's thread, not to the one that accepts.
        secure.socket = context.wrap_socket(secure.socket, server_side=True, do_handshake_on_connect=False)
        for server in (plain, secure):
            threading.Thread(target=server.serve_forever, daemon=True).start()
        print(f"{plain.server_port} {secure.server_port} {certificate}", flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
