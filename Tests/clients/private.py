#!/usr/bin/env python3
"""Accounts, sessions and private topics, on two nodes: who may follow what, and how soon a change of rights ends a stream."""

import asyncio
import subprocess
import time

from support.newsroom import BINARY, ROOT, Newsroom, Problem, Report
from support.stream import Reader

# What is promised.
LIMIT = 1.0


class Session:
    """Somebody signed in."""

    def __init__(self, node, path, body):
        status, self.account, headers = node.request("POST", path, body)
        assert status == 201, status
        self.cookie = headers["Set-Cookie"].split(";")[0]
        self.id = self.account["id"]

    def headers(self, node):
        return {"Cookie": self.cookie, "Origin": node.base, "X-CSRF-Token": self.account["csrf_token"]}


def staff(newsroom, handle, role):
    command = [BINARY, "account", "create", "--handle", handle, "--name", handle.title(), "--role", role]
    subprocess.run(command, input="correct horse\n", text=True, check=True, env=newsroom.environment, cwd=ROOT, capture_output=True)


async def opened(node, topics, headers=None, after=None):
    """A reader, and its first block."""
    reader = Reader(node.base, topics, after=after, headers=headers)
    await reader.connect()
    reader.news = reader.read()
    return reader, await asyncio.wait_for(anext(reader.news), 10)


async def end(reader):
    """What comes until the end, without checkpoints, and when the last of it came."""
    blocks, last = [], None
    async for block in reader.news:
        last = time.monotonic()
        if block["event"] != "stream.checkpoint":
            blocks.append(block)
    return blocks, last


async def ends(report, readers, change, first, text):
    """Changes something, and looks at how the streams end."""
    tasks = [asyncio.create_task(end(reader)) for reader in readers]
    await asyncio.sleep(0)
    start = time.monotonic()
    await asyncio.to_thread(change)
    committed = time.monotonic()
    for blocks, last in await asyncio.wait_for(asyncio.gather(*tasks), 20):
        events = [block["event"] for block in blocks]
        report.check(events == first + ["stream.closing"] and blocks[-1]["json"]["reason"] == "unauthorized", f"{text}: {events}")
        report.check(last - committed < LIMIT, f"{text}: {last - start:.3f} s after it was asked, {max(0, last - committed):.3f} s after it was done")


def refused(block):
    return block["event"] == "stream.closing" and block["json"]["reason"] == "unauthorized"


def status(node, path, **more):
    try:
        return node.get(path, **more)[0]
    except Problem as problem:
        return problem.status


