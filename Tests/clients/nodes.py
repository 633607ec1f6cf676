#!/usr/bin/env python3
"""Two nodes on one database, writers and readers on each: all see the same events in the same order, also those who go from
one node to the other, and a takedown on one node leaves every stream, page, list, search and replay of both.

usage: nodes.py [--readers 100] [--articles 400]
"""

import argparse
import asyncio
import concurrent.futures
import time

from support.newsroom import Newsroom, Problem, Report, seeded, until
from support.stream import Reader, is_event

LAST = "The last word"
# The word that is searched for, which a search page repeats, and the word that nobody may see again.
SOUGHT, SECRET = "zanzibarium", "quillonade"


async def follow(nodes, reader, random):
    """Goes from node to node, with its last event id."""
    while True:
        try:
            await reader.connect()
            async for block in reader.read(random.randrange(500, 40_000)):
                if is_event(block) and block["json"]["data"].get("headline") == LAST:
                    reader.drop()
                    return
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        reader.port = random.choice(nodes).port


async def same_order(report, newsroom, nodes, options, random):
    cursor = nodes[0].get("/v1/articles")[1]["cursor"]
    readers = [Reader(nodes[n % 2].base, ["front"], after=cursor) for n in range(options.readers)]
    following = [asyncio.create_task(follow(nodes, reader, random)) for reader in readers]
    loop = asyncio.get_running_loop()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        def write(node):
            for number in range(options.articles // 4):
                node.post(f"Story {number}", ("world", "sport")[number % 2])
        await asyncio.gather(*(loop.run_in_executor(pool, write, nodes[n % 2]) for n in range(4)))
        await loop.run_in_executor(pool, nodes[1].post, LAST)
        await asyncio.wait_for(asyncio.gather(*following), 120)
    log = newsroom.sql(f"SELECT position FROM feed.log WHERE position > {cursor.split('-')[1]} ORDER BY 1").split()
    exact = sum([b["id"].split("-")[1] for b in r.blocks if is_event(b)] == log for r in readers)
    report.check(exact == len(readers), f"{exact} of {len(readers)} readers on two nodes were told the same {len(log)} events in the same order")


async def takedown(report, newsroom, nodes, options):
    loop = asyncio.get_running_loop()
    before = nodes[0].get("/v1/articles")[1]["cursor"]
    article = nodes[0].post(f"The {SECRET} affair", body=f"All about {SECRET} and {SOUGHT}.", tags=[SOUGHT])
    article = nodes[0].patch(article, standfirst=f"More {SECRET}.")
    gone = []

    async def watch(reader):
        await reader.connect()
        async for block in reader.read():
            if block["event"] == "article.withdrawn":
                gone.append(time.monotonic())
                reader.drop()
                return
    readers = [Reader(nodes[n % 2].base, ["front"], after=before) for n in range(options.readers)]
    watching = [asyncio.create_task(watch(reader)) for reader in readers]
    told = lambda: all(SECRET in str(reader.blocks) for reader in readers)
    await loop.run_in_executor(None, lambda: until(told, 20, "everybody to have read it"))
    start = time.monotonic()
    await loop.run_in_executor(None, nodes[1].withdraw, article)
    await asyncio.wait_for(asyncio.gather(*watching), 20)
    worst = max(gone) - start
    report.check(worst < 1, f"a takedown reached {len(readers)} streams on two nodes; the last after {worst * 1000:.0f} ms")

    def texts():
        """Everything that anybody could still be served, from both nodes."""
        for node in nodes:
            for path in ("/", "/section/world", f"/article/{article['slug']}", f"/article/{article['id']}", "/v1/articles?limit=100",
                         f"/v1/articles?q={SOUGHT}", f"/v1/articles?tag={SOUGHT}", f"/search?q={SOUGHT}", f"/v1/articles/{article['id']}",
                         f"/v1/events?topic=front&after={before}&limit=1000"):
                try:
                    yield path, str(node.get(path)[1])
                except Problem as problem:
                    yield path, "" if problem.status in (400, 404) else str(problem)
    found = [path for path, text in texts() if SECRET in text]
    report.check(not found, f"no page, list, search or log serves it again {found or ''}")
    for node in nodes:
        replay = Reader(node.base, ["front"], after=before)
        await replay.connect()
        async for block in replay.read():
            if block["event"] == "article.withdrawn":
                replay.drop()
                break
        report.check(SECRET not in str(replay.blocks) and len(replay.blocks) == 4, "a replay tells of it, without its text")
    report.check(SECRET not in newsroom.sql("SELECT * FROM feed.log") + newsroom.sql("SELECT * FROM feed.inbox"), "the log holds no word of it")


async def main(options):
    report, random = Report("Two nodes on one database"), seeded()
    with Newsroom("--max-streams-per-address", "5000") as newsroom:
        nodes = [newsroom.node(), newsroom.node()]
        await same_order(report, newsroom, nodes, options, random)
        await takedown(report, newsroom, nodes, options)
    report.end()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", type=int, default=100)
    parser.add_argument("--articles", type=int, default=400)
    asyncio.run(main(parser.parse_args()))
