#!/usr/bin/env python3
"""Moderators at work, all at once, over WebSocket and REST: exactly one decision a comment, every loser told, and the audit
equals the comments. A console that is cut again and again knows in the end what the database knows. A node that is killed leaves
no claim behind its lease. A comment that is taken down leaves every stream, and no replay has its text.

usage: moderation.py [--moderators 50] [--comments 1000] [--cuts 200] [--arrivals 2000] [--readers 100]
"""

import argparse
import asyncio
import concurrent.futures
import signal
import time
import uuid

from support.console import Console, Refused
from support.newsroom import Newsroom, Problem, Report, seeded, until
from support.stream import Reader

SECRET = "quillonade"


class Desk:
    """A newsroom with an article, a reader, and comments written straight into the database: limits of rate are for readers."""

    def __init__(self, newsroom, node):
        self.newsroom, self.node = newsroom, node
        self.article = node.post("The harbour is to be closed")
        self.account = str(uuid.uuid4())
        newsroom.sql(
            "INSERT INTO newsroom.account (id, kind, role, name, revision, created_at, updated_at) "
            f"VALUES ('{self.account}', 'guest', 'reader', 'A reader', 1, now(), now())")

    def write(self, count, status="pending", text="Comment"):
        return self.newsroom.sql(
            "WITH one AS (SELECT gen_random_uuid() AS id, n FROM generate_series(1, %d) AS n) "
            "INSERT INTO newsroom.comment (id, article_id, root_id, depth, account_id, body, body_html, fingerprint, status, holds, revision, "
            "created_at, updated_at) SELECT id, '%s', id, 0, '%s', '%s ' || n, '<p>%s ' || n || '</p>', sha256(id::text::bytea), '%s', "
            "'[{\"reason\": \"premoderated\", \"detail\": \"\"}]', 1, clock_timestamp(), clock_timestamp() FROM one RETURNING id"
            % (count, self.article["id"], self.account, text, text, status)).split()

    def moderators(self, count):
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            return list(pool.map(lambda n: self.newsroom.courant("token", "create", "--role", "moderator", "--name", f"mod {n}").strip(), range(count)))

    def counts(self):
        rows = self.newsroom.sql("SELECT q, count(*) FROM newsroom.comment, unnest(newsroom.queues(status, holds, report_count)) AS q GROUP BY 1")
        return {name: 0 for name in ("pending", "held", "reported", "approved", "rejected")} | {
            name: int(count) for name, count in (row.split("|") for row in rows.split())}

    def revisions(self):
        return dict(row.split("|") for row in self.newsroom.sql("SELECT id, status || ' ' || revision FROM newsroom.comment").replace("\r", "").split("\n") if row)


