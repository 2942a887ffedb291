#!/usr/bin/env python3
"""An S3 server that costs next to nothing: it shows what a client can do by itself.

It listens on 127.0.0.1, prints its port, and ends when its standard input does. Large bodies are dropped, over plain
connections in the kernel; what they were is taken from their headers, so that HEAD tells the checksums that S3 would.
Nothing is verified. Small bodies are kept and can be read, ranges copied and listed.

  --certificate FILE --key FILE  speak TLS
  --latency SECONDS              wait before each answer, and before a new connection is used, as round trips take
  --keep BYTES                   keep bodies up to this size (1 MiB); with enough of it every copy has its checksum
  --rate BYTES                   read so many bytes a second from each connection
  --link BYTES                   read so many bytes a second from all connections
  --service SECONDS              wait before each answer to a body, too
  --slow-down N|N/s              answer 503 to requests above a number in flight, or above a rate

`GET /_figures` counts the requests, those that were refused, and the most that were in flight.
"""

import argparse
import base64
import hashlib
import itertools
import json
import re
import socket
import ssl
import sys
import threading
import time
import urllib.parse
from email.utils import formatdate
from xml.sax.saxutils import escape

from null_connection import Connection, Gone
from shaping import Admission, Pace

CHECKSUMS = [f"x-amz-checksum-{name}" for name in ("sha1", "sha256", "crc32", "crc32c", "crc64nvme")]


class Failure(Exception):
    def __init__(self, status, code):
        self.status, self.code = status, code


class Part:
    def __init__(self, size, sha256=None, data=None, etag=None):
        self.size, self.sha256, self.data, self.etag = size, sha256, data, etag
        if data is not None and sha256 is None:
            self.sha256 = hashlib.sha256(data).digest()


class Item:
    """An object. Its checksum is that of the whole, or, of one sent in parts, that of the parts' digests."""

    def __init__(self, parts, etag, checksum):
        self.parts, self.etag, self.checksum = parts, etag, checksum
        self.size = sum(part.size for part in parts)
        self.modified = time.time()

    def data(self, start=0, end=None):
        """The bytes of a range, or None if some of them were dropped."""
        end, place, pieces = self.size if end is None else end, 0, []
        for part in self.parts:
            first, last = max(start - place, 0), min(end - place, part.size)
            if first < last:
                if part.data is None:
                    return None
                pieces.append(memoryview(part.data)[first:last])
            place += part.size
        return b"".join(pieces)

    def range(self, start, end):
        """The part that a copy of a range makes."""
        place = 0
        for part in self.parts:
            if (start, end) == (place, place + part.size):
                return Part(part.size, part.sha256, part.data)
            place += part.size
        return Part(end - start, None, self.data(start, end))


def text(digest):
    return base64.b64encode(digest).decode()


def composite(parts):
    if any(part.sha256 is None for part in parts):
        return None
    return f"{text(hashlib.sha256(b''.join(part.sha256 for part in parts)).digest())}-{len(parts)}"


