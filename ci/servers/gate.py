#!/usr/bin/env python3
"""gate.py HOST:PORT bytes NUMBER | gate.py HOST:PORT request PATTERN: a way to a server that closes.

Passes bytes on to HOST:PORT unchanged until the clients have sent NUMBER bytes, or begin a request whose first line
PATTERN matches. That and all that follows is held back, except for answers. It prints its port at the start, and `closed`
when it closes; a line on standard input opens it for good, which it answers with `opened`; the end of standard input ends it.
"""
import asyncio
import re
import sys


class Gate:
    def __init__(self, target, kind, limit):
        self.host, _, self.port = target.rpartition(":")
        self.byte_limit = int(limit) if kind == "bytes" else None
        self.pattern = re.compile(limit.encode()) if kind == "request" else None
        self.byte_count, self.is_closed, self.opened = 0, False, asyncio.Event()

    def closes_before(self, block):
        self.byte_count += len(block)
        if self.pattern is not None:
            return self.pattern.search(block.split(b"\r\n", 1)[0]) is not None
        return self.byte_count > self.byte_limit

    async def pass_requests(self, reader, writer):
        while block := await reader.read(1 << 16):
            if not self.opened.is_set() and not self.is_closed and self.closes_before(block):
                self.is_closed = True
                print("closed", flush=True)
            if self.is_closed and not self.opened.is_set():
                await self.opened.wait()
            writer.write(block)
            await writer.drain()
        writer.close()

    async def pass_answers(self, reader, writer):
        while block := await reader.read(1 << 16):
            writer.write(block)
            await writer.drain()
        writer.close()

    async def connect(self, reader, writer):
        server_reader, server_writer = await asyncio.open_connection(self.host, self.port)
        await asyncio.gather(
            self.pass_requests(reader, server_writer), self.pass_answers(server_reader, writer), return_exceptions=True)


async def main():
    gate = Gate(*sys.argv[1:])
    server = await asyncio.start_server(gate.connect, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    loop = asyncio.get_running_loop()
    while await loop.run_in_executor(None, sys.stdin.readline):
        gate.opened.set()
        print("opened", flush=True)


asyncio.run(main())
