#!/usr/bin/env python3
"""The quick way to a stream, on a new connection, tells what the long way tells; what it does not know takes the long way.

usage: door.py
"""

import itertools
import os
import pathlib
import re
import socket
import time

from support.newsroom import Newsroom, Report, until

HOST = b"Host: news.example\r\n"
STREAM = b"GET /v1/stream?topic=front%s HTTP/1.1\r\nHost: news.example\r\n%s\r\n"
# What is another one for each answer.
OWN = {"date", "x-request-id"}


class Connection:
    """A connection whose bytes are looked at one by one."""

    def __init__(self, node, data=b""):
        self.socket = socket.create_connection(("127.0.0.1", node.port))
        self.socket.settimeout(30)
        self.got = b""
        self.socket.sendall(data)

    def until(self, mark):
        while mark not in self.got:
            data = self.socket.recv(65536)
            if not data:
                raise AssertionError(f"the connection ended before {mark}: {self.got[-300:]}")
            self.got += data
        before, _, self.got = self.got.partition(mark)
        return before

    def rest(self):
        """Everything until the server closes."""
        while data := self.socket.recv(65536):
            self.got += data
        return self.got

    def head(self):
        lines = self.until(b"\r\n\r\n").decode().split("\r\n")
        return lines[0], dict(sorted((name.lower(), value) for name, value in (line.split(": ", 1) for line in lines[1:])))

    def opened(self):
        """The response's head and the first frame."""
        status, fields = self.head()
        size = int(self.until(b"\r\n"), 16)
        frame = self.until(b"\n\n\r\n")
        if size != len(frame) + 2:
            raise AssertionError(f"a chunk of {size} has {len(frame) + 2} bytes")
        return status, fields, re.sub(rb"retry: \d+", b"retry: N", frame).decode()


def quick(node, head):
    return Connection(node, head)


