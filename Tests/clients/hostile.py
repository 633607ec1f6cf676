#!/usr/bin/env python3
"""Bad input over raw sockets, and bad surroundings at start: each has a clear answer, and the server lives on.

usage: hostile.py
"""

import json
import pathlib
import re
import shutil
import socket
import subprocess
import threading
import time
import urllib.parse

from support.newsroom import BINARY, ROOT, Newsroom, Node, Report, free_port, run, until

LORIS_BOUND_SECONDS = 60
EVIL = "<script>alert(1)</script>\" onload=x '&amp; {{x}} {{{y}}} ]]>"
EVIL_BODY = """<script>evil</script> [a](javascript:alert(1)) [b](java&#10;script:alert(1)) ![i](data:text/html,x) <img src=x onerror=evil>
<javascript:alert(9)> <iframe src=x> [v](VBScript:x) [t](//e.example "t\\" onmouseover=evil") <svg/onload=evil>

| <script>evil</script> | [x](javascript:evil) |
|---|---|

<style>*{}</style><!-- --!> <script>evil</script> -->
```"><script>evil</script>
x
```
"""


class Talk:
    """Bytes to a node, and what came back."""

    def __init__(self, node, data=b""):
        self.socket = socket.create_connection(("127.0.0.1", node.port))
        self.answer, self.is_ended = b"", False
        self.send(data)

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError:
            pass  # Refused before it was read to its end: the answer tells.

    def read(self, bound, enough=lambda _: False):
        """Reads until it is enough, the server ends the connection, or the bound has passed."""
        end = time.monotonic() + bound
        while not self.is_ended and not enough(self.answer) and time.monotonic() < end:
            self.socket.settimeout(0.2)
            try:
                data = self.socket.recv(65536)
                self.is_ended = not data
                self.answer += data
            except TimeoutError:
                pass
            except OSError:
                self.is_ended = True
        return self

    @classmethod
    def to(cls, node, path):
        """The whole answer to a GET; an empty one when nobody listens yet."""
        try:
            return cls(node, request(b"GET", path, b"Connection: close\r\n")).read(20)
        except ConnectionRefusedError:
            return cls.__new__(cls).nobody()

    def nobody(self):
        self.answer, self.is_ended = b"", True
        return self

    @property
    def status(self):
        found = re.match(rb"HTTP/1\.1 (\d+)", self.answer)
        return int(found[1]) if found else 0

    @property
    def code(self):
        found = re.search(rb'"code":"(\w+)"', self.answer)
        return found[1].decode() if found else None


def whole(answer):
    """Whether an answer is there to its end."""
    head, found, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    return bool(found) and (length is not None and len(body) >= int(length[1]) or b"stream.opened" in body)


def request(method, path, headers=b"", body=None):
    if body is not None:
        headers += b"Content-Type: application/json\r\nContent-Length: %d\r\n" % len(body)
    return method + b" " + path + b" HTTP/1.1\r\nHost: x\r\n" + headers + b"\r\n" + (body or b"")


