#!/usr/bin/env python3
"""Clients that nobody here wrote follow the stream through cuts: sseclient-py, httpx-sse, curl, Chromium's EventSource.
Each is told every event exactly once, in order.

usage: interop.py [--cuts 30] [--articles 200]
"""

import argparse
import contextlib
import json
import random
import socket
import subprocess
import threading
import time

import httpx
import httpx_sse
import requests
import sseclient
from playwright.sync_api import sync_playwright

from support.newsroom import Newsroom, Report, until

LAST = "The last word"
# curl does not come back by itself; a browser waits two seconds each time.
CUTS = {"curl": 0, "Chromium": 15}


class Cutter:
    """A proxy on loopback that cuts every connection after a random number of bytes, until it is told to stop."""

    def __init__(self, port, cuts):
        self.target, self.cuts, self.left = port, 0, cuts
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        server = socket.create_connection(("127.0.0.1", self.target))
        threading.Thread(target=self.copy, args=(client, server, None), daemon=True).start()
        budget = random.randrange(600, 9000) if self.left > 0 else None
        self.left -= 1
        if self.copy(server, client, budget):
            self.cuts += 1

    @staticmethod
    def copy(source, sink, budget):
        """Says whether it cut."""
        try:
            while data := source.recv(4096):
                if budget is not None and len(data) >= budget:
                    sink.sendall(data[:budget])
                    return True
                if budget is not None:
                    budget -= len(data)
                sink.sendall(data)
        except OSError:
            pass
        finally:
            # Shut down, not only closed: the other direction's thread still reads from it.
            for end in (sink, source):
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()
        return False


def follow(open_stream):
    """Opens a stream again and again with the last event id, as these libraries leave to their users."""
    told, last_id = [], None
    while True:
        try:
            for event in open_stream(last_id):
                last_id = event.id or last_id
                if event.event.startswith("stream."):
                    continue
                told.append(event.id)
                if json.loads(event.data)["data"].get("headline") == LAST:
                    return told
        except (requests.RequestException, httpx.HTTPError):
            pass


def with_sseclient(base, after):
    def open_stream(last_id):
        headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": last_id} if last_id else {})
        answer = requests.get(f"{base}/v1/stream?topic=front&after={after}", stream=True, headers=headers, timeout=30)
        return sseclient.SSEClient(answer).events()
    return follow(open_stream)


def with_httpx(base, after):
    def open_stream(last_id):
        headers = {"Last-Event-ID": last_id} if last_id else {}
        with httpx.Client(timeout=30) as client:
            with httpx_sse.connect_sse(client, "GET", f"{base}/v1/stream?topic=front&after={after}", headers=headers) as source:
                yield from source.iter_sse()
    return follow(open_stream)


def with_curl(base, after):
    """curl does not come back by itself, so it follows without cuts."""
    command = ["curl", "-sN", f"{base}/v1/stream?topic=front&after={after}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as curl:
        told, block = [], {}
        for line in curl.stdout:
            name, _, value = line.rstrip("\n").partition(": ")
            block[name] = value
            if line == "\n":
                if not block["event"].startswith("stream."):
                    told.append(block["id"])
                    if json.loads(block["data"])["data"].get("headline") == LAST:
                        curl.kill()
                        return told
                block = {}


SCRIPT = """
([base, after, last]) => new Promise((resolve) => {
  const told = [], verdicts = {};
  const source = new EventSource(`${base}/v1/stream?topic=front&after=${after}`);
  source.addEventListener('stream.opened', (e) => {
    const {verdict} = JSON.parse(e.data); verdicts[verdict] = (verdicts[verdict] || 0) + 1; });
  for (const type of ['section.changed', 'article.published', 'article.updated', 'article.corrected', 'article.withdrawn'])
    source.addEventListener(type, (e) => {
      told.push(e.lastEventId);
      if (JSON.parse(e.data).data.headline === last) { source.close(); resolve([told, verdicts]); }
    });
})
"""


def with_chromium(base, after):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(bypass_csp=True)
        page.set_default_timeout(240_000)
        page.goto(base + "/healthz")
        told, verdicts = page.evaluate(SCRIPT, [base, after, LAST])
        print(f"     Chromium was told {verdicts}", flush=True)
        browser.close()
        return told


def main(options):
    report = Report("Interoperation: other people's clients, cut off")
    with Newsroom() as newsroom:
        node = newsroom.node()
        after = node.get("/v1/articles")[1]["cursor"]
        clients = {"sseclient-py": with_sseclient, "httpx-sse": with_httpx, "Chromium": with_chromium, "curl": with_curl}
        cutters = {name: Cutter(node.port, CUTS.get(name, options.cuts)) for name in clients}
        told = {}

        def run_client(name):
            told[name] = clients[name](cutters[name].base, after)

        threads = [threading.Thread(target=run_client, args=(name,), daemon=True) for name in clients]
        for thread in threads:
            thread.start()
        for number in range(options.articles):
            node.post(f"Story {number}", ("world", "sport")[number % 2])
        # Who was not cut often enough reads on, and is cut on the way: nothing is lost by being slow.
        until(lambda: all(cutter.left <= 0 for cutter in cutters.values()) or feed(node), 180, "the cuts of " + str({name: cutter.left for name, cutter in cutters.items()}))
        node.post(LAST)
        for thread in threads:
            thread.join(120)
        position = after.split("-")[1]
        log = newsroom.sql(f"SELECT position FROM feed.log WHERE position > {position} AND 'front' = ANY (topics) ORDER BY 1").split()
        for name in clients:
            ids = [text.split("-")[1] for text in told.get(name, [])]
            report.check(ids == log, f"{name}: {len(ids)} of {len(log)} events exactly once, in order, through {cutters[name].cuts} cuts")
    report.end()


def feed(node):
    node.post(f"Further story at {time.time()}")
    return False


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cuts", type=int, default=30)
    parser.add_argument("--articles", type=int, default=200)
    main(parser.parse_args())
