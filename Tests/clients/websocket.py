#!/usr/bin/env python3
"""WebSockets, by the server's own code in an echo server: refusals, frames, limits, slow and silent peers, TLS, the server's stop.

usage: websocket.py
"""

import asyncio
import json
import signal
import socket
import ssl
import struct
import subprocess
import time

import websockets

from support.echo import BINARY_FRAME, CLOSE, KEY, PING, PONG, TEXT, Echo, RawClient, accept_of, close, frame
from support.newsroom import Report, until


def refusals(report, server):
    """What gets no WebSocket gets a problem, and the end of the connection."""
    here = f"127.0.0.1:{server.port}"
    cases = {
        "no upgrade": ({"Upgrade": None, "Connection": None}, 426, "upgrade_required", ("upgrade", "websocket")),
        "an upgrade to something else": ({"Upgrade": "h2c"}, 426, "upgrade_required", ("upgrade", "websocket")),
        "an Upgrade that Connection does not name": ({"Connection": "keep-alive"}, 426, "upgrade_required", None),
        "another method": ({"method": "POST", "Content-Length": "0"}, 405, "method_not_allowed", ("allow", "GET, HEAD, OPTIONS")),
        "an older version": ({"Sec-WebSocket-Version": "8"}, 400, "malformed_request", ("sec-websocket-version", "13")),
        "no version": ({"Sec-WebSocket-Version": None}, 400, "malformed_request", ("sec-websocket-version", "13")),
        "no key": ({"Sec-WebSocket-Key": None}, 400, "malformed_request", None),
        "a short key": ({"Sec-WebSocket-Key": "c2hvcnQ="}, 400, "malformed_request", None),
        "a body": ({"Content-Length": "2"}, 400, "malformed_request", None),
        "no subprotocol": ({"Sec-WebSocket-Protocol": None}, 400, "malformed_request", None),
        "another subprotocol": ({"Sec-WebSocket-Protocol": "Echo, chat"}, 400, "malformed_request", None),
        "a page of another site": ({"Origin": "http://evil.example"}, 403, "forbidden", None),
        "a page of another port": ({"Origin": "http://127.0.0.1:1"}, 403, "forbidden", None),
        "a page without an origin": ({"Origin": "null"}, 403, "forbidden", None),
        "a site whose name begins with ours": ({"Origin": f"http://{here}.evil.example"}, 403, "forbidden", None),
    }
    for name, (changes, status, code, field) in cases.items():
        client = RawClient(server, **{key.replace("-", "_"): value for key, value in changes.items()})
        if "body" in name:
            client.send(b"{}")
        body = client.body()
        found = json.loads(body)["code"] if body else None
        good = (client.status, found) == (status, code) and (field is None or client.header(field[0]) == field[1])
        if "Upgrade" not in changes or changes["Upgrade"]:
            good = good and "close" in (client.header("connection") or "")
        report.check(good, f"{name}: {client.status} {found}" + ("" if good else f"\n{client.head}"))
        client.socket.close()

    for name, changes in {"no Origin": {}, "our own page": {"Origin": f"http://{here}"},
                          "field names and lists as they like": {"Upgrade": "h2c, WebSocket", "Connection": "keep-alive, upgrade",
                                                                 "Sec_WebSocket_Protocol": "chat, echo"}}.items():
        client = RawClient(server, **changes)
        good = (client.status == 101 and client.header("sec-websocket-accept") == accept_of(KEY)
                and client.header("sec-websocket-protocol") == "echo" and client.header("sec-websocket-extensions") is None)
        client.send(frame(TEXT, "hi"))
        report.check(good and client.message() == (TEXT, b"hi"), f"{name}: {client.status}, and it speaks")

    client = RawClient(server, request=f"GET /healthz HTTP/1.1\r\nHost: {here}\r\n\r\n".encode())
    client.body()
    client.send(server.handshake())
    client.head = client.take_until(b"\r\n\r\n").decode()
    client.send(frame(TEXT, "hi"))
    report.check(" 101 " in client.head and client.message() == (TEXT, b"hi"), "a connection that was used for HTTP is upgraded")