def requests(report, node):
    """One request each, and its answer's status and code."""
    key = b"Authorization: Bearer " + node.newsroom.token.encode() + b"\r\n"

    def post(body, headers=b""):
        return request(b"POST", b"/v1/articles", key + headers, body)

    def get(path, headers=b""):
        return request(b"GET", path, headers)

    fields = b'"standfirst":"s","body":"b","section":"world"'
    many = b"&".join(b"topic=section:a%d" % number for number in range(1000))
    cases = {
        "JSON that ends too soon": (post(b'{"headline": '), 400, "malformed_json"),
        "JSON of 500,000 arrays": (post(b"[" * 500_000), 400, "malformed_json"),
        "wrong types": (post(b'{"headline":1,"standfirst":[],"body":{},"section":null,"tags":"x"}'), 422, "invalid_fields"),
        "an unknown field": (post(b'{"headline":"h","colour":"red",%s}' % fields), 422, "invalid_fields"),
        "a field twice": (post(b'{"headline":"h","headline":"i",%s}' % fields), 422, "invalid_fields"),
        "no UTF-8 in JSON": (post(b'{"headline":"\xff\xfe",%s}' % fields), 400, "malformed_json"),
        "half of a surrogate pair": (post(b'{"headline":"\\ud800",%s}' % fields), 400, "malformed_json"),
        "NUL in a field": (post(b'{"headline":"a\\u0000b",%s}' % fields), 422, "invalid_fields"),
        "a line end in a headline": (post(b'{"headline":"a\\r\\nevent: x",%s}' % fields), 422, "invalid_fields"),
        "five megabytes": (post(b'"' + b"x" * 5_000_000 + b'"'), 413, "body_too_large"),
        "two megabytes in chunks": (
            request(b"POST", b"/v1/articles", key + b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n")
            + (b"10000\r\n" + b"x" * 65536 + b"\r\n") * 32, 413, "body_too_large"),
        "a compressed body": (post(b"x", b"Content-Encoding: gzip\r\n"), 415, "unsupported_media_type"),
        "two lengths": (post(b"{}", b"Transfer-Encoding: chunked\r\n"), 400, "malformed_request"),
        "1,000 topics": (get(b"/v1/stream?" + many), 400, "invalid_parameters"),
        "no topic": (get(b"/v1/stream"), 400, "invalid_parameters"),
        "no UTF-8 in a query": (get(b"/v1/stream?topic=%ff"), 400, "invalid_parameters"),
        "no UTF-8 in a path": (get(b"/v1/articles/%ff"), 404, "not_found"),
        "bare bytes in a path": (get(b"/v1/articles/\xff"), 400, "malformed_request"),
        "no UTF-8 in a header": (get(b"/v1/sections", b"User-Agent: \xff\r\n"), 200, None),
        "no UTF-8 in a token": (get(b"/v1/sections", b"Authorization: Bearer \xff\r\n"), 401, "invalid_token"),
        "NUL in a header": (get(b"/v1/sections", b"X: a\0b\r\n"), 400, "malformed_request"),
        "NUL in a search": (get(b"/v1/articles?q=a%00b"), 400, "invalid_parameters"),
        "NUL in a tag": (get(b"/v1/articles?tag=a%00b"), 400, "invalid_parameters"),
        "500 headers": (get(b"/v1/sections", b"".join(b"X-%d: y\r\n" % n for n in range(500))), 400, "malformed_request"),
        "a header of 100 KB": (get(b"/v1/sections", b"X: " + b"y" * 100_000 + b"\r\n"), 400, "malformed_request"),
        "an address of 1 MB": (get(b"/v1/sections?" + b"y" * 1_000_000), 400, "malformed_request"),
        "a way out of static": (get(b"/static/%2e%2e/%2e%2e/sql/schema.sql"), 404, None),
    }
    for topic in ("a\r\nevent: x", "section:\0", "section:🐢", "section:../x", "article:1", "FRONT", "front,alerts", "moderation "):
        path = b"/v1/stream?topic=" + urllib.parse.quote(topic).encode()
        cases[f"the topic {topic!r}"] = (get(path), 400, "invalid_parameters")
    for cursor in ("x", "ffffffff-1", "a-1\r\nid: 7", "00000000-99999999999999999999", "-1", "🐢", "x" * 9000):
        path = b"/v1/events?topic=front&after=" + urllib.parse.quote(cursor).encode()
        cases[f"/v1/events after {cursor[:20]!r}"] = (get(path), 410, "cursor_gone")
        cases[f"/v1/stream after {cursor[:20]!r}"] = (get(path.replace(b"events", b"stream")), 200, None)
    cases["a Last-Event-ID that is no UTF-8"] = (get(b"/v1/stream?topic=front", b"Last-Event-ID: \xff\xfe\r\n"), 200, None)
    for name, (data, status, code) in cases.items():
        talk = Talk(node, data).read(20, whole)
        good = (talk.status, talk.code) == (status, code)
        if "/v1/stream after" in name or "Last-Event-ID" in name:
            good = good and b'"verdict":"reset"' in talk.answer and b"\nid: 7" not in talk.answer
        report.check(good, f"{name}: {talk.status} {talk.code or ''}" + ("" if good else f", wanted {status} {code}: {talk.answer[:300]}"))
        talk.socket.close()


def words(report, node):
    """What writers write stays text: on pages, in JSON, and in the frames of the stream."""
    cursor = node.get("/v1/articles")[1]["cursor"]
    node.change("POST", "/v1/sections", {"slug": "evil", "title": EVIL})
    article = node.post(EVIL, section="evil", standfirst=EVIL + "\r\n\r\ndata: forged\revent: forged\n\nid: 7", body=EVIL_BODY,
                        tags=[EVIL[:30], "a\"b<c"])
    tag = urllib.parse.quote(article["tags"][0], safe="")
    paths = ["/", "/section/evil", f"/article/{article['slug']}", f"/search?q={urllib.parse.quote(EVIL)}", f"/search?tag={tag}",
             "/search?q=alert"]
    for path in paths:
        page = node.get(path)[1]
        found = re.findall(r"<script>|<iframe|<svg/|<img src=x|=\"(?:javascript|data|vbscript):|<[^>\"]*(?:\"[^\"]*\"[^>\"]*)*\son\w+\s*=", page,
                           re.IGNORECASE)
        report.check(not found, f"{path[:40]} holds nothing that runs {found[:3] or ''}")
    report.check(not re.search(r"<script|onerror|\"javascript:|\"data:|<iframe|<svg", article["body_html"], re.IGNORECASE),
                 "body_html holds nothing that runs")
    talk = Talk(node, request(b"GET", f"/v1/stream?topic=front&after={cursor}".encode()))
    talk.read(10, lambda answer: b"article.published" in answer and answer.endswith(b"\n\n\r\n"))
    lines = talk.answer.partition(b"\r\n\r\n")[2].decode().replace("\r\n", "\n").split("\n")
    known = re.compile(r"$|[0-9a-f]+$|retry: \d+$|id: \w{8}-\d+$|event: (stream\.opened|section\.changed|article\.published)$|data: {.*}$")
    report.check(all(known.match(line) for line in lines), "no line of the stream is forged")
    data = json.loads([line for line in lines if line.startswith("data: ")][-1][6:])["data"]
    report.check(data["headline"] == EVIL and "data: forged" in data["standfirst"], "and the words are told as they were written")


def loris(report, node):
    """Connections that say one byte a second: each is ended, and others are served meanwhile."""
    key = b"Authorization: Bearer " + node.newsroom.token.encode() + b"\r\n"
    starts = {
        "a head that drips": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        "a body that drips": request(
            b"POST", b"/v1/articles", key + b"Content-Type: application/json\r\nContent-Length: 1000000\r\n"),
        "a connection that says nothing": b"",
    }
    talks = {name: [Talk(node, start) for _ in range(20)] for name, start in starts.items()}
    start, ends = time.monotonic(), {}

    def drip(name, talk):
        while not talk.is_ended and time.monotonic() - start < LORIS_BOUND_SECONDS:
            if "drips" in name:
                talk.send(b"x")
            talk.read(1)
        ends[id(talk)] = talk.is_ended

    threads = [threading.Thread(target=drip, args=(name, talk)) for name, group in talks.items() for talk in group]
    for thread in threads:
        thread.start()
    report.check(node.get("/v1/sections")[0] == 200, "others are served while 60 connections drip")
    for thread in threads:
        thread.join()
    for name, group in talks.items():
        report.check(all(ends[id(talk)] for talk in group), f"{name} is ended within {LORIS_BOUND_SECONDS} s; status {group[0].status}")


def surroundings(report, newsroom):
    """What is wrong at start is told in one line, with a status of its own, and no crash."""
    def serve(*arguments, **environment):
        port = [] if "--port" in arguments else ["--port", str(free_port())]
        return subprocess.run([BINARY, "serve", *port, *arguments], env=newsroom.environment | environment, cwd=ROOT,
                              capture_output=True, text=True, timeout=60)

    def copy(folder, missing):
        target = pathlib.Path(newsroom.folder) / f"{folder}-{time.monotonic_ns()}"
        shutil.copytree(ROOT / folder, target)
        (target / missing).unlink()
        return str(target)

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        cases = {
            "a port in use": (serve("--host", "127.0.0.1", "--port", port), 1, port),
            "a missing template": (
                serve("--templates-directory", copy("templates", "article/show.mustache")), 78, "article/show"),
            "a missing SQL file": (serve("--sql-directory", copy("sql", "article/by_id.sql")), 78, "article/by_id"),
            "a DATABASE_URL that is none": (serve(DATABASE_URL="postgresql://u@[x"), 78, "database_url"),
            "an unknown setting": (serve("--no-such-thing", "1"), 64, "no-such-thing"),
        }
    for name, (done, status, word) in cases.items():
        lines = done.stderr.strip().splitlines()
        last = lines[-1] if lines else ""
        good = done.returncode == status and word.lower() in done.stderr.lower()
        report.check(good, f"{name}: {done.returncode}, {last[:160]}" + ("" if good else f" (wanted {status} and «{word}»)"))


def absence(report):
    """A database that is not there at start: the server waits for it, and says so."""
    with Newsroom() as newsroom:
        aside = f"{newsroom.name}_aside"
        rename = "ALTER DATABASE {} RENAME TO {}"
        run("ops/db", "psql", "-d", "postgres", "-qc", rename.format(newsroom.name, aside))
        node = Node(newsroom).start(wait=False)
        newsroom.nodes.append(node)
        try:
            until(lambda: Talk.to(node, b"/healthz").status == 200, what="a node without a database to answer")
            for path in (b"/", b"/v1/articles", b"/article/x", b"/v1/events?topic=front"):
                talk = Talk.to(node, path)
                report.check(talk.status == 503 and b"\r\nretry-after: " in talk.answer.lower(),
                             f"without a database at start, {path.decode()}: {talk.status} with Retry-After")
            talk = Talk.to(node, b"/v1/stream?topic=front")
            report.check(talk.status == 200 and b'"reason":"overloaded"' in talk.answer, "and the stream is closed in-band")
            report.check(Talk.to(node, b"/readyz").status == 503, "and /readyz says 503")
        finally:
            run("ops/db", "psql", "-d", "postgres", "-qc", rename.format(aside, newsroom.name))
        until(node.is_ready, what="the node to be ready by itself")
        report.check(node.get("/v1/articles")[0] == 200, "once the database is there, the node serves by itself")


def main():
    report = Report("Bad input")
    with Newsroom() as newsroom:
        node = newsroom.node()
        requests(report, node)
        words(report, node)
        surroundings(report, newsroom)
        loris(report, node)
        absence(report)
        report.check(node.process.poll() is None and node.get("/readyz")[0] == 200, "the server is well after all of it")
    report.end()


if __name__ == "__main__":
    main()