class Server:
    def __init__(self, options):
        self.options, self.buckets, self.uploads = options, {}, {}
        self.lock, self.numbers = threading.Lock(), itertools.count(1)
        self.link, self.admission = options.link and Pace(options.link), Admission(options.slow_down)
        self.context = None
        if options.certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(options.certificate, options.key)

    def serve(self, connection):
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            time.sleep(self.options.latency * (2 if self.context else 1))  # TLS takes a round trip, too
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            with connection:
                client = Connection(connection, self.options, self.paces())
                while True:
                    self.serve_request(client)
        except (Gone, OSError):
            pass

    def paces(self):
        """The rates of a new connection."""
        own = [Pace(self.options.rate)] if self.options.rate else []
        return own + ([self.link] if self.link else [])

    def serve_request(self, client):
        request = client.read_head()
        is_admitted = self.admission.enter()
        try:
            if is_admitted:
                client.read_body(request)
                answer = self.answer(request)
            else:
                time.sleep(self.options.latency)
                answer = error(503, "SlowDown", {"Connection": "close"} if request.has_body else {})
        finally:
            self.admission.leave()
        client.answer(request.method, *answer)
        if not is_admitted and request.has_body:
            client.drain()  # S3 answers before it has the body, and closes the connection
        if request.headers.get("connection", "").lower() == "close":
            raise Gone

    def answer(self, request):
        try:
            with self.lock:
                answer = self.act(request)
        except Failure as failure:
            answer = error(failure.status, failure.code)
        has_work = request.method == "PUT" and request.size
        time.sleep(self.options.latency + (self.options.service if has_work else 0))
        return answer

    def act(self, request):
        if request.bucket == "_figures":
            return 200, {"Content-Type": "application/json"}, json.dumps(self.admission.figures).encode()
        if not request.bucket:
            return xml("ListAllMyBucketsResult", "<Buckets>" + "".join(
                f"<Bucket><Name>{escape(name)}</Name></Bucket>" for name in self.buckets) + "</Buckets>")
        if not request.key:
            return self.act_on_bucket(request)
        if request.bucket not in self.buckets:
            raise Failure(404, "NoSuchBucket")
        query, method = request.query, request.method
        if "uploadId" in query:
            if query["uploadId"] not in self.uploads:
                raise Failure(404, "NoSuchUpload")
            return {"PUT": self.put_part, "POST": self.complete, "DELETE": self.abort}[method](request)
        if method == "POST" and "uploads" in query:
            number = f"upload-{next(self.numbers)}"
            self.uploads[number] = {}
            names = f"<Bucket>{escape(request.bucket)}</Bucket><Key>{escape(request.key)}</Key>"
            return xml("InitiateMultipartUploadResult", f"{names}<UploadId>{number}</UploadId>")
        if query and method in ("PUT", "POST") and not query.keys() <= {"x-id"}:
            raise Failure(501, "NotImplemented")
        if method == "PUT":
            return self.put(request)
        if method == "DELETE":
            self.buckets[request.bucket].pop(request.key, None)
            return 204, {}, b""
        if method in ("GET", "HEAD"):
            return self.read(request)
        raise Failure(501, "NotImplemented")

    # Buckets

    def act_on_bucket(self, request):
        name, method = request.bucket, request.method
        if method == "PUT":
            self.buckets.setdefault(name, {})
            return 200, {}, b""
        if name not in self.buckets:
            raise Failure(404, "NoSuchBucket")
        if method == "DELETE":  # with all that it holds
            del self.buckets[name]
            return 204, {}, b""
        if method == "HEAD":
            return 200, {"x-amz-bucket-region": "us-east-1"}, b""
        if "location" in request.query:
            return xml("LocationConstraint", "us-east-1")
        if method == "GET" and not request.query.keys() & {"uploads", "versioning", "versions", "object-lock"}:
            return self.list(request)
        raise Failure(501, "NotImplemented")

    def list(self, request):
        query, objects = request.query, self.buckets[request.bucket]
        prefix, delimiter = query.get("prefix", ""), query.get("delimiter")
        after = query.get("continuation-token") or query.get("start-after") or query.get("marker") or ""
        limit = min(int(query.get("max-keys", 1000)), 1000)
        shown = urllib.parse.quote if query.get("encoding-type") == "url" else escape
        rows, last, is_cut = {}, "", False
        for key in sorted(each for each in objects if each.startswith(prefix)):
            name = key
            if delimiter and (end := key.find(delimiter, len(prefix))) >= 0:
                name = key[: end + len(delimiter)]
            if name <= after or name in rows:
                continue
            if len(rows) == limit:
                is_cut = True
                break
            last = name
            if name != key:
                rows[name] = f"<CommonPrefixes><Prefix>{shown(name)}</Prefix></CommonPrefixes>"
                continue
            item = objects[key]
            moment = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(item.modified))
            rows[name] = (f"<Contents><Key>{shown(key)}</Key><LastModified>{moment}</LastModified><ETag>"
                          f"{escape(item.etag)}</ETag><Size>{item.size}</Size></Contents>")
        more = f"<NextContinuationToken>{escape(last)}</NextContinuationToken><NextMarker>{escape(last)}</NextMarker>"
        encoding = "<EncodingType>url</EncodingType>" if "encoding-type" in query else ""
        return xml("ListBucketResult", f"<Name>{escape(request.bucket)}</Name><Prefix>{shown(prefix)}</Prefix>{encoding}"
                   f"<KeyCount>{len(rows)}</KeyCount><MaxKeys>{limit}</MaxKeys><IsTruncated>{str(is_cut).lower()}"
                   f"</IsTruncated>{more if is_cut else ''}{''.join(rows.values())}")

    # Objects

    def read(self, request):
        item = self.buckets[request.bucket].get(request.key)
        if item is None:
            raise Failure(404, "NoSuchKey")
        headers = {"ETag": item.etag, "Last-Modified": formatdate(item.modified, usegmt=True), "Accept-Ranges": "bytes"}
        if request.headers.get("x-amz-checksum-mode", "").upper() == "ENABLED":
            headers |= checksum_headers(item.checksum)
        if request.method == "HEAD":
            return 200, headers | {"Content-Length": item.size}, b""
        start, end, status = 0, item.size, 200
        if wanted := re.fullmatch(r"bytes=(\d+)-(\d*)", request.headers.get("range", "")):
            start, end, status = int(wanted[1]), min(int(wanted[2] or item.size) + 1, item.size), 206
            if start >= end:
                raise Failure(416, "InvalidRange")
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{item.size}"
            headers = {name: value for name, value in headers.items() if not name.startswith("x-amz-checksum")}
        data = item.data(start, end)
        if data is None:
            raise Failure(501, "NotKept")
        return status, headers, data

    def received(self, request):
        """What a body was, by its content or, if it was dropped, by its headers."""
        given = request.headers.get("x-amz-checksum-sha256")
        md5 = request.headers.get("content-md5")
        etag = base64.b64decode(md5).hex() if md5 else self.new_etag()
        return Part(request.size, base64.b64decode(given) if given else None, request.body, etag)

    def new_etag(self):
        return hashlib.md5(b"%d" % next(self.numbers)).hexdigest()

    def check_conditions(self, request):
        item = self.buckets[request.bucket].get(request.key)
        if item and request.headers.get("if-none-match") == "*":
            raise Failure(412, "PreconditionFailed")
        if wanted := request.headers.get("if-match"):
            if not item:
                raise Failure(404, "NoSuchKey")
            if wanted.strip('"') != item.etag.strip('"'):
                raise Failure(412, "PreconditionFailed")

    def put(self, request):
        self.check_conditions(request)
        if "x-amz-copy-source" in request.headers:
            return self.copy(request)
        part = self.received(request)
        checksum = text(part.sha256) if "x-amz-checksum-sha256" in request.headers else None
        item = Item([part], f'"{part.etag}"', checksum)
        self.buckets[request.bucket][request.key] = item
        return 200, {"ETag": item.etag} | echoed(request) | checksum_headers(checksum), b""

    def source(self, request):
        place = urllib.parse.unquote(request.headers["x-amz-copy-source"]).lstrip("/")
        bucket, _, key = place.partition("/")
        item = self.buckets.get(bucket, {}).get(key)
        if item is None:
            raise Failure(404, "NoSuchKey")
        wanted = request.headers.get("x-amz-copy-source-if-match")
        if wanted and wanted.strip('"') != item.etag.strip('"'):
            raise Failure(412, "PreconditionFailed")
        return item

    def copy(self, request):
        source = self.source(request)
        whole = source.range(0, source.size)
        parts = source.parts if whole.sha256 is None else [whole]
        checksum = text(whole.sha256) if whole.sha256 else None
        item = Item(parts, f'"{self.new_etag()}"', checksum)
        self.buckets[request.bucket][request.key] = item
        return xml("CopyObjectResult", copied(item.etag, checksum, item.modified))

    # Uploads in parts

    def put_part(self, request):
        parts, number = self.uploads[request.query["uploadId"]], int(request.query["partNumber"])
        if "x-amz-copy-source" not in request.headers:
            part = parts[number] = self.received(request)
            return 200, {"ETag": f'"{part.etag}"'} | echoed(request), b""
        source = self.source(request)
        start, end = 0, source.size
        if wanted := re.fullmatch(r"bytes=(\d+)-(\d+)", request.headers.get("x-amz-copy-source-range", "")):
            start, end = int(wanted[1]), int(wanted[2]) + 1
            if not start < end <= source.size:
                raise Failure(400, "InvalidRange")
        part = parts[number] = source.range(start, end)
        part.etag = self.new_etag()
        return xml("CopyPartResult", copied(f'"{part.etag}"', text(part.sha256) if part.sha256 else None, time.time()))

    def complete(self, request):
        self.check_conditions(request)
        upload = self.uploads[request.query["uploadId"]]
        parts = []
        for element in re.findall(r"<Part>(.*?)</Part>", request.body.decode(), re.DOTALL):
            number = int(re.search(r"<PartNumber>(\d+)<", element)[1])
            etag = re.search(r"<ETag>(.*?)<", element)[1].replace("&quot;", "").replace("&#34;", "").strip('"')
            if number not in upload or upload[number].etag != etag:
                raise Failure(400, "InvalidPart")
            parts.append(upload[number])
        if not parts:
            raise Failure(400, "MalformedXML")
        if any(part.size < 5 << 20 for part in parts[:-1]):
            raise Failure(400, "EntityTooSmall")
        etag = f'"{hashlib.md5(b"".join(bytes.fromhex(part.etag) for part in parts)).hexdigest()}-{len(parts)}"'
        item = Item(parts, etag, composite(parts))
        self.buckets[request.bucket][request.key] = item
        del self.uploads[request.query["uploadId"]]
        checksum = f"<ChecksumSHA256>{item.checksum}</ChecksumSHA256>" if item.checksum else ""
        names = f"<Bucket>{escape(request.bucket)}</Bucket><Key>{escape(request.key)}</Key>"
        return xml("CompleteMultipartUploadResult", f"{names}<ETag>{escape(etag)}</ETag>{checksum}")

    def abort(self, request):
        del self.uploads[request.query["uploadId"]]
        return 204, {}, b""


