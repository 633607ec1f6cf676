#!/usr/bin/env python3
"""Connections of random and of mutated frames against the echo server: it lives on, and keeps nothing of them.

usage: websocket_fuzz.py [CONNECTIONS]     2,000 unless told; COURANT_TEST_SEED repeats what they say
"""

import concurrent.futures
import random
import socket
import struct
import sys
import zlib

from support.echo import BINARY_FRAME, CLOSE, PING, PONG, TEXT, Echo, RawClient, close, frame
from support.newsroom import Report, seeded, until

GROWTH_BOUND_KB = 48_000
CROWD = 8
PATHS = ("/echo", "/strict", "/echo", "/strict", "/slow")


def deflated(data):
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    return (engine.compress(data) + engine.flush(zlib.Z_SYNC_FLUSH))[:-4]


BOMB = deflated(b"\0" * (20 << 20))


class Fuzz:
    """Makes what clients do not send."""

    def __init__(self, chance):
        self.chance = chance

    def payload(self):
        kind = self.chance.randrange(6)
        if kind == 0:
            return b""
        if kind == 1:
            return self.chance.randbytes(self.chance.choice((1, 2, 8, 125, 126, 127, 300, 4_000)))
        if kind == 2:
            return "grüße €𝄞 ".encode() * self.chance.randrange(1, 60)
        if kind == 3:
            return struct.pack(">H", self.chance.choice((0, 999, 1000, 1001, 1005, 1006, 1015, 3000, 65535))) + b"bye"
        if kind == 4:
            return deflated(b"lorem ipsum " * self.chance.randrange(1, 500))
        return BOMB if self.chance.random() < 0.05 else b"x" * self.chance.choice((65_535, 65_536, 65_537))

    def frame(self):
        """A frame, right or not."""
        opcode = self.chance.choice((0, TEXT, TEXT, TEXT, BINARY_FRAME, CLOSE, PING, PING, PONG, self.chance.randrange(16)))
        payload = self.payload()
        if opcode >= 8 and self.chance.random() < 0.9:
            payload = payload[:125]
        reserved = self.chance.choice((0, 0, 0, 0, 4, 4, self.chance.randrange(8)))
        length = self.chance.choice((None,) * 30 + (0, 126, 65_536, 1 << 31, (1 << 63) - 1, 1 << 63, (1 << 64) - 1))
        mask = None if self.chance.random() < 0.02 else self.chance.randbytes(4)
        return frame(opcode, payload, self.chance.random() < 0.75, mask, reserved, length)

    def bytes(self):
        kind = self.chance.randrange(10)
        if kind == 0:
            return self.chance.randbytes(self.chance.randrange(1, 2_000))
        data = b"".join(self.frame() for _ in range(self.chance.randrange(1, 12)))
        if kind < 5:
            return data
        return self.mutated(data)

    def mutated(self, data):
        data = bytearray(data[:100_000])
        for _ in range(self.chance.randrange(1, 6)):
            if not data:
                break
            place = self.chance.randrange(len(data))
            match self.chance.randrange(5):
                case 0:
                    data[place] ^= 1 << self.chance.randrange(8)
                case 1:
                    data[place] = self.chance.randrange(256)
                case 2:
                    del data[place:place + self.chance.randrange(1, 9)]
                case 3:
                    data[place:place] = self.chance.randbytes(self.chance.randrange(1, 9))
                case 4:
                    data = data[:place]
        return bytes(data)

    def handshake(self, server):
        """What asks for the connection: nearly always right, so that frames are reached."""
        request = server.handshake(self.chance.choice(PATHS), Sec_WebSocket_Extensions=self.chance.choice((
            None, "permessage-deflate", "permessage-deflate; client_max_window_bits", "permessage-deflate; server_max_window_bits=9",
            "permessage-deflate; server_max_window_bits=8; x, ;;=,")))
        return self.mutated(request) if self.chance.random() < 0.03 else request


def attack(server, seed, number):
    """One connection, from its handshake to whatever end."""
    chance = random.Random(f"{seed}-{number}")
    fuzz = Fuzz(chance)
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.settimeout(0.5)
        try:
            client.sendall(fuzz.handshake(server))
            # Some do not wait for the answer.
            if chance.random() < 0.9:
                client.recv(4096)
            data = fuzz.bytes()
            cut = chance.randrange(len(data) + 1) if chance.random() < 0.3 else len(data)
            client.sendall(data[:cut])
            if cut < len(data):
                client.sendall(data[cut:])
            if chance.random() < 0.3:
                client.settimeout(0.005)
                client.recv(1 << 16)
            if chance.random() < 0.3:
                client.sendall(close(1000))
            if chance.random() < 0.2:
                client.shutdown(socket.SHUT_WR)
            if chance.random() < 0.3:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        except OSError:
            pass  # The server has ended it, or does not take what it refuses to read: both are answers.


def speaks(server):
    client = RawClient(server)
    client.send(frame(TEXT, "well"))
    answer = client.message()
    client.send(close(1000))
    code = client.close_code()
    client.socket.close()
    return answer == (TEXT, b"well") and code == 1000


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    report = Report(f"{count:,} connections of frames that nobody sends")
    with Echo() as server:
        seed, base, warm, step = seeded().randrange(1 << 30), server.descriptors, None, max(1, count // 10)
        with concurrent.futures.ThreadPoolExecutor(CROWD) as crowd:
            for start in range(0, count, step):
                end = min(start + step, count)
                list(crowd.map(lambda number: attack(server, seed, number), range(start, end)))
                is_well = server.process.poll() is None and speaks(server)
                warm = warm or server.resident_kb
                if not report.check(is_well, f"after {end:,}: it speaks; {server.resident_kb:,} KB, {server.descriptors} descriptors"):
                    break
        until(lambda: server.descriptors <= base + 1, what="the descriptors of who has left")
        report.check(True, f"{server.descriptors} descriptors are left, of {base} before")
        grown = server.resident_kb - warm
        report.check(grown < GROWTH_BOUND_KB, f"since a tenth of them the server has grown by {grown:,} KB")
    report.end()


if __name__ == "__main__":
    main()
