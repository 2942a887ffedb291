#!/usr/bin/env python3
"""link.py HOST:PORT [--rate BYTES] [--away BYTES SECONDS]: a way to a server that is slow, and may be away for a while.

Passes bytes on to HOST:PORT unchanged, at most --rate a second in all towards the server. When the clients have sent the
BYTES of --away, it resets all connections and refuses others for so many SECONDS. It prints its port at the start. A line
on standard input is answered with the number of bytes that went to the server; the end of standard input ends it.
"""
import argparse
import asyncio
import socket
import struct
import sys
import time

BLOCK = 1 << 16
# A link has no room for megabytes: what the client has sent is on its way.
BUFFER = 1 << 17


class Link:
    def __init__(self, target, rate, away):
        self.host, _, self.port = target.rpartition(":")
        self.rate, self.away = rate, away
        self.count, self.free_at = 0, 0.0
        self.connections = set()
        self.server, self.listening = None, None

    def listen(self, port):
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Accepted connections inherit it.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        listening.bind(("127.0.0.1", port))
        return listening

    async def start(self, port=0):
        listening = self.listen(port)
        self.server = await asyncio.start_server(self.connect, sock=listening, limit=BLOCK)
        return listening.getsockname()[1]

    async def take_turn(self, size):
        """Waits until the link has carried what came before."""
        if not self.rate:
            return
        now = time.monotonic()
        start = max(now, self.free_at)
        self.free_at = start + size / self.rate
        if self.free_at > now:
            await asyncio.sleep(self.free_at - now)

    async def pass_requests(self, reader, writer):
        while block := await reader.read(BLOCK):
            await self.take_turn(len(block))
            self.count += len(block)
            writer.write(block)
            await writer.drain()
            if self.away and self.count >= self.away[0]:
                (_, seconds), self.away = self.away, None
                asyncio.get_running_loop().create_task(self.go_away(seconds))
        writer.close()

    async def pass_answers(self, reader, writer):
        while block := await reader.read(BLOCK):
            writer.write(block)
            await writer.drain()
        writer.close()

    async def connect(self, reader, writer):
        self.connections.add(writer)
        try:
            server_reader, server_writer = await asyncio.open_connection(self.host, self.port)
            await asyncio.gather(
                self.pass_requests(reader, server_writer), self.pass_answers(server_reader, writer),
                return_exceptions=True)
            server_writer.close()
        finally:
            self.connections.discard(writer)
            writer.close()

    async def go_away(self, seconds):
        port = self.server.sockets[0].getsockname()[1]
        self.server.close()
        for writer in list(self.connections):
            # Reset, as by a machine that is gone.
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            writer.transport.abort()
        await asyncio.sleep(seconds)
        await self.start(port)


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("target")
    parser.add_argument("--rate", type=float)
    parser.add_argument("--away", type=float, nargs=2)
    arguments = parser.parse_args()
    link = Link(arguments.target, arguments.rate, arguments.away)
    print(await link.start(), flush=True)
    loop = asyncio.get_running_loop()
    while await loop.run_in_executor(None, sys.stdin.readline):
        print(link.count, flush=True)


asyncio.run(main())