def frames(report, server):
    """What may be sent is answered, what may not closes with its code."""
    client = RawClient(server)
    for byte in frame(TEXT, "drop by drop"):
        client.send(bytes([byte]))
    report.check(client.message() == (TEXT, b"drop by drop"), "a frame may come byte by byte")
    client.send(frame(TEXT, "one ", is_last=False) + frame(PING, "between") + frame(0, "", is_last=False) + frame(0, "whole"))
    report.check([client.frame(), client.frame()] == [(PONG, b"between"), (TEXT, b"one whole")],
                 "fragments are one message, and a ping between them is answered first")
    euro = "€".encode()
    client.send(frame(TEXT, euro[:1], is_last=False) + frame(0, euro[1:]))
    report.check(client.message() == (TEXT, euro), "a character may stand in two frames")
    client.send(frame(TEXT, "x" * 65_536))
    report.check(client.message() == (TEXT, b"x" * 65_536), "a message may have 65,536 bytes")

    cases = {
        "no mask": (frame(TEXT, "x", mask=None), 1002),
        "a reserved bit": (frame(TEXT, "x", reserved=4), 1002),
        "a reserved opcode": (frame(3, "x"), 1002),
        "a reserved control opcode": (frame(11, "x"), 1002),
        "a long control frame": (frame(PING, "x" * 126), 1002),
        "a control frame in fragments": (frame(PING, "x", is_last=False), 1002),
        "a continuation of nothing": (frame(0, "x"), 1002),
        "a message within another": (frame(TEXT, "x", is_last=False) + frame(TEXT, "y"), 1002),
        "binary data": (frame(BINARY_FRAME, "x"), 1003),
        "bytes that are no UTF-8": (frame(TEXT, b"\xc3\x28"), 1007),
        "half a character at the end": (frame(TEXT, b"\xe2\x82"), 1007),
        "a surrogate in the first of many frames": (frame(TEXT, b"\xed\xa0\x80", is_last=False), 1007),
        "a frame that announces 65,537 bytes": (frame(TEXT, "", length=65_537), 1009),
        "a frame that announces 2^63 - 1 bytes": (frame(TEXT, "", length=(1 << 63) - 1), 1009),
        "a frame that announces 2^63 bytes": (frame(TEXT, "", length=1 << 63), 1009),
        "fragments above the bound": (frame(TEXT, "x" * 40_000, is_last=False) + frame(0, "x" * 30_000), 1009),
        "a Close with code 1005": (close(1005), 1002),
        "a Close of one byte": (frame(CLOSE, "x"), 1002),
        "a Close whose reason is no UTF-8": (close(1000, b"\xff"), 1007),
        "a Close with 1000": (close(1000, b"bye"), 1000),
        "a Close with 4999": (close(4999), 4999),
        "a Close without a code": (close(), 1005),
        "a flood of messages": (frame(TEXT, "x") * 20_000, 1008),
    }
    for name, (data, wanted) in cases.items():
        client = RawClient(server)
        client.send(data)
        code = client.close_code()
        if wanted not in (1002, 1009) and "a Close" not in name:
            client.send(close(code))
        report.check(code == wanted and client.is_over(), f"{name}: {code}, and the connection ends")

    client = RawClient(server)
    client.send(frame(TEXT, "x") * 200)
    answers = [client.message()[1] for _ in range(200)]
    report.check(80 <= answers.count(b"x") <= 130 and answers.count(b"over rate") == 200 - answers.count(b"x"),
                 f"of 200 messages at once {answers.count(b'x')} are within the rate")


def peers(report, server):
    """Peers that are silent, slow, or gone."""
    client = RawClient(server)
    ping = client.frame()
    client.send(frame(PONG, "unasked") + frame(PONG, ping[1]))
    report.check(ping[0] == PING and client.message() == (TEXT, b"pong"), "an answered ping is told, an unasked pong is not")
    start = time.monotonic()
    report.check(client.close_code() is None, f"who answers no more is cut, after {time.monotonic() - start:.1f} s")

    client = RawClient(server)
    client.socket.shutdown(socket.SHUT_WR)
    report.check(client.is_over(), "who ends its half is ended")

    client = RawClient(server)
    for _ in range(80):
        client.send(frame(TEXT, "x" * 65_536))
    report.check(client.is_over() or client.is_ended, "who takes no answers is closed")

    before = server.resident_kb
    client = RawClient(server, "/slow")
    client.socket.settimeout(2)
    sent = 0
    try:
        while sent < 100 << 20:
            sent += client.socket.send(frame(TEXT, "x" * 60_000))
    except TimeoutError:
        pass
    grown = server.resident_kb - before
    report.check(sent < 30 << 20 and grown < 20_000,
                 f"whose messages are not taken has to wait: {sent >> 20} MB sent, the server grown by {grown} KB")
    client.socket.close()

    base = until(lambda: server.descriptors, what="descriptors")
    clients = [RawClient(server, path) for path in ("/echo", "/strict", "/slow") for _ in range(60)]
    report.check(all(client.status == 101 for client in clients) and server.descriptors >= base + 100, "180 are connected")
    for index, client in enumerate(clients):
        if index % 3 == 0:
            client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if index % 3 == 1:
            client.send(close(1001))
        client.socket.close()
    until(lambda: server.descriptors <= base, what="the descriptors of who has left")
    report.check(True, "and none is left of them, however they went")