async def rights(report, newsroom, here, there):
    ana = Session(here, "/v1/accounts", {"handle": "ana", "name": "Ana", "passphrase": "correct horse"})
    ben = Session(here, "/v1/accounts", {"handle": "ben", "name": "Ben", "passphrase": "correct horse"})
    staff(newsroom, "mo", "moderator")
    staff(newsroom, "ada", "admin")
    mo, ada = (Session(there, "/v1/sessions", {"handle": name, "passphrase": "correct horse"}) for name in ("mo", "ada"))
    own = [f"reader:{ana.id}"]
    cookie = {who: {"Cookie": who.cookie} for who in (ana, ben, mo, ada)}

    for headers, topics, may in [
        ({}, own, False), (cookie[ana], own, True), (cookie[ben], own, False), (cookie[mo], own, False), (cookie[ada], own, True),
        ({}, ["moderation"], False), (cookie[ana], ["moderation"], False), (cookie[mo], ["moderation"], True),
        (cookie[ada], ["moderation", "front"], True), (cookie[ana], ["front", "moderation"], False),
        ({"Authorization": f"Bearer {newsroom.token}"}, ["moderation"], False), ({"Cookie": "courant_session=x"}, ["front"], True),
        ({"Cookie": "courant_session=x"}, own, False),
    ]:
        reader, block = await opened(there, topics, headers | {"Accept-Encoding": "gzip"} if "front" not in topics else headers)
        report.check(refused(block) != may, f"{topics} with {list(headers)}: {'let in' if may else 'refused'} in-band, and plain")
        if "front" not in topics:
            report.check("content-encoding" not in reader.head.lower(), "a private stream is not compressed")
            name = status(there, f"/v1/events?topic={topics[0]}", headers=headers)
            report.check(name == (200 if may else 403 if headers and "=x" not in str(headers) else 401), f"/v1/events says {name}")
        reader.drop()

    # A standing, by SQL: nobody tells the nodes but the log.
    streams = [(await opened(node, own, cookie[ana]))[0] for node in (here, there)]
    streams.append((await opened(there, ["front", *own], cookie[ana]))[0])
    bystander, _ = await opened(there, [f"reader:{ben.id}"], cookie[ben])
    await ends(report, streams, lambda: newsroom.sql(
        f"UPDATE newsroom.account SET standing = 'banned', revision = revision + 1 WHERE id = '{ana.id}'"),
        ["account.changed"], "a ban")
    last = streams[0].last_id
    reader, block = await opened(here, own, cookie[ana], after=last)
    report.check(block["event"] == "stream.opened" and block["json"]["verdict"] == "resumed", "who still may comes back, and goes on")
    reader.drop()

    # A role: the stream of «moderation» has no event of the account among its topics.
    streams = [(await opened(node, ["moderation"], cookie[mo]))[0] for node in (here, there)]
    await ends(report, streams, lambda: newsroom.courant("account", "role", "mo", "--role", "reader"), [], "a lost role")
    _, block = await opened(here, ["moderation"], cookie[mo])
    report.check(refused(block), "who lost the role is not let in again")

    # A session, on the other node.
    stream, _ = await opened(there, own, cookie[ana])
    await ends(report, [stream], lambda: here.request("DELETE", "/v1/session", headers=ana.headers(here)), ["account.signed_out"],
               "signing out")
    _, block = await opened(there, own, cookie[ana])
    report.check(refused(block), "who signed out is not let in again")
    report.check(status(there, "/v1/account", headers=cookie[ana]) == 401, "and is nobody")

    # A token, by the command line.
    bearer = {"Authorization": f"Bearer {newsroom.courant('token', 'create', '--role', 'moderator', '--name', 'desk').strip()}"}
    token = newsroom.sql("SELECT id FROM newsroom.access_token WHERE name = 'desk'")
    stream, _ = await opened(there, ["moderation"], bearer)
    await ends(report, [stream], lambda: newsroom.courant("token", "revoke", token), [], "a revoked token")
    newsroom.sql(f"UPDATE newsroom.account SET name = 'Benedict', revision = revision + 1 WHERE id = '{ben.id}'")
    newsroom.sql(f"UPDATE newsroom.account SET standing = 'trusted', revision = revision + 1 WHERE id = '{ben.id}'")
    blocks, _ = await asyncio.wait_for(end(bystander), 20)
    report.check([block["json"].get("data", {}).get("standing") for block in blocks] == ["trusted", None],
                 "others were told nothing of all this")


async def guessing(report, node):
    answers = []
    # A slow machine earns some more meanwhile.
    for number in range(40):
        try:
            node.request("POST", "/v1/sessions", {"handle": "eve", "passphrase": f"wrong horse {number}"})
        except Problem as problem:
            answers.append((problem.status, problem.body["code"], problem.headers.get("Retry-After")))
        if answers[-1][0] == 429:
            break
    report.check([answer[0] for answer in answers[:10]] == [401] * 10 and answers[-1][:2] == (429, "rate_limited"),
                 f"guesses are limited: {answers[-1]}")


async def proxies(report, newsroom):
    node = newsroom.node("--trusted-proxies", "127.0.0.0/8", "--max-streams-per-address", "1")
    opened_ones = []
    for forwarded, may in [("198.51.100.1", True), ("198.51.100.2", True), ("198.51.100.2", False), ("1.2.3.4, 198.51.100.3", True),
                           ("5.6.7.8, 198.51.100.3", False)]:
        reader, block = await opened(node, ["front"], {"X-Forwarded-For": forwarded})
        opened_ones.append(reader)
        report.check((block["event"] == "stream.opened") == may, f"behind a proxy {forwarded} is counted by itself")
    for reader in opened_ones:
        reader.drop()


async def main():
    report = Report("accounts and private topics")
    with Newsroom() as newsroom:
        here, there = newsroom.node(), newsroom.node()
        await rights(report, newsroom, here, there)
        await guessing(report, here)
        await proxies(report, newsroom)
    report.end()


asyncio.run(main())
