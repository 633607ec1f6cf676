#!/usr/bin/env python3
"""The stream goes on, and loses nothing, when the server is killed, PostgreSQL restarts, and the LISTEN backend is killed
or stopped. Says how long each took.

usage: chaos.py [--readers 20]
"""

import argparse
import asyncio
import itertools
import os
import signal
import subprocess
import threading
import time

from support.newsroom import ROOT, Newsroom, Problem, Report, run, until
from support.stream import Reader, is_event


async def follow(node, cursor, told):
    """Comes back as browsers do, a little sooner."""
    reader = Reader(node.base, ["front"], after=cursor)
    while True:
        try:
            await reader.connect()
            async for block in reader.read():
                if is_event(block):
                    told.append((block["id"], block["json"]["data"].get("headline")))
                elif block["event"] == "stream.opened" and block["json"]["verdict"] == "reset":
                    told.append(("reset", block["json"]["reason"]))
        except (OSError, asyncio.IncompleteReadError, AssertionError):
            await asyncio.sleep(0.05)


def listen_backend(newsroom):
    """The process that serves LISTEN; waited for, because after a loss the node comes back to it in its own time."""
    query = (f"SELECT pid FROM pg_stat_activity WHERE datname = '{newsroom.name}' "
             "AND (query ILIKE 'LISTEN%' OR application_name ILIKE '%listen%') ORDER BY 1 LIMIT 1")
    return int(until(lambda: newsroom.sql(query), what="the LISTEN backend"))


class Act:
    """Something bad, and the proof that the stream went on."""

    numbers = itertools.count(1)

    def __init__(self, report, node, told):
        self.report, self.node, self.told = report, node, told

    def __call__(self, name, damage, mend=lambda: None):
        start = time.monotonic()
        undo = damage()
        headline = f"After {name} {next(self.numbers)}"
        posted = threading.Thread(target=self.node.post, args=(headline,))
        posted.start()
        mend()
        try:
            until(lambda: all(headline in [text for _, text in list(one)] for one in self.told), 60, name)
            self.report.check(True, f"{name}: every reader was told what came after, {time.monotonic() - start:.2f} s later")
        except AssertionError as error:
            self.report.check(False, f"{name}: {error}")
        posted.join()
        if undo:
            undo()


def main(options):
    report = Report("Chaos: what breaks underneath")
    with Newsroom() as newsroom:
        node = newsroom.node()
        cursor = node.get("/v1/articles")[1]["cursor"]
        told = [[] for _ in range(options.readers)]
        loop = asyncio.new_event_loop()
        threading.Thread(target=loop.run_forever, daemon=True).start()
        following = [asyncio.run_coroutine_threadsafe(follow(node, cursor, one), loop) for one in told]
        act = Act(report, node, told)
        act("nothing", lambda: None)

        def kill_server():
            node.kill()
            node.start(wait=False)
        act("kill -9 of the server", kill_server)

        def stop_listener():
            backend = listen_backend(newsroom)
            os.kill(backend, signal.SIGSTOP)
            return lambda: os.kill(backend, signal.SIGCONT)
        act("kill of the LISTEN backend", lambda: os.kill(listen_backend(newsroom), signal.SIGTERM))
        act("SIGSTOP of the LISTEN backend", stop_listener)
        act("restart of PostgreSQL", lambda: run("ops/db", "restart") and None)

        # The database away for a while: open streams stay, reads say so, and all goes on by itself.
        run("ops/db", "stop")
        opened = [len(one) for one in told]
        try:
            node.get("/v1/articles")
            report.check(False, "a read without a database is refused")
        except Problem as problem:
            report.check(problem.status == 503 and problem.headers["Retry-After"],
                         f"a read without a database: {problem.status}, Retry-After {problem.headers['Retry-After']}")
        alive = subprocess.run(["curl", "-sN", "-m", "2", f"{node.base}/v1/stream?topic=front"], capture_output=True, text=True)
        report.check("stream.opened" in alive.stdout, "a stream without a database is opened from the ring")
        act("an absence of PostgreSQL", lambda: None, lambda: run("ops/db", "start"))
        report.check(all(len(one) > before for one, before in zip(told, opened)), "streams that were open went on")

        rows = newsroom.sql(f"SELECT position FROM feed.log WHERE position > {cursor.split('-')[1]} ORDER BY 1").split()
        until(lambda: all(len(one) >= len(rows) for one in told), 20, "the last event")
        exact = sum([entry[0].split("-")[-1] for entry in one] == rows for one in told)
        report.check(exact == len(told), f"{exact} of {len(told)} readers were told all {len(rows)} events exactly once, in order")
        for reader in following:
            reader.cancel()
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
    report.end()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", type=int, default=20)
    main(parser.parse_args())
