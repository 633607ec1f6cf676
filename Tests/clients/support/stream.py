"""A strict reader of the stream: HTTP/1.1 chunks and event blocks byte by byte, on asyncio sockets."""

import asyncio
import json
import urllib.parse


class FramingError(AssertionError):
    pass


class Block(dict):
    """One block: `id`, `event`, `data`, `retry`, as they stood."""


class Reader:
    """Follows topics, remembers its last event id, and what it was told."""

    def __init__(self, base, topics, after=None, headers=None):
        self.headers = headers or {}
        self.host, port = base.removeprefix("http://").split(":")
        self.port, self.topics, self.last_id, self.after = int(port), topics, None, after
        self.blocks = []

    async def connect(self):
        query = [("topic", topic) for topic in self.topics]
        if self.after and not self.last_id:
            query.append(("after", self.after))
        head = (f"GET /v1/stream?{urllib.parse.urlencode(query)} HTTP/1.1\r\nHost: {self.host}\r\n"
                "Accept: text/event-stream\r\n")
        if self.last_id:
            head += f"Last-Event-ID: {self.last_id}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
        self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        self.writer.write((head + "\r\n").encode())
        status = await self.reader.readuntil(b"\r\n\r\n")
        if not status.startswith(b"HTTP/1.1 200"):
            raise AssertionError(status.decode())
        self.head = status.decode()
        self.text = b""

    def drop(self):
        """Goes away without a word: a reset, as when a phone loses its network."""
        self.writer.transport.abort()

    async def bytes(self):
        """The body's bytes, chunk framing checked and taken off."""
        while True:
            size = int((await self.reader.readuntil(b"\r\n"))[:-2], 16)
            data = await self.reader.readexactly(size + 2)
            if data[-2:] != b"\r\n":
                raise FramingError(f"chunk of {size} bytes ends with {data[-8:]}")
            if size == 0:
                return
            yield data[:-2]

    async def read(self, budget=None):
        """Yields blocks; after `budget` bytes it drops the connection, wherever in a block that is."""
        async for data in self.bytes():
            if budget is not None:
                data, budget = data[:budget], budget - len(data)
            self.text += data
            while b"\n\n" in self.text:
                raw, self.text = self.text.split(b"\n\n", 1)
                block = self.parse(raw.decode())
                if "id" in block:
                    self.last_id = block["id"]
                self.blocks.append(block)
                yield block
            if budget is not None and budget <= 0:
                self.drop()
                return

    @staticmethod
    def parse(text):
        block = Block()
        for line in text.split("\n"):
            name, found, value = line.partition(": ")
            if not found or name not in ("id", "event", "data", "retry") or name in block:
                raise FramingError(f"unexpected line {line!r} in {text!r}")
            block[name] = value
        if "data" in block:
            block["json"] = json.loads(block["data"])
        return block


def is_event(block):
    return not block.get("event", "").startswith("stream.")
