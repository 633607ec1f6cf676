"""What a log of many events costs: one database whose log is made longer and longer, and at each length a node started anew.

The log is filled in bulk, with the rows that feed.append and feed.sequence() would have left: all events of one topic, some 500
bytes each as a frame. The node is then started, so its ring holds the newest events only (4,096), and one reader at a time opens
a stream, resumes, or asks for a page. Catching up is done by 20 readers at once, from as far back as possible up to 50,000
events, which is far beyond the ring.
"""

import http.client
import os
import re
import selectors
import socket
import statistics
import subprocess
import time

from measuring import ROOT, SERVER_CPU, cpu, memory
from peers.peers import free_port

POINTS = [1, 1_000, 10_000, 100_000, 1_000_000, 5_000_000]
FIGURES = ["node_start", "node_memory", "open", "resume_ring", "resume_log", "page_newest", "page_oldest", "catchup_rate",
           "catchup_cpu", "sequence"]
NAME = "growth"
REPEATS = 30
RING_BEHIND, LOG_BEHIND, PAGE, CATCHUP_READERS = 1_000, 50_000, 100, 20
# A node reads no farther back than 100,000 events, and a few come while this goes on.
FARTHEST = 99_000
START_SECONDS, ANSWER_SECONDS = 60, 120

FILL = """
SELECT feed.ensure_partitions(through => {last});
WITH head AS (SELECT position FROM feed.head()), placed AS MATERIALIZED (
    SELECT number AS position, 'article/' || number AS subject FROM head, generate_series(head.position + 1, {last}) AS number
), told AS (
    INSERT INTO feed.log SELECT position, clock_timestamp(), 'article.updated', subject, '{{front}}', 1,
        jsonb_build_object('marker', 'bench-' || lpad(position::text, 8, '0'), 'padding', repeat('x', 195)), false FROM placed
)
INSERT INTO feed.log_topic SELECT feed.topic_key(name), position FROM placed, unnest(ARRAY['front', subject]) AS name;
"""
FILL_BATCH = 250_000
APPEND = "SELECT feed.append('article.updated', 'article/new', '{front}', 1, '{\"marker\": \"new\"}')"


class Node:
    """A node on the server's CPU for as long as the block lasts."""

    def __init__(self, here, database):
        self.port = free_port()
        self.command = ["taskset", "-c", str(SERVER_CPU), here.binary, "serve", "--migrate", "--host", "127.0.0.1", "--port",
                        str(self.port), "--stream-checkpoint", "1h", "--drain", "1s", "--log-level", "error",
                        "--max-streams-per-address", "1000", "--event-loop-threads", "1"]
        self.environment = here.environment(database)

    def __enter__(self):
        start = time.monotonic()
        self.process = subprocess.Popen(self.command, env=self.environment, cwd=ROOT, stdout=subprocess.DEVNULL)
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() - start > START_SECONDS:
                self.__exit__()
                raise RuntimeError("the node was not ready")
            time.sleep(0.002)
        self.start_seconds = time.monotonic() - start
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def is_ready(self):
        try:
            return self.get("/readyz")[0] == 200
        except OSError:
            return False

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def ask(self, after=None):
        """A connection on which a stream was asked for."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=ANSWER_SECONDS)
        place = f"Last-Event-ID: {after}\r\n" if after else ""
        connection.sendall(f"GET /v1/stream?topic=front HTTP/1.1\r\nHost: localhost\r\n{place}\r\n".encode())
        return connection


class Follower:
    """Reads a stream until it has had an id; keeps no more than it needs."""

    def __init__(self, connection, last):
        self.connection, self.last, self.rest, self.is_done = connection, last, b"", False

    def read(self):
        got = self.connection.recv(1 << 18)
        if not got:
            raise RuntimeError(f"the stream ended: {self.rest[-300:]!r}")
        self.rest += got
        if b'"verdict":"reset"' in self.rest or b"stream.closing" in self.rest:
            raise RuntimeError(f"the stream was not resumed: {self.rest[-300:]!r}")
        self.is_done = self.last in self.rest
        self.rest = self.rest[-1000:]

    def follow(self):
        while not self.is_done:
            self.read()
        self.connection.close()


def timed(act, count=REPEATS):
    """The median of what something takes, in ms."""
    times = []
    for _ in range(count):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def events_of(node, path):
    status, body = node.get(path)
    if status != 200:
        raise RuntimeError(f"{path}: {status} {body[:200]!r}")
    return len(re.findall(rb'"specversion"', body))


def catch_up(node, readers, after, last):
    """Seconds, and the server's CPU seconds, until some readers are at the head."""
    before, start = cpu(node.process.pid), time.perf_counter()
    followers = [Follower(node.ask(after), last) for _ in range(readers)]
    with selectors.DefaultSelector() as selector:
        for follower in followers:
            selector.register(follower.connection, selectors.EVENT_READ, follower)
        while selector.get_map():
            found = selector.select(ANSWER_SECONDS)
            if not found:
                raise RuntimeError("nothing came while readers were catching up")
            for key, _ in found:
                key.data.read()
                if key.data.is_done:
                    selector.unregister(key.fileobj)
                    key.fileobj.close()
    return time.perf_counter() - start, cpu(node.process.pid) - before


