"""HTTP as the null server speaks it: requests are read, and large bodies dropped."""

import socket
import ssl
import time
import urllib.parse

DROPPED = bytearray(16 << 20)  # where dropped bytes would go: MSG_TRUNC never writes there


class Gone(Exception):
    """The client has closed the connection."""


class Request:
    def __init__(self, head):
        lines = head.decode("latin-1").split("\r\n")
        self.method, target, _ = lines[0].split(" ", 2)
        self.headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            self.headers[name.lower()] = value.strip()
        path, _, query = target.partition("?")
        self.query = dict(urllib.parse.parse_qsl(query, keep_blank_values=True)) if query else {}
        self.bucket, _, self.key = urllib.parse.unquote(path).lstrip("/").partition("/")
        self.size, self.body = 0, None  # the body is None where it was dropped
        self.has_body = self.headers.get("content-length", "0") != "0" or "transfer-encoding" in self.headers


class Connection:
    """Reads requests, at the rates of some paces, and writes answers."""

    STEP = 1 << 18  # bytes between two looks at the clock

    def __init__(self, connection, options, paces=()):
        self.socket, self.keep, self.latency, self.buffer = connection, options.keep, options.latency, b""
        self.paces, self.unpaced = paces, 0
        self.is_secure = isinstance(connection, ssl.SSLSocket)
        self.scratch = bytearray(1 << 16) if self.is_secure else DROPPED

    def received(self, count):
        """Waits as long as these bytes take at the rates, once they are worth a look at the clock."""
        if not count:
            raise Gone
        self.unpaced += count
        if self.unpaced >= self.STEP:
            self.wait()

    def wait(self):
        for pace in self.paces:
            pace.take(self.unpaced)
        self.unpaced = 0

    def receive(self):
        block = self.socket.recv(1 << 16)
        self.received(len(block))
        self.buffer += block

    def read_to(self, mark):
        while (place := self.buffer.find(mark)) < 0:
            self.receive()
        found, self.buffer = self.buffer[:place], self.buffer[place + len(mark) :]
        return found

    def read(self, count):
        if count <= len(self.buffer):
            found, self.buffer = self.buffer[:count], self.buffer[count:]
            return found
        found = bytearray(count)
        place = len(self.buffer)
        found[:place], self.buffer = self.buffer, b""
        view = memoryview(found)
        while place < count:
            received = self.socket.recv_into(view[place:])
            self.received(received)
            place += received
        return bytes(found)

    def drop(self, count):
        count -= len(self.read(min(count, len(self.buffer))))
        flags = 0 if self.is_secure else socket.MSG_TRUNC
        while count:
            received = self.socket.recv_into(self.scratch, min(count, len(self.scratch)), flags)
            self.received(received)
            count -= received

    def read_head(self):
        return Request(self.read_to(b"\r\n\r\n"))

    def read_body(self, request):
        headers = request.headers
        for pace in self.paces:
            pace.start()
        if headers.get("expect", "").lower() == "100-continue":
            time.sleep(self.latency)
            self.socket.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        length = int(headers.get("content-length", 0))
        decoded = headers.get("x-amz-decoded-content-length")
        request.size = int(decoded) if decoded else length
        is_kept = request.method != "PUT" or request.size <= self.keep
        take = self.read if is_kept else self.drop
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body = self.each_chunk(take)
        else:
            body = take(length)
        self.wait()
        if is_kept:
            request.body = unframed(body) if "aws-chunked" in headers.get("content-encoding", "") or (
                headers.get("x-amz-content-sha256", "").startswith("STREAMING-")) else body
            request.size = len(request.body)

    def drain(self):
        """Takes what the client still sends to a request that has its answer, and ends the connection."""
        while self.socket.recv(1 << 16):
            pass
        raise Gone

    def each_chunk(self, take):
        chunks = []
        while size := int(self.read_to(b"\r\n").split(b";")[0], 16):
            chunks.append(take(size))
            self.read(2)
        while self.read_to(b"\r\n"):
            pass
        return b"".join(chunks) if take == self.read else None

    def answer(self, method, status, headers, body):
        headers.setdefault("Content-Length", len(body))
        if status == 204:
            del headers["Content-Length"]
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value is not None)
        head = f"HTTP/1.1 {status} S3\r\nx-amz-request-id: NULL\r\n{lines}\r\n".encode()
        self.socket.sendall(head if method == "HEAD" else head + body)


def unframed(body):
    """The content of a body in signed or unsigned chunks."""
    content, place = [], 0
    while True:
        end = body.index(b"\r\n", place)
        size = int(body[place:end].split(b";")[0], 16)
        if not size:
            return b"".join(content)
        content.append(body[end + 2 : end + 2 + size])
        place = end + 4 + size