async def race(report, desk, tokens, options, random):
    """Everybody decides on everything, in an order of their own; half over WebSocket, half over REST."""
    comments = desk.write(options.comments)
    won, lost, other = {}, [], []
    loop = asyncio.get_running_loop()
    pool = concurrent.futures.ThreadPoolExecutor(16)
    consoles = [Console(desk.node, token, f"mod {n}") for n, token in enumerate(tokens) if n % 2 == 0]
    await asyncio.gather(*(console.connect() for console in consoles))
    attempts = max(2, 6 * options.comments // len(tokens))

    def note(who, comment, answer=None, problem=None):
        if answer:
            won.setdefault(comment, []).append((who, answer["id"]))
        elif problem.get("code") in ("decided", "claimed") and (problem["code"] == "claimed" or problem.get("decision", {}).get("actor")):
            lost.append((who, comment))
        else:
            other.append(problem)

    def choice(who, comment):
        decision = random.choice(("approve", "reject"))
        return {"decision": decision, "reason": "fine" if decision == "approve" else "off_topic", "revision": 1}

    async def over_socket(console):
        for comment in random.sample(comments, attempts):
            try:
                note(console.name, comment, (await console.ask("decide", comment=comment, **choice(console.name, comment)))["audit"])
            except Refused as refused:
                note(console.name, comment, problem=refused.problem)

    def over_rest(name, token):
        for comment in random.sample(comments, attempts):
            try:
                note(name, comment, desk.node.request("POST", f"/v1/moderation/comments/{comment}/decisions", choice(name, comment), token=token)[1])
            except Problem as problem:
                note(name, comment, problem=problem.body)
    start = time.monotonic()
    await asyncio.gather(
        *(over_socket(console) for console in consoles),
        *(loop.run_in_executor(pool, over_rest, f"mod {n}", token) for n, token in enumerate(tokens) if n % 2 == 1))
    took = time.monotonic() - start
    asked = attempts * len(tokens)
    report.check(not other, f"{len(tokens)} moderators decided {asked} times on {len(comments)} comments in {took:.1f} s: won or told who did {other[:2]}")
    report.check(all(len(one) == 1 for one in won.values()), f"{len(won)} comments were decided, each exactly once")
    report.check(len(won) + len(lost) == asked, f"{len(lost)} losers were told")
    rows = desk.newsroom.sql("SELECT count(*), count(DISTINCT comment_id) FROM newsroom.audit WHERE action = 'decide'")
    report.check(rows == f"{len(won)}|{len(won)}", f"the audit has one decision for each ({rows})")
    differing = desk.newsroom.sql(
        "SELECT count(*) FROM newsroom.comment c LEFT JOIN LATERAL (SELECT to_status, revision FROM newsroom.audit a WHERE a.comment_id = c.id "
        "AND a.to_status IS NOT NULL ORDER BY number DESC LIMIT 1) a ON true WHERE c.status <> coalesce(a.to_status, 'pending') OR c.revision <> coalesce(a.revision, 1)")
    report.check(differing == "0", "the audit equals the comments' states")
    counts = desk.counts()
    for console in consoles:
        await console.until(lambda: console.counts == counts, 30, f"counts {console.counts} to be {counts}")
    report.check(True, f"{len(consoles)} consoles count as the database does: {counts}")
    await asyncio.gather(*(console.close() for console in consoles))


async def cuts(report, desk, tokens, options, random):
    """One console is cut while comments arrive and another moderator decides."""
    loop = asyncio.get_running_loop()
    console, other = Console(desk.node, tokens[0]), Console(desk.node, tokens[1])
    await console.connect()
    await other.connect()
    batches = [options.arrivals // 40] * 40
    done = asyncio.Event()

    async def arrive():
        for count in batches:
            fresh = await loop.run_in_executor(None, desk.write, count)
            for comment in random.sample(fresh, min(5, len(fresh))):
                await other.ask("decide", comment=comment, revision=1, decision="approve", reason="fine")
        done.set()
    arriving = asyncio.create_task(arrive())
    made = 0
    while made < options.cuts or not done.is_set():
        await asyncio.wait([asyncio.create_task(done.wait())], timeout=random.random() * 0.05)
        console.cut()
        await console.reading
        made += 1
        while True:
            try:
                await console.connect()
                break
            except (OSError, ConnectionError):
                continue
        if made >= options.cuts and done.is_set():
            break
    await arriving
    counts, states = desk.counts(), desk.revisions()
    await console.until(lambda: console.counts == counts, 30, f"counts {console.counts} to be {counts}")
    # What it heard of, and what a fresh look at the queues adds.
    for queue in ("pending", "approved", "rejected"):
        for item in await console.list_all(queue):
            known = console.items.get(item["id"])
            if not known or known["revision"] <= item["revision"]:
                console.items[item["id"]] = item
    wrong = [one for one, state in states.items() if f"{console.items.get(one, {}).get('status')} {console.items.get(one, {}).get('revision')}" != state]
    resets = [entry for entry in console.entries if entry not in ("fresh", "resumed")]
    report.check(not wrong, f"cut {made} times while {sum(batches)} comments arrived, a console knows what the database knows: {len(states)} comments, {len(wrong)} differ")
    report.check(not resets, f"it resumed {console.entries.count('resumed')} times, and needed a snapshot in between {len(resets)} times")
    await console.close()
    await other.close()


async def behind(report, desk, tokens):
    """Who has missed more than is told one by one gets everything anew, and is told why."""
    away, slow, other = (Console(desk.node, token) for token in tokens[:3])
    await asyncio.gather(*(console.connect() for console in (away, slow, other)))
    await away.close()
    slow.socket.transport.pause_reading()
    for batch in range(1, 5):
        await asyncio.get_running_loop().run_in_executor(None, lambda: desk.write(900, text="Long " * 800))
        await other.until(lambda: len(other.items) == 900 * batch, 60, "a console that reads to be told of each")
    counts = desk.counts()
    await away.connect()
    report.check(away.entries == ["fresh", "behind"] and away.counts == counts, f"a console that was away for 3,600 comments begins anew {away.entries}")
    slow.socket.transport.resume_reading()
    await slow.until(lambda: slow.counts == counts, 60, "the slow console to know them all")
    report.check(slow.entries[-1] == "behind" and slow.missed and slow.missed[0] > 1000, f"a console that did not read is told that it is {slow.missed} behind, and begins anew")
    await asyncio.gather(*(console.close() for console in (away, slow, other)))


async def leases(report, desk, tokens, random):
    """A node is killed while its console holds claims: nobody has them beyond the lease."""
    second = desk.newsroom.node()
    comments = desk.write(3)
    dying, console = Console(second, tokens[0]), Console(desk.node, tokens[1])
    await dying.connect()
    await console.connect()
    for comment in comments:
        await dying.ask("claim", comment=comment)
    await console.until(lambda: all(comment in console.claims for comment in comments), what="the claims to be told")
    try:
        await console.ask("decide", comment=comments[0], revision=1, decision="approve", reason="fine")
        report.check(False, "a claimed comment was decided by somebody else")
    except Refused as refused:
        report.check(refused.code == "claimed" and refused.problem["claim"]["moderator"]["name"], "another moderator's claim refuses a decision, and says whose it is")
    second.kill()
    start = time.monotonic()
    left = int(float(desk.newsroom.sql("SELECT max(extract(epoch FROM expires_at - now())) FROM newsroom.claim")))
    await console.until(lambda: not any(comment in console.claims for comment in comments), 90, "the claims to end")
    took = time.monotonic() - start
    report.check(took < left + 5 and left <= 60, f"after kill -9 with {left} s left on the leases, the claims were released after {took:.0f} s")
    await console.ask("decide", comment=comments[0], revision=1, decision="approve", reason="fine")
    report.check(desk.newsroom.sql("SELECT count(*) FROM newsroom.console") == "1", "and the console that was killed is nobody's presence any more")
    claimed = Console(desk.node, tokens[2])
    await claimed.connect()
    await claimed.ask("claim", comment=comments[1])
    await console.until(lambda: comments[1] in console.claims, what="a claim")
    claimed.cut()
    await console.until(lambda: comments[1] not in console.claims, 10, "the claim to end with its socket")
    report.check(True, "a claim ends with its socket")
    await console.close()


async def drain(report, desk, tokens):
    """A node that is stopped says so to every console, and ends."""
    node = desk.newsroom.node()
    consoles = [Console(node, token) for token in tokens[:6]]
    await asyncio.gather(*(console.connect() for console in consoles))
    ended = await asyncio.get_running_loop().run_in_executor(None, node.kill, signal.SIGTERM)
    await asyncio.gather(*(console.reading for console in consoles))
    told = sum(console.closing == "draining" and console.socket.close_code == 1001 for console in consoles)
    report.check(ended == 0 and told == len(consoles), f"a node that stops says goodbye to {told} of {len(consoles)} consoles, and ends with {ended}")


async def rights(report, desk, token):
    """Who is no moderator any longer decides nothing, not even what was sent before."""
    console, quiet = Console(desk.node, token), Console(desk.node, token)
    await asyncio.gather(console.connect(), quiet.connect())
    comments = desk.write(5)
    desk.newsroom.sql(f"UPDATE newsroom.access_token SET revoked_at = now() WHERE name = 'mod {len(desk.tokens) - 1}'")
    answers = await asyncio.gather(
        *(console.ask("decide", comment=comment, revision=1, decision="approve", reason="fine") for comment in comments), return_exceptions=True)
    started = time.monotonic()
    await asyncio.gather(console.reading, quiet.reading)
    waited = time.monotonic() - started
    left = desk.newsroom.sql(f"SELECT count(*) FROM newsroom.comment WHERE id IN ({', '.join(repr(one) for one in comments)}) AND status = 'pending'")
    report.check(all(isinstance(one, ConnectionError) for one in answers) and left == "5" and console.closing == "unauthorized" and console.socket.close_code == 1008,
                 f"whose token is revoked decides nothing any more, and is told ({console.closing})")
    report.check(quiet.closing == "unauthorized" and waited < 10, f"whose token is revoked is told without asking, before the next ping ({waited:.2f} s)")


async def hostile(report, desk, token):
    """Messages that are no commands are answered by their ids, and change nothing."""
    console = Console(desk.node, token)
    await console.connect()
    comment = desk.write(1)[0]
    faults = [("claim", {"comment": None}), ("claim", {}), ("context", {"comment": "seven"}), ("decide", {"comment": comment, "revision": None, "decision": "reject", "reason": "spam"}),
              ("decide", {"comments": [None], "decision": "reject", "reason": "spam"}), ("decide", {"comments": [{"comment": None, "revision": 1}], "decision": "reject", "reason": "spam"}),
              ("decide", {"comments": [], "decision": "reject", "reason": "spam"}), ("undo", {"batch": None}), ("undo", {"decision": None}), ("undo", {}), ("note", {"comment": comment, "note": None}),
              ("standing", {"reader": None, "standing": "banned"}), ("standing", {"reader": desk.account, "standing": "suspended"}), ("list", {"queue": "lost"}), ("list", {"limit": 10 ** 30}),
              ("list", {"page": "OTIyMzM3MjAzNjg1NDc3NTgwNy8wMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwMDA"}), ("dance", {}), ("hello", {}), (None, {})]
    codes = []
    for kind, fields in faults:
        try:
            await console.ask(kind, **fields)
            codes.append(None)
        except Refused as refused:
            codes.append(refused.code)
    report.check(all(code in ("invalid_fields", "not_allowed") for code in codes), f"{len(faults)} messages that are no commands are each answered by a problem {set(codes)}")
    report.check(desk.newsroom.sql(f"SELECT status FROM newsroom.comment WHERE id = '{comment}'") == "pending", "and change nothing")
    for path, body in ((f"comments/{comment}/decisions", {"decision": "reject", "reason": "spam", "revision": None}),
                       ("decisions", {"comments": [{"comment": None, "revision": 1}], "decision": "reject", "reason": "spam"})):
        try:
            desk.node.request("POST", f"/v1/moderation/{path}", body, token=token)
            report.check(False, f"{path} took a null")
        except Problem as problem:
            report.check(problem.status == 422 and problem.body["errors"], f"{path.split('/')[-1]} over REST names the field that is null")
    await console.close()


async def takedown(report, desk, tokens, options):
    """A visible comment is rejected: within a second no open stream shows it, and no replay has its text."""
    before = desk.node.get("/v1/articles")[1]["cursor"]
    topic = f"article:{desk.article['id']}"
    comment = desk.write(1, status="approved", text=f"What {SECRET} said")[0]
    readers, gone = [Reader(desk.node.base, [topic], after=before) for _ in range(options.readers)], []

    async def watch(reader):
        await reader.connect()
        async for block in reader.read():
            if block["event"] == "comment.removed":
                gone.append(time.monotonic())
                reader.drop()
                return
    watching = [asyncio.create_task(watch(reader)) for reader in readers]
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, lambda: until(lambda: all(SECRET in str(reader.blocks) for reader in readers), 20, "everybody to have read it"))
    console = Console(desk.node, tokens[0])
    await console.connect()
    start = time.monotonic()
    await console.ask("decide", comment=comment, revision=1, decision="reject", reason="abuse")
    await asyncio.wait_for(asyncio.gather(*watching), 20)
    worst = max(gone) - start
    report.check(worst < 1, f"a takedown reached {len(readers)} streams; the last after {worst * 1000:.0f} ms")
    replay = Reader(desk.node.base, [topic], after=before)
    await replay.connect()
    async for block in replay.read():
        if block["event"] == "comment.removed":
            replay.drop()
            break
    report.check(SECRET not in str(replay.blocks), "a replay tells of it, without its text")
    for path in (f"/v1/articles/{desk.article['id']}/comments", f"/article/{desk.article['slug']}", f"/v1/events?topic={topic}&after={before}&limit=1000"):
        report.check(SECRET not in str(desk.node.get(path)[1]), f"{path.split('?')[0].split('/')[-1]} does not serve it")
    await console.close()


async def main(options):
    report, random = Report("Moderators at work"), seeded()
    with Newsroom("--max-streams-per-address", "5000") as newsroom:
        desk = Desk(newsroom, newsroom.node())
        tokens = desk.tokens = desk.moderators(options.moderators)
        await race(report, desk, tokens, options, random)
        await cuts(report, desk, tokens, options, random)
        await behind(report, desk, tokens)
        await takedown(report, desk, tokens, options)
        await leases(report, desk, tokens, random)
        await drain(report, desk, tokens)
        await hostile(report, desk, tokens[0])
        await rights(report, desk, tokens[-1])
    report.end()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in (("moderators", 50), ("comments", 1000), ("cuts", 200), ("arrivals", 2000), ("readers", 100)):
        parser.add_argument(f"--{name}", type=int, default=value)
    asyncio.run(main(parser.parse_args()))
