#!/usr/bin/env python3
"""Readers killed at random bytes, again and again, while articles are published and edited: each is told every event
exactly once, in order.

usage: resume.py [--readers 50] [--kills 200] [--articles 2000]
"""

import argparse
import asyncio
import collections
import concurrent.futures
import time

from support.newsroom import Newsroom, Report, seeded
from support.stream import Reader, is_event

TOPICS = (["front"], ["section:world"], ["section:sport"], ["section:world", "section:sport"], ["front", "section:world"])
WRITERS = 4
LAST = "The last word"


def write(node, count):
    """Publishes, and edits every third of what it published."""
    mine = []
    for number in range(count):
        mine.append(node.post(f"Story {number}", ("world", "sport")[number % 2]))
        if number % 3 == 0:
            at = number // 2
            mine[at] = node.patch(mine[at], standfirst=f"Edited when story {number} came")


async def follow(reader, kills, random):
    """Reads, killed so many times, until it was told the last event; says how often and with which verdicts."""
    killed, verdicts = 0, collections.Counter()
    while True:
        try:
            await reader.connect()
            async for block in reader.read(random.randrange(1, 4000) if killed < kills else None):
                if block["event"] == "stream.opened":
                    verdicts[block["json"]["verdict"]] += 1
                if is_event(block) and block["json"]["data"].get("headline") == LAST:
                    reader.drop()
                    return killed, verdicts
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        killed += 1


async def main(options):
    report, random = Report("Resume: killed at random bytes"), seeded()
    with Newsroom("--max-streams-per-address", "5000") as newsroom:
        node = newsroom.node()
        cursor = node.get("/v1/articles")[1]["cursor"]
        readers = [Reader(node.base, TOPICS[number % len(TOPICS)], after=cursor) for number in range(options.readers)]
        loop, start = asyncio.get_running_loop(), time.monotonic()
        following = [asyncio.create_task(follow(reader, options.kills, random)) for reader in readers]
        with concurrent.futures.ThreadPoolExecutor(WRITERS) as pool:
            share = options.articles // WRITERS
            await asyncio.gather(*(loop.run_in_executor(pool, write, node, share) for _ in range(WRITERS)))
            took = time.monotonic() - start
            # It moves from one section to the other, so that its last event concerns everybody.
            closing = await loop.run_in_executor(pool, node.post, "The last word but one", "world")
            await loop.run_in_executor(pool, lambda: node.patch(closing, headline=LAST, section="sport"))
        print(f"{options.articles} articles written in {took:.1f} s ({options.articles / took:.0f}/s)", flush=True)
        outcomes = await asyncio.wait_for(asyncio.gather(*following), 240)

        position = int(cursor.split("-")[1])
        rows = newsroom.sql(f"SELECT position, array_to_string(topics, ' ') FROM feed.log WHERE position > {position} ORDER BY 1")
        log = [(int(row.split("|")[0]), set(row.split("|")[1].split())) for row in rows.splitlines()]
        wrong = deliveries = 0
        for reader in readers:
            told = [int(block["id"].split("-")[1]) for block in reader.blocks if is_event(block)]
            owed = [number for number, topics in log if topics & set(reader.topics) and number <= told[-1]]
            deliveries += len(told)
            wrong += told != owed
        killed = [count for count, _ in outcomes]
        verdicts = sum((counted for _, counted in outcomes), collections.Counter())
        report.check(wrong == 0, f"{len(readers)} readers were told {deliveries} events exactly once, in order")
        report.check(min(killed) >= options.kills, f"each was killed at a random byte {min(killed)} times or more ({sum(killed)} in all)")
        report.check(verdicts["reset"] == 0, f"verdicts: {dict(verdicts)}")
    report.end()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--articles", type=int, default=2000)
    asyncio.run(main(parser.parse_args()))
