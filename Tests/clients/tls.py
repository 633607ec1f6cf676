#!/usr/bin/env python3
"""The stream over HTTP/1.1, TLS with HTTP/1.1, and TLS with HTTP/2: told, resumed, and ended properly when the server stops;
and what clients that say nothing within TLS can do.

usage: tls.py
"""

import json
import pathlib
import signal
import socket
import ssl
import subprocess
import time
import urllib.request

from support.newsroom import Newsroom, Node, Report, run, until

FIRST_BYTE_SECONDS = 10  # SilenceDeadline.Delays.firstByte


class SecureNode(Node):
    """A node that speaks TLS, with a certificate of its own."""

    def __init__(self, newsroom):
        folder = pathlib.Path(newsroom.folder)
        self.certificate, key = str(folder / "certificate.pem"), str(folder / "key.pem")
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", self.certificate)
        super().__init__(newsroom, None, ("--tls-certificate", self.certificate, "--tls-key", key))
        self.base = self.base.replace("http:", "https:")
        handler = urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=self.certificate))
        urllib.request.install_opener(urllib.request.build_opener(handler))

    def connect(self, protocol):
        """A connection whose handshake is done, and nothing else."""
        context = ssl.create_default_context(cafile=self.certificate)
        context.set_alpn_protocols([protocol])
        return context.wrap_socket(socket.create_connection(("127.0.0.1", self.port)), server_hostname="127.0.0.1")


class Curl:
    """A stream in curl."""

    def __init__(self, node, version, after=None):
        self.file = pathlib.Path(node.newsroom.folder) / f"{version}-{time.monotonic_ns()}.txt"
        address = f"{node.base}/v1/stream?topic=front" + (f"&after={after}" if after else "")
        trust = ["--cacert", node.certificate] if isinstance(node, SecureNode) else []
        self.process = subprocess.Popen(
            ["curl", "-sSN", f"--http{version}", *trust, "-o", self.file, "-w", "%{http_version}", address],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        until(lambda: "stream.opened" in self.text, what="the stream to open")

    @property
    def text(self):
        return self.file.read_text() if self.file.exists() else ""

    def blocks(self, event):
        blocks = [dict(line.split(": ", 1) for line in block.split("\n")) for block in self.text.split("\n\n")[:-1]]
        return [block for block in blocks if block["event"] == event]


def is_closed(connection):
    """Whether the server has ended a connection."""
    connection.settimeout(0.05)
    try:
        while connection.recv(65536):
            pass
        return True
    except (TimeoutError, ssl.SSLWantReadError):
        return False
    except OSError:
        return True


def follow(report, name, node, version):
    """Sees an event, is killed, resumes; leaves a stream open."""
    curl = Curl(node, version)
    first = node.post(f"First over {name}")
    until(lambda: curl.blocks("article.published"), what=f"the first event over {name}")
    curl.process.kill()
    last = curl.blocks("article.published")[-1]["id"]
    second = node.post(f"Second over {name}")
    curl = Curl(node, version, after=last)
    until(lambda: curl.blocks("article.published"), what=f"the second event over {name}")
    verdict = json.loads(curl.blocks("stream.opened")[0]["data"])
    told = [json.loads(block["data"])["data"]["id"] for block in curl.blocks("article.published")]
    report.check(verdict["verdict"] == "resumed" and told == [second["id"]] and first["id"] not in told,
                 f"{name}: an event is told; killed and resumed, it is told the next one alone")
    return curl


def end(report, name, curl, version):
    curl.process.wait(30)
    spoken = curl.process.stdout.read()
    closing = curl.blocks("stream.closing")
    reason = json.loads(closing[-1]["data"])["reason"] if closing else "none"
    report.check(curl.process.returncode == 0 and reason == "draining" and spoken == version,
                 f"{name}: the stream ends with {reason}, curl with {curl.process.returncode}, spoken {spoken}")


def main():
    report = Report("TLS and HTTP/2")
    with Newsroom() as newsroom:
        plain, secure = newsroom.node(), SecureNode(newsroom).start()
        newsroom.nodes.append(secure)
        curls = [(name, version, follow(report, name, node, version)) for name, node, version in (
            ("HTTP/1.1", plain, "1.1"), ("TLS with HTTP/1.1", secure, "1.1"), ("TLS with HTTP/2", secure, "2"))]

        start = time.monotonic()
        silent = {
            "a connection without a handshake": socket.create_connection(("127.0.0.1", secure.port)),
            "a connection of HTTP/2 without a preface": secure.connect("h2"),
            "a connection of TLS with HTTP/1.1 without a request": secure.connect("http/1.1"),
        }
        for name, connection in silent.items():
            try:
                until(lambda: is_closed(connection), FIRST_BYTE_SECONDS + 10, name)
                report.check(True, f"{name} is ended, after {time.monotonic() - start:.1f} s")
            except AssertionError as error:
                report.check(False, f"{error}")

        idle = secure.connect("h2")
        idle.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0")
        unshaken = socket.create_connection(("127.0.0.1", secure.port))
        for node in (plain, secure):
            node.process.send_signal(signal.SIGTERM)
        for name, version, curl in curls:
            end(report, name, curl, version)
        start = time.monotonic()
        codes = [node.process.wait(40) for node in (plain, secure)]
        report.check(codes == [0, 0], f"both servers end well, whoever was silent: {codes}, {time.monotonic() - start:.1f} s later")
        unshaken.close()
        idle.close()
    report.end()


if __name__ == "__main__":
    main()