def measure(here, database):
    token, head = here.sql("SELECT token, position FROM feed.head()", name=NAME).split("|")
    head = int(head)
    figures = {}

    def add(name, label, value, unit):
        figures[name] = {"label": label, "value": value, "unit": unit}

    def place(behind):
        return f"{token}-{max(0, head - behind)}"

    def resume(behind):
        Follower(node.ask(place(behind)), last).follow()

    last = f"id: {token}-{head}\n".encode()
    add("log_events", "events in the log", head, "")
    with Node(here, database) as node:
        add("node_start", "node's start until it is ready", node.start_seconds * 1000, "ms")
        add("node_memory", "node's memory (RssAnon)", memory(node.process.pid) / 2**20, "MB")
        add("open", "opening a stream at the head", timed(lambda: Follower(node.ask(), b"stream.opened").follow()), "ms")
        behind = min(RING_BEHIND, head)
        add("resume_ring", f"resuming {RING_BEHIND:,} events behind (ring)", timed(lambda: resume(behind)), "ms")
        path = f"/v1/events?topic=front&limit={PAGE}&after="
        if events_of(node, path + place(PAGE)) != min(PAGE, head):
            raise RuntimeError("a page is not whole")
        add("page_newest", f"reading the newest {PAGE} events as a page", timed(lambda: node.get(path + place(PAGE))), "ms")
        events_of(node, path + place(FARTHEST))
        add("page_oldest", f"reading {PAGE} from {FARTHEST:,} events back, or the oldest",
            timed(lambda: node.get(path + place(FARTHEST))), "ms")
        if head > LOG_BEHIND:
            add("resume_log", f"resuming {LOG_BEHIND:,} events behind (database)", timed(lambda: resume(LOG_BEHIND), 3), "ms")
        behind = min(LOG_BEHIND, head)
        seconds, used = catch_up(node, CATCHUP_READERS, place(behind), last)
        if head >= RING_BEHIND:
            add("catchup_rate", f"events a second to {CATCHUP_READERS} readers who catch up", CATCHUP_READERS * behind / seconds, "/s")
            add("catchup_cpu", "server's CPU for one of them", used / CATCHUP_READERS / behind * 1e6, "µs")
    # Last, because the log is longer then.
    add("sequence", "giving one event its position", sequencing(here), "ms")
    return {"figures": figures, "faults": [], "notes": [], "load_average": os.getloadavg()[0]}


def sequencing(here):
    """Milliseconds of a call of feed.sequence() in a session that has called it before, as a node's has."""
    calls = ["-c", APPEND, "-c", "\\timing on", "-c", "SELECT moved FROM feed.sequence()", "-c", "\\timing off"] * 12
    times = [float(text) for text in re.findall(r"Time: ([\d.]+) ms", here.ops_db("psql", "-X", "-d", NAME, "-qAt", *calls))]
    return statistics.median(times[len(times) // 2:])


def runs(here, points, rounds):
    """The points with their runs, shortest log first."""
    here.sql(f"CREATE DATABASE {NAME} TEMPLATE template0")
    database = here.url(NAME)
    subprocess.run([here.binary, "migrate"], env=here.environment(database), cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    for point in points:
        start, head = time.monotonic(), int(here.sql("SELECT position FROM feed.head()", name=NAME))
        for last in [*range(head + FILL_BATCH, point, FILL_BATCH), point]:
            if last > head:
                here.sql(FILL.format(last=last), name=NAME)
        here.sql("VACUUM ANALYZE feed.log, feed.log_topic", "CHECKPOINT", name=NAME)
        filled = time.monotonic() - start
        for _ in range(rounds):
            run = measure(here, database)
            run["fill_seconds"] = filled
            yield point, run
    here.sql(f"DROP DATABASE {NAME} WITH (FORCE)")