def long(node, head):
    """Not the first request of its connection."""
    connection = Connection(node, b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n")
    _, fields = connection.head()
    while len(connection.got) < int(fields["content-length"]):
        connection.got += connection.socket.recv(65536)
    connection.got = b""
    connection.socket.sendall(head)
    return connection


def ways(node):
    """How many streams were opened the quick way, and the long one."""
    log = pathlib.Path(node.log.name).read_text(errors="replace")
    return log.count("Stream opened"), len(re.findall(r"http\.route=/v1/stream\b", log))


def metric(node, name):
    return float(re.search(rf"^{name} (\S+)$", node.get("/metrics")[1], re.MULTILINE)[1])


def same(report, node):
    head = node.get("/v1/articles")[1]["cursor"]
    token = head.split("-")[0]
    queries = [b"", f"&after={token}-0".encode(), f"&after={head}".encode(), b"&after=nonsense", b"&topic=section:world"]
    fields = [b"", b"Accept: text/event-stream\r\n", b"Accept: */*\r\nCookie: a=b\r\n", b"Origin: https://a.example\r\n",
              b"Origin: https://b.example\r\n", b"Last-Event-ID: %s-1\r\n" % token.encode(),
              b"Connection: Keep-Alive\r\nLast-Event-ID: %s\r\n" % head.encode()]
    different = []
    before = ways(node)
    cases = list(itertools.product(queries, fields))
    for query, more in cases:
        answers = []
        for way in quick, long:
            status, found, frame = way(node, STREAM % (query, more)).opened()
            answers.append((status, {name: value for name, value in found.items() if name not in OWN}, set(found), frame))
        if answers[0] != answers[1]:
            different.append((query, more, answers))
    report.check(not different, f"{len(cases)} requests have the same answer either way {different[:1] or ''}")
    after = ways(node)
    taken = [b - a for a, b in zip(before, after)]
    report.check(taken == [len(cases)] * 2, f"{taken[0]} of them went the quick way, {taken[1]} the long one")
    _, found, _ = quick(node, STREAM % (b"", b"X-Request-Id: mine-1\r\n")).opened()
    report.check(found["x-request-id"] == "mine-1", "a client's own request id comes back")


def left_to_the_long_way(report, node):
    plain = STREAM % (b"", b"")
    slow = Connection(node)
    for byte in plain:
        slow.socket.sendall(bytes([byte]))
        time.sleep(0.001)
    late = Connection(node)
    unusual = {
        "a head in pieces": slow, "a second request behind the first": quick(node, plain + plain),
        "Connection: close": quick(node, STREAM % (b"", b"Connection: close\r\n")),
        "an unknown credential": quick(node, STREAM % (b"", b"Authorization: Bearer x\r\n")),
        "a head of 9 KB": quick(node, STREAM % (b"", b"X-Long: " + b"x" * 9000 + b"\r\n")),
    }
    for name, connection in unusual.items():
        status, _ = connection.head()
        report.check(status.split()[1] in ("200", "401"), f"{name}: {status}")
    late.socket.sendall(plain)
    report.check(late.opened()[0] == "HTTP/1.1 200 OK", "a client that speaks late")
    status, fields = quick(node, STREAM % (b"&topic=nonsense", b"")).head()
    report.check(status.split()[1] == "400" and fields["content-type"] == "application/problem+json", "a wrong topic is a problem")
    answer = quick(node, STREAM % (b"&topic=moderation", b""))
    report.check(answer.head()[0].split()[1] == "200" and b"unauthorized" in answer.until(b"\n\n"), "a private topic is refused in-band")


def crowds(report, newsroom):
    node = newsroom.node("--max-streams-per-address", "300")
    files = lambda: len(os.listdir(f"/proc/{node.process.pid}/fd"))  # noqa: E731
    metric(node, "courant_feed_head_position")
    before = files()
    crowd = [Connection(node) for _ in range(300)]
    for connection in crowd:
        connection.socket.sendall(STREAM % (b"", b""))
    report.check(all("fresh" in connection.opened()[2] for connection in crowd), "300 that connect before they speak are let in")
    report.check(metric(node, "courant_stream_readers") == 300, "all are counted")
    refused = quick(node, STREAM % (b"", b""))
    report.check(refused.head()[0] == "HTTP/1.1 200 OK" and b"overloaded" in refused.rest() and refused.got.endswith(b"0\r\n\r\n"),
                 "one more is told so in-band, and its response ends properly")
    article = node.post("For everybody")
    report.check(all(article["id"].encode() in c.until(b"\n\n\r\n") for c in crowd), "an event reaches all of them")
    for number, connection in enumerate(crowd[:200]):
        if number % 2:
            connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        connection.socket.close()
    until(lambda: metric(node, "courant_stream_readers") == 100, what="those who left to be forgotten")
    report.check(quick(node, STREAM % (b"", b"")).opened()[0] == "HTTP/1.1 200 OK", "others may come in their place")
    for connection in crowd[200:]:
        connection.socket.close()
    until(lambda: metric(node, "courant_stream_readers") == 0 and files() <= before + 2, what="no descriptor to be left")
    report.check(True, "no descriptor is left")

    last = [quick(node, STREAM % (b"", b"")) for _ in range(50)]
    for connection in last:
        connection.opened()
    had = files()
    silent = [Connection(node) for _ in range(5)]
    until(lambda: files() >= had + 5, what="those who say nothing to be accepted")
    node.process.terminate()
    report.check(all(b"draining" in c.rest() and c.got.endswith(b"0\r\n\r\n") for c in last), "on SIGTERM each stream is told, and ends properly")
    report.check(all(c.rest() == b"" for c in silent), "who has not spoken is let go")
    report.check(node.process.wait(30) == 0, "the node ends with 0")


def main():
    report = Report("The quick way to a stream")
    with Newsroom("--drain", "1s") as newsroom:
        node = newsroom.node("--log-level", "debug", "--cors-origins", "https://a.example")
        node.post("The first"), node.post("The second")
        same(report, node)
        left_to_the_long_way(report, node)
        crowds(report, newsroom)
    report.end()


if __name__ == "__main__":
    main()