def error(status, code, headers=()):
    return status, dict(headers), f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()


def checksum_headers(checksum):
    if not checksum:
        return {}
    return {"x-amz-checksum-sha256": checksum, "x-amz-checksum-type": "COMPOSITE" if "-" in checksum else "FULL_OBJECT"}


def echoed(request):
    """The checksums that a request names, as S3 answers them."""
    return {name: request.headers[name] for name in CHECKSUMS if name in request.headers}


def copied(etag, checksum, modified):
    moment = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(modified))
    checksum = f"<ChecksumSHA256>{checksum}</ChecksumSHA256>" if checksum else ""
    return f"<LastModified>{moment}</LastModified><ETag>{escape(etag)}</ETag>{checksum}"


def xml(name, content):
    document = f'<{name} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{content}</{name}>'
    return 200, {"Content-Type": "application/xml"}, f'<?xml version="1.0" encoding="UTF-8"?>\n{document}'.encode()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--latency", type=float, default=0)
    parser.add_argument("--keep", type=int, default=1 << 20)
    parser.add_argument("--rate", type=float)
    parser.add_argument("--link", type=float)
    parser.add_argument("--service", type=float, default=0)
    parser.add_argument("--slow-down")
    server = Server(parser.parse_args())
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    if server.paces():  # or the client's bytes would be in a buffer long before they have arrived
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 18)

    def accept():
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=server.serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    print(listener.getsockname()[1], flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