async def library(report, server):
    """A library nobody here wrote."""
    secure = server.certificate is not None
    context = ssl.create_default_context(cafile=server.certificate) if secure else None
    name = "TLS" if secure else "plain"
    base = f"{'wss' if secure else 'ws'}://127.0.0.1:{server.port}"
    async with websockets.connect(f"{base}/echo", ssl=context, max_size=None) as client:
        texts = ["", "ä" * 1_000, "x" * 1_000_000, json.dumps(list(range(10_000)))]
        for text in texts:
            await client.send(text)
        await client.send(b"\x00\xff" * 50_000)
        await client.send(iter(["in ", "many ", "pieces"]))
        same = [await client.recv() for _ in texts] == texts and await client.recv() == b"\x00\xff" * 50_000
        same = same and await client.recv() == "in many pieces"
        extensions = [extension.name for extension in client.protocol.extensions]
        report.check(same and extensions == ["permessage-deflate"], f"{name}: messages come back, compressed: {extensions}")
    report.check(client.close_code == 1000, f"{name}: closed with {client.close_code}")
    async with websockets.connect(f"{base}/strict", ssl=context, subprotocols=["echo"]) as client:
        await client.send("hi")
        report.check(await client.recv() == "hi" and client.subprotocol == "echo" and not client.protocol.extensions,
                     f"{name}: where compression is off it is not agreed to")
    try:
        async with websockets.connect(f"{base}/strict", ssl=context, subprotocols=["chat"]):
            report.check(False, f"{name}: the wrong subprotocol is refused")
    except websockets.InvalidStatus as error:
        report.check(error.response.status_code == 400, f"{name}: the wrong subprotocol is refused with {error.response.status_code}")


def http2(report, server):
    done = subprocess.run(["curl", "-sS", "--http2", "--cacert", server.certificate, "-w", " %{http_version} %{http_code}",
                           f"https://127.0.0.1:{server.port}/strict"], capture_output=True, text=True)
    report.check(done.stdout.endswith(" 2 426") and "upgrade_required" in done.stdout, f"HTTP/2 is told why not: {done.stdout[-60:]}")


async def stop(report, server):
    """SIGTERM: who listens is told, who does not is closed, who is dead is cut; then the server ends."""
    secure = server.certificate is not None
    context = ssl.create_default_context(cafile=server.certificate) if secure else None
    name = "TLS" if secure else "plain"
    base = f"{'wss' if secure else 'ws'}://127.0.0.1:{server.port}"
    told = await websockets.connect(f"{base}/strict", ssl=context, subprotocols=["echo"])
    deaf = await websockets.connect(f"{base}/echo", ssl=context)
    dead = None if secure else RawClient(server, "/slow")
    server.process.send_signal(signal.SIGTERM)
    start = time.monotonic()
    words = [word async for word in told if word != "pong"]
    report.check(words == ["stopping"] and told.close_code == 1001, f"{name}: at the server's stop {words}, closed with {told.close_code}")
    async for _ in deaf:
        pass
    report.check(deaf.close_code == 1001, f"{name}: and who is told nothing is closed with {deaf.close_code}")
    code = await asyncio.to_thread(server.process.wait, 40)
    report.check(code == 0, f"{name}: the server ends with {code} after {time.monotonic() - start:.1f} s")
    if dead:
        report.check(dead.is_over(), f"{name}: and so does the connection that said nothing")


def main():
    report = Report("WebSockets")
    with Echo() as server:
        refusals(report, server)
        frames(report, server)
        peers(report, server)
        asyncio.run(library(report, server))
        asyncio.run(stop(report, server))
    with Echo(is_secure=True) as server:
        asyncio.run(library(report, server))
        http2(report, server)
        asyncio.run(stop(report, server))
    report.end()


if __name__ == "__main__":
    main()
