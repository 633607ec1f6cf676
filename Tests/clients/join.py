#!/usr/bin/env python3
"""Lists and streams opened at random moments under load never miss a change.

Each client reads a list, opens a stream after the list's cursor, applies what it is told by revision, and at the end holds
what the database holds.

usage: join.py [--clients 100] [--articles 600]
"""

import argparse
import asyncio
import concurrent.futures
import random as chance

from support.newsroom import Newsroom, Report, seeded
from support.stream import Reader, is_event

LAST = "The last word"


def write(node, count, seed):
    random, mine = chance.Random(seed), []
    for number in range(count):
        mine.append(node.post(f"Story {number} of {seed}", random.choice(("world", "sport"))))
        at = random.randrange(len(mine))
        act = random.random()
        if act < 0.5:
            mine[at] = node.patch(mine[at], headline=f"Story edited at {number} of {seed}")
        elif act < 0.7:
            node.withdraw(mine.pop(at))


async def client(node, delay, pool):
    loop = asyncio.get_running_loop()
    await asyncio.sleep(delay)
    page, state, cursor = "/v1/articles?limit=100", {}, None
    while page:
        _, body, headers = await loop.run_in_executor(pool, node.get, page)
        cursor = cursor or body["cursor"]  # The first page's: later pages are younger, and telling twice is harmless.
        for item in body["items"]:
            state[item["id"]] = (item["revision"], item["headline"])
        link = headers.get("Link", "")
        page = link[link.index("<") + 1:link.index(">")] if 'rel="next"' in link else None
    reader = Reader(node.base, ["front"], after=cursor)
    await reader.connect()
    async for block in reader.read():
        if block["event"] == "stream.opened" and block["json"]["verdict"] != "resumed":
            return f"verdict {block['json']}"
        if not is_event(block):
            continue
        event = block["json"]
        subject, data = event["subject"].removeprefix("article/"), event["data"]
        if event["type"] == "article.withdrawn":
            state[subject] = (event["revision"], None)
        elif not data.get("redacted") and event["revision"] > state.get(subject, (0, None))[0]:
            state[subject] = (event["revision"], data["headline"])
        if data.get("headline") == LAST:
            reader.drop()
            return {key: value for key, value in state.items() if value[1]}
    return "the stream ended"


async def main(options):
    report, random = Report("Snapshot join: lists and streams opened under load"), seeded()
    with Newsroom() as newsroom:
        node = newsroom.node()
        loop = asyncio.get_running_loop()
        with concurrent.futures.ThreadPoolExecutor(24) as pool:
            clients = [asyncio.create_task(client(node, random.uniform(0, 6), pool)) for _ in range(options.clients)]
            await asyncio.gather(*(loop.run_in_executor(pool, write, node, options.articles // 4, seed) for seed in range(4)))
            # Those who read their list late must still be told the last word by the stream.
            await asyncio.sleep(0)
            await wait_for_streams(node, clients, newsroom)
            await loop.run_in_executor(pool, node.post, LAST)
            outcomes = await asyncio.wait_for(asyncio.gather(*clients), 120)
        rows = newsroom.sql(
            "SELECT id, revision, headline FROM newsroom.article WHERE status IN ('published', 'corrected')").splitlines()
        truth = {row.split("|")[0]: (int(row.split("|")[1]), row.split("|")[2]) for row in rows}
        wrong = [outcome for outcome in outcomes if outcome != truth]
        report.check(not wrong, f"{len(outcomes)} clients hold the same {len(truth)} articles as the database")
        for outcome in wrong[:3]:
            print(outcome if isinstance(outcome, str) else {k: (v, truth.get(k)) for k, v in outcome.items() if truth.get(k) != v})
    report.end()


async def wait_for_streams(node, clients, newsroom):
    """Until every client has its stream open."""
    while True:
        _, text, _ = await asyncio.get_running_loop().run_in_executor(None, node.get, "/metrics")
        count = [line for line in text.splitlines() if line.startswith("courant_stream_readers ")]
        if count and float(count[0].split()[1]) + sum(task.done() for task in clients) >= len(clients):
            return
        await asyncio.sleep(0.05)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--articles", type=int, default=600)
    asyncio.run(main(parser.parse_args()))
