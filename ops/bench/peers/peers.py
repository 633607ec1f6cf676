#!/usr/bin/env python3
"""Servers that Courant is measured beside. All publish the body of `POST /pub` as an event's data, and resume a reader
after its Last-Event-ID.

  floor    ../floor.c, the least that a server can do: one write() a reader and event
  nchan    nginx with the Nchan module, one worker
  pushpin  Pushpin, and behind it a small Node server that knows what was missed
  node     a plain Node server

  ops/bench/peers/peers.py NAME [PORT]

starts one, prints its addresses and processes as JSON in one line, and stops it when standard input ends.
"""

import argparse
import json
import os
import pathlib
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
NCHAN = pathlib.Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
PUSHPIN = pathlib.Path("/usr/lib/pushpin")
START_SECONDS = 20


class Missing(Exception):
    """What a peer needs is not on this machine."""


class Peer:
    """A server that runs until the `with` block ends. Its port may be 0, for any."""

    name = ""
    stream_path = "/stream"

    def __init__(self, port=0, cpu=None):
        self.port, self.cpu = port or free_port(), cpu
        self.processes = []

    @property
    def stream(self):
        return f"http://127.0.0.1:{self.port}{self.stream_path}"

    @property
    def publish(self):
        return f"http://127.0.0.1:{self.port}/pub"

    @property
    def pids(self):
        """Everything that works for it, the children of its processes too."""
        found = [process.pid for process in self.processes]
        for pid in found:
            for children in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
                found += map(int, children.read_text().split())
        return found

    def version(self):
        return ""

    def start(self):
        raise NotImplementedError

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix=f"courant-{self.name}-")
        try:
            self.start()
            self.wait_until_ready()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.folder.cleanup()

    def run(self, *command):
        """Starts a process of the peer, which does not outlive this one."""
        command = ["setpriv", "--pdeathsig", "TERM"] + [str(part) for part in command]
        if self.cpu is not None:
            command = ["taskset", "-c", str(self.cpu)] + command
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.processes.append(process)

    def wait_until_ready(self):
        """A server may listen before it takes events."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            ended = next((process for process in self.processes if process.poll() is not None), None)
            if ended:
                raise RuntimeError(f"{self.name} ended with {ended.returncode}: {ended.stderr.read().decode()[-500:]}")
            try:
                with urllib.request.urlopen(self.publish, data=b'{"is":"ready"}', timeout=2):
                    return
            except OSError as error:
                if time.monotonic() > deadline:
                    raise RuntimeError(f"{self.name} takes no events: {error}") from error
                time.sleep(0.05)

    def fill(self, template, **words):
        """A configuration of this folder, in which words in capitals have their values."""
        text = (HERE / template).read_text()
        words |= {"FOLDER": self.folder.name, "PORT": self.port, "FILES": resource.getrlimit(resource.RLIMIT_NOFILE)[1]}
        for word in sorted(words, key=len, reverse=True):
            text = text.replace(word, str(words[word]))
        path = pathlib.Path(self.folder.name) / template
        path.write_text(text)
        return path


class Floor(Peer):
    name = "floor"

    def start(self):
        program = pathlib.Path(self.folder.name) / "floor"
        subprocess.run([needed("cc"), "-std=gnu11", "-O2", "-o", program, HERE.parent / "floor.c"], check=True)
        self.run(program, self.port)

    def version(self):
        return said("cc", "--version")


class Nchan(Peer):
    name = "nchan"

    def start(self):
        if not NCHAN.exists():
            raise Missing("nginx's Nchan module")
        self.run(needed("nginx"), "-p", self.folder.name, "-c", self.fill("nchan.conf", MODULE=NCHAN))

    def version(self):
        return f"{said('nginx', '-v')}, Nchan {package('libnginx-mod-nchan')}"


class Pushpin(Peer):
    name = "pushpin"

    def start(self):
        if not PUSHPIN.exists():
            raise Missing("Pushpin")
        origin, publishing = free_port(), free_port()
        (pathlib.Path(self.folder.name) / "routes").write_text(f"* 127.0.0.1:{origin}\n")
        self.run(needed("pushpin"), "--config", self.fill("pushpin.conf", LIBRARY=PUSHPIN, PUBLISH=publishing))
        self.run(needed("node"), HERE / "origin.js", origin, publishing)
        # Events are given to what knows them all, not to the proxy before it.
        self.origin = origin

    @property
    def publish(self):
        return f"http://127.0.0.1:{self.origin}/pub"

    def version(self):
        return f"{said('pushpin', '--version')}, Node {said('node', '--version')}"


class Node(Peer):
    name = "node"

    def start(self):
        self.run(needed("node"), HERE / "node.js", self.port)

    def version(self):
        return f"Node {said('node', '--version')}"


PEERS = {peer.name: peer for peer in (Floor, Nchan, Pushpin, Node)}


def needed(program):
    path = shutil.which(program)
    if not path:
        raise Missing(program)
    return path


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def said(*command):
    """The first line that a program says of itself."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return done.stdout.strip().split("\n")[0]


def package(name):
    return said("dpkg-query", "-W", "-f", "${Version}", name)


def allow_files():
    """As many sockets as a process may have."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=PEERS)
    parser.add_argument("port", type=int, nargs="?", default=0)
    options = parser.parse_args()
    allow_files()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with PEERS[options.name](options.port) as peer:
            print(json.dumps({"stream": peer.stream, "publish": peer.publish, "pids": peer.pids}), flush=True)
            sys.stdin.read()
    except Missing as missing:
        sys.exit(f"{options.name}: {missing} is missing: ops/install {options.name}")
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
