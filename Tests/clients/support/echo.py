"""The echo server over the product's WebSockets, and a client that says any bytes it likes."""

import base64
import hashlib
import os
import pathlib
import re
import socket
import struct
import subprocess
import tempfile
import time

from support.newsroom import BINARY, ROOT, run

ECHO = str(pathlib.Path(BINARY).parent / "WebSocketEcho")
KEY = "dGhlIHNhbXBsZSBub25jZQ=="
TEXT, BINARY_FRAME, CLOSE, PING, PONG = 1, 2, 8, 9, 10


class Echo:
    """The server, as a process of its own."""

    def __init__(self, is_secure=False):
        self.certificate, arguments = None, []
        if is_secure:
            folder = pathlib.Path(tempfile.mkdtemp(prefix="courant-echo-"))
            self.certificate, key = str(folder / "certificate.pem"), str(folder / "key.pem")
            run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", self.certificate)
            arguments = [self.certificate, key]
        self.process = subprocess.Popen([ECHO, str(ROOT / "sql"), *arguments], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    @property
    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    @property
    def resident_kb(self):
        return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{self.process.pid}/status").read_text())[1])

    def handshake(self, path="/strict", **changes):
        """A request for a WebSocket; a field that is changed to None is left out."""
        fields = {"Host": f"127.0.0.1:{self.port}", "Upgrade": "websocket", "Connection": "Upgrade",
                  "Sec-WebSocket-Key": KEY, "Sec-WebSocket-Version": "13", "Sec-WebSocket-Protocol": "echo"}
        method = changes.pop("method", "GET")
        fields |= {name.replace("_", "-"): value for name, value in changes.items()}
        lines = [f"{name}: {value}\r\n" for name, value in fields.items() if value is not None]
        return (f"{method} {path} HTTP/1.1\r\n" + "".join(lines) + "\r\n").encode()


class RawClient:
    """Bytes to the server, and frames that come back."""

    def __init__(self, server, path="/strict", request=None, **changes):
        self.socket = socket.create_connection(("127.0.0.1", server.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer, self.is_ended = b"", False
        self.send(request or server.handshake(path, **changes))
        self.head = self.take_until(b"\r\n\r\n").decode("latin-1")
        self.status = int(self.head.split(" ")[1]) if self.head else 0

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError:
            pass  # The server has ended it: what it said tells why.

    def receive(self, bound=20):
        """More bytes into the buffer; False at the end."""
        self.socket.settimeout(bound)
        try:
            data = self.socket.recv(1 << 16)
        except TimeoutError:
            raise AssertionError(f"waited {bound} s in vain for bytes") from None
        except OSError:
            data = b""
        self.is_ended = self.is_ended or not data
        self.buffer += data
        return bool(data)

    def take(self, count):
        while len(self.buffer) < count and self.receive():
            pass
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def take_until(self, mark):
        while mark not in self.buffer and self.receive():
            pass
        taken, found, self.buffer = self.buffer.partition(mark)
        return taken + found

    def body(self):
        """What an HTTP answer says."""
        length = re.search(r"content-length: (\d+)", self.head, re.IGNORECASE)
        return self.take(int(length[1])).decode() if length else ""

    def header(self, name):
        found = re.search(rf"^{name}: ([^\r]*)", self.head, re.IGNORECASE | re.MULTILINE)
        return found and found[1]

    def frame(self):
        """The next frame: opcode and payload; None at the end."""
        head = self.take(2)
        if len(head) < 2:
            return None
        length = head[1] & 127
        if length == 126:
            length = struct.unpack(">H", self.take(2))[0]
        elif length == 127:
            length = struct.unpack(">Q", self.take(8))[0]
        return head[0] & 15, self.take(length)

    def message(self):
        """The next frame that is no ping or pong."""
        while True:
            frame = self.frame()
            if frame is None or frame[0] not in (PING, PONG):
                return frame

    def close_code(self):
        """The code of the server's Close, when everything before it is read; None when the connection ends without one."""
        while (frame := self.frame()) is not None:
            if frame[0] == CLOSE:
                return struct.unpack(">H", frame[1][:2])[0] if len(frame[1]) >= 2 else 1005
        return None

    def is_over(self, bound=20):
        """Whether the server ends the connection in time."""
        end = time.monotonic() + bound
        while not self.is_ended and time.monotonic() < end:
            try:
                self.receive(max(0.01, end - time.monotonic()))
            except AssertionError:
                pass
        return self.is_ended


def frame(opcode, payload=b"", is_last=True, mask=b"\x07\x00\xff\x2a", reserved=0, length=None):
    """A frame as a client sends it; or wrong, when a length, a mask (None: none) or reserved bits are given."""
    payload = payload.encode() if isinstance(payload, str) else payload
    count = len(payload) if length is None else length
    head = bytes([(0x80 if is_last else 0) | reserved << 4 | opcode])
    bit = 0x80 if mask else 0
    if count < 126:
        head += bytes([bit | count])
    elif count < 1 << 16:
        head += bytes([bit | 126]) + struct.pack(">H", count)
    else:
        head += bytes([bit | 127]) + struct.pack(">Q", count)
    if not mask:
        return head + payload
    key = (mask * (len(payload) // 4 + 1))[:len(payload)]
    masked = (int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")).to_bytes(len(payload), "big")
    return head + mask + masked


def close(code=None, reason=b""):
    return frame(CLOSE, b"" if code is None else struct.pack(">H", code) + reason)


def accept_of(key):
    return base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()
