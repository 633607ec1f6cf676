"""A newsroom of its own for a test: a database, nodes of the server on it, and a writer's token.

Every helper waits for a condition with a generous bound; none waits for a time.
"""

import contextlib
import itertools
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[3]
BINARY = os.environ.get("COURANT_TEST_BINARY", str(ROOT / ".build/debug/courant"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(condition, bound=30, what="the condition"):
    """Waits until the condition gives something true, and gives it back."""
    end = time.monotonic() + bound
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited {bound} s in vain for {what}")


def run(*command, **more):
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, **more)
    if done.returncode:
        raise AssertionError(f"{' '.join(command)}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


class Problem(Exception):
    def __init__(self, status, body, headers):
        super().__init__(f"{status} {body}")
        self.status, self.headers = status, headers
        try:
            self.body = json.loads(body)
        except ValueError:
            self.body = {}


class Node:
    """One server process."""

    def __init__(self, newsroom, port=None, arguments=()):
        self.newsroom, self.port, self.arguments = newsroom, port or free_port(), arguments
        self.base = f"http://127.0.0.1:{self.port}"
        self.log = open(pathlib.Path(newsroom.folder) / f"node-{self.port}.log", "ab")
        self.process = None

    def start(self, wait=True):
        self.process = subprocess.Popen(
            [BINARY, "serve", "--host", "127.0.0.1", "--port", str(self.port), *self.newsroom.arguments, *self.arguments],
            env=self.newsroom.environment, cwd=ROOT, stdout=self.log, stderr=self.log)
        if wait:
            until(self.is_ready, what=f"node {self.port} to be ready (see {self.log.name})")
        return self

    def is_ready(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the node ended with {self.process.returncode}:\n{self.tail()}")
        try:
            return self.get("/readyz")[0] == 200
        except (OSError, Problem):
            return False

    def tail(self):
        return pathlib.Path(self.log.name).read_text(errors="replace")[-3000:]

    def kill(self, how=signal.SIGKILL):
        self.process.send_signal(how)
        return self.process.wait(30)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(25)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    # REST

    def request(self, method, path, body=None, headers=None, token=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data=data, method=method, headers=headers or {})
        if data is not None:
            request.add_header("Content-Type", "application/json")
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        try:
            with urllib.request.urlopen(request, timeout=40) as answer:
                text = answer.read()
                kind = answer.headers.get("Content-Type", "")
                return answer.status, (json.loads(text) if "json" in kind else text.decode()), answer.headers
        except urllib.error.HTTPError as error:
            raise Problem(error.code, error.read().decode(errors="replace"), error.headers) from None

    def get(self, path, **more):
        return self.request("GET", path, **more)

    def change(self, method, path, body=None, etag=None):
        """A change that survives a server which is killed, or a database which is away: repeated with the same key."""
        headers = {"Idempotency-Key": str(uuid.uuid4())} if method == "POST" else {}
        if etag:
            headers["If-Match"] = etag
        end = time.monotonic() + 60
        while True:
            try:
                return self.request(method, path, body, headers, self.newsroom.token)
            except Problem as problem:
                if problem.status not in (502, 503) or time.monotonic() > end:
                    raise
            except OSError:
                if time.monotonic() > end:
                    raise
            time.sleep(0.05)

    def post(self, headline, section="world", status="published", **more):
        body = {"headline": headline, "standfirst": f"{headline}, in brief.", "body": f"# {headline}\n\nText.",
                "section": section, "tags": ["test"], "status": status} | more
        _, article, headers = self.change("POST", "/v1/articles", body)
        return article | {"etag": headers["ETag"]}

    def patch(self, article, **fields):
        _, changed, headers = self.change("PATCH", f"/v1/articles/{article['id']}", fields, article["etag"])
        return changed | {"etag": headers["ETag"]}

    def withdraw(self, article, reason="Not ours to print."):
        return self.change("POST", f"/v1/articles/{article['id']}/withdraw", {"reason": reason}, article["etag"])


class Newsroom:
    """A database of its own, a token, and any number of nodes."""

    names = itertools.count(1)

    def __init__(self, *arguments):
        self.arguments = arguments
        self.folder = tempfile.mkdtemp(prefix="courant-test-")
        self.name = f"courant_clients_{os.getpid()}_{next(self.names)}"
        run("ops/db", "start")
        run("ops/db", "psql", "-d", "postgres", "-qc", f"CREATE DATABASE {self.name}")
        self.database = run("ops/db", "url", self.name).strip()
        # What is set for the tests is no setting of the program, which refuses what it does not know.
        settings = {name: text for name, text in os.environ.items() if not name.startswith("COURANT_")}
        self.environment = settings | {"DATABASE_URL": self.database, "COURANT_LOG_LEVEL": "notice"}
        self.nodes = []
        self.courant("migrate")
        self.token = self.courant("token", "create", "--role", "editor", "--name", "test desk").strip()

    def courant(self, *command):
        return run(BINARY, *command, env=self.environment)

    def sql(self, command):
        return run("ops/db", "psql", "-d", self.name, "-qAtc", command).strip()

    def node(self, *arguments, port=None):
        node = Node(self, port, arguments).start()
        self.nodes.append(node)
        if len(self.nodes) == 1:
            for slug in ("world", "sport"):
                with contextlib.suppress(Problem):  # It is there when the database was used before.
                    node.change("POST", "/v1/sections", {"slug": slug, "title": slug.title()})
        return node

    def close(self):
        for node in self.nodes:
            node.stop()
        run("ops/db", "psql", "-d", "postgres", "-qc", f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Report:
    """Counts checks, and ends the process as its outcome says."""

    def __init__(self, title):
        self.title, self.passed, self.failed, self.start = title, 0, 0, time.monotonic()
        print(f"== {title}", flush=True)

    def check(self, is_true, text):
        print(("ok   " if is_true else "FAIL ") + text, flush=True)
        if is_true:
            self.passed += 1
        else:
            self.failed += 1
        return is_true

    def end(self):
        print(f"{self.title}: {time.monotonic() - self.start:.1f} s", flush=True)
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        sys.exit(1 if self.failed else 0)


def seeded():
    """Random, and repeatable: the seed is printed and can be given back."""
    seed = int(os.environ.get("COURANT_TEST_SEED", random.SystemRandom().randrange(1 << 30)))
    print(f"seed {seed}", flush=True)
    return random.Random(seed)
