#!/usr/bin/env python3
"""Streams over gzip: who gets it, each event readable as soon as it is sent, replays, and a trailer that is right; read by hand
with zlib, by gzip(1), curl, requests and httpx, over HTTP/1.1, TLS and HTTP/2.

usage: compressed.py
"""

# Not called gzip.py: Python would take it for its own module.

import json
import signal
import socket
import subprocess
import threading
import time
import zlib

import httpx
import requests

from support.newsroom import Newsroom, Report, until
from tls import SecureNode


class Stream:
    """A stream by hand: chunks taken off, gzip unpacked as it comes."""

    def __init__(self, node, query="topic=front", method="GET", **headers):
        self.socket = socket.create_connection(("127.0.0.1", node.port))
        lines = [f"{method} /v1/stream?{query} HTTP/1.1", "Host: localhost"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.socket.sendall("".join(line + "\r\n" for line in [*lines, ""]).encode())
        self.file = self.socket.makefile("rb")
        self.status = self.file.readline().decode()
        self.fields = {}
        while line := self.file.readline().decode().strip():
            name, _, value = line.partition(": ")
            self.fields[name.lower()] = value
        self.unpacker = zlib.decompressobj(31)
        self.raw, self.text, self.is_ended = b"", b"", False

    @property
    def coding(self):
        return self.fields.get("content-encoding", "identity")

    def chunk(self):
        """Reads one chunk; says whether there was one."""
        size = int(self.file.readline(), 16)
        data = self.file.read(size)
        assert self.file.readline() == b"\r\n", "a chunk is longer than it says"
        self.raw += data
        self.is_ended = size == 0
        self.text += self.unpacker.decompress(data) if self.coding == "gzip" else data
        return not self.is_ended

    def blocks(self):
        return [dict(line.split(": ", 1) for line in block.split("\n")) for block in self.text.decode().split("\n\n")[:-1]]

    def events(self):
        return [block for block in self.blocks() if not block["event"].startswith("stream.")]

    def headlines(self):
        return [json.loads(block["data"])["data"].get("headline") for block in self.events()]

    def read_until(self, headline):
        while headline not in self.headlines():
            assert self.chunk(), f"the stream ended before «{headline}»"

    def rest(self):
        while self.chunk():
            pass

    @property
    def is_whole(self):
        """Whether gzip's trailer came, and is right: zlib has compared checksum and length."""
        return self.unpacker.eof and not self.unpacker.unused_data


def negotiation(report, node, off):
    for field, wanted in [
        ("gzip, deflate, br, zstd", "gzip"), ("*", "gzip"), ("gzip;q=0.5, identity;q=0.1", "gzip"), (None, "identity"),
        ("br", "identity"), ("gzip;q=0, *", "identity"), ("gzip;q=0.5, identity", "identity"),
    ]:
        headers = {"Accept_Encoding": field} if field else {}
        got = [Stream(node, method=method, **headers) for method in ("GET", "HEAD")]
        report.check([(s.coding, s.fields.get("vary")) for s in got] == [(wanted, "Accept-Encoding")] * 2,
                     f"Accept-Encoding: {field} gets {wanted}, and HEAD says so too")
    refused = Stream(node, "topic=moderation", Accept_Encoding="gzip")
    refused.rest()
    report.check(refused.coding == "identity" and refused.blocks()[-1]["event"] == "stream.closing", "a private topic is left plain")
    plain = Stream(off, Accept_Encoding="gzip")
    report.check(plain.coding == "identity" and "vary" not in plain.fields, "--stream-compression off: nobody gets it")


def by_hand(report, node):
    """Follows live over gzip and plain; gives the stream back."""
    start = node.get("/v1/articles")[1]["cursor"]
    zipped, plain = (Stream(node, **headers) for headers in ({"Accept_Encoding": "gzip"}, {}))
    latest = 0
    for number in range(20):
        node.post(f"Story {number}")
        began = time.monotonic()
        zipped.read_until(f"Story {number}")
        latest = max(latest, time.monotonic() - began)
        plain.read_until(f"Story {number}")
    report.check(latest < 5, f"each event is read as soon as it is sent: {latest * 1000:.1f} ms at most after the answer")
    report.check(zipped.events() == plain.events(), "both codings tell the same")
    report.check(len(zipped.raw) < 0.7 * len(plain.raw), f"{len(zipped.raw)} bytes instead of {len(plain.raw)}")
    resumed = Stream(node, Accept_Encoding="gzip", Last_Event_ID=start)
    resumed.read_until("Story 19")
    report.check(resumed.events() == zipped.events(), "resumed from the ring it is told the same")
    # The quick way leaves requests with this header to the router.
    routed = Stream(node, Accept_Encoding="gzip", Last_Event_ID=start, TE="trailers")
    routed.read_until("Story 19")
    report.check(routed.events() == zipped.events(), "through the router too")
    return start, zipped


class Library:
    """A client library that follows in a thread until its stream ends."""

    def __init__(self, name, follow, base):
        self.name, self.text, self.error = name, "", None
        self.thread = threading.Thread(target=self.run, args=(follow, base), daemon=True)
        self.thread.start()

    def run(self, follow, base):
        try:
            for text in follow(base + "/v1/stream?topic=front"):
                self.text += text
        except Exception as error:  # Whatever the library makes of it is what is asked for.
            self.error = error


def with_requests(address):
    answer = requests.get(address, stream=True, timeout=60)
    assert answer.headers["Content-Encoding"] == "gzip"
    for data in answer.iter_content(None):
        yield data.decode()


def with_httpx(address):
    with httpx.stream("GET", address, timeout=60) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        yield from answer.iter_text()


def with_curl(*arguments):
    def follow(address):
        with subprocess.Popen(["curl", "-sSN", *arguments, address], stdout=subprocess.PIPE) as curl:
            while data := curl.stdout.read1():
                yield data.decode()
        assert curl.returncode == 0, f"curl ended with {curl.returncode}"
    return follow


def main():
    report = Report("Streams over gzip")
    with Newsroom("--drain", "1s") as newsroom:
        node, off = newsroom.node(), newsroom.node("--stream-compression", "off")
        small, channels = newsroom.node("--ring-events", "16"), newsroom.node("--stream-broadcaster", "channels")
        secure = SecureNode(newsroom).start()
        newsroom.nodes.append(secure)
        negotiation(report, node, off)
        start, zipped = by_hand(report, node)

        # 20 events are more than the small ring holds: pages of the log, then the ring.
        streams = {"sockets": zipped, "sockets, replayed from the log": Stream(small, Accept_Encoding="gzip", Last_Event_ID=start),
                   "channels": Stream(channels, Accept_Encoding="gzip", Last_Event_ID=start)}
        trust = ("--compressed", "--cacert", secure.certificate)
        libraries = [
            Library("requests", with_requests, node.base), Library("httpx", with_httpx, node.base),
            Library("curl", with_curl("--compressed"), node.base),
            Library("curl over TLS", with_curl("--http1.1", *trust), secure.base),
            Library("curl over HTTP/2", with_curl("--http2", *trust), secure.base)]
        for library in libraries:
            until(lambda: "stream.opened" in library.text or library.error, what=f"{library.name} to open")
        raw = subprocess.Popen(["curl", "-sSN", "-H", "Accept-Encoding: gzip", f"{node.base}/v1/stream?topic=front"], stdout=subprocess.PIPE)
        node.post("The last word")
        for name, stream in streams.items():
            stream.read_until("The last word")
            wanted = [f"Story {number}" for number in range(20)] + ["The last word"]
            report.check(stream.headlines() == wanted, f"{name}: {len(wanted)} events, each once, in order")
        for library in libraries:
            until(lambda: "The last word" in library.text or library.error, what=f"{library.name} to read the last event")

        # Killed: no trailer.
        off.stop()
        killed = newsroom.node()
        cut = Stream(killed, Accept_Encoding="gzip")
        cut.chunk()
        killed.kill()
        try:
            cut.rest()
        except (ValueError, OSError):
            pass
        report.check(not cut.is_ended and not cut.is_whole, "killed, the node's stream has neither a last chunk nor a trailer")

        for one in (node, small, channels, secure):
            one.process.send_signal(signal.SIGTERM)
        for name, stream in streams.items():
            stream.rest()
            closing = json.loads(stream.blocks()[-1]["data"])
            report.check(stream.is_whole and closing["reason"] == "draining", f"{name}: ends with draining and the right trailer")
        for library in libraries:
            library.thread.join(30)
            report.check(not library.thread.is_alive() and library.error is None and "draining" in library.text,
                         f"{library.name} reads it to its end, without an error ({library.error})")
        unpacked = subprocess.run(["gzip", "-dc"], stdin=raw.stdout, capture_output=True, timeout=30)
        raw.wait(30)
        report.check(unpacked.returncode == 0 and b"stream.closing" in unpacked.stdout, "gzip(1) finds nothing wrong with what was sent")
        codes = [one.process.wait(40) for one in (node, small, channels, secure)]
        report.check(codes == [0, 0, 0, 0], f"the servers end well: {codes}")
    report.end()


if __name__ == "__main__":
    main()
