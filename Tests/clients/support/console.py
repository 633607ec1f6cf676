"""A moderator's console for tests: the protocol courant.moderation.v1 over the library «websockets», state and all."""

import asyncio
import itertools
import json

import websockets

PROTOCOL = "courant.moderation.v1"
QUEUES = ("pending", "held", "reported", "approved", "rejected")


class Refused(Exception):
    """A command that was answered with a problem."""

    def __init__(self, problem):
        super().__init__(f"{problem['code']}: {problem.get('detail')}")
        self.problem, self.code = problem, problem["code"]


class Console:
    """One socket after the other; what it knows outlives them."""

    def __init__(self, node, token, name="console"):
        self.address = f"ws://127.0.0.1:{node.port}/v1/moderation/console"
        self.token, self.name = token, name
        self.cursor, self.counts, self.items, self.audit = None, {}, {}, {}
        self.claims, self.present, self.entries = {}, {}, []
        self.closing, self.missed = None, []
        self.socket = self.reading = None
        self.numbers, self.waiting = itertools.count(1), {}
        self.changed = asyncio.Event()

    async def connect(self):
        self.socket = await websockets.connect(
            self.address, subprotocols=[PROTOCOL], additional_headers={"Authorization": f"Bearer {self.token}"}, max_size=None)
        assert self.socket.subprotocol == PROTOCOL
        entered = asyncio.get_running_loop().create_future()
        self.reading = asyncio.create_task(self.read(self.socket, entered))
        hello = {"type": "hello", "id": f"hello-{next(self.numbers)}"}
        await self.socket.send(json.dumps(hello | ({"after": self.cursor} if self.cursor else {})))
        return await asyncio.wait_for(entered, 30)

    async def read(self, socket, entered):
        try:
            async for text in socket:
                self.heard(json.loads(text), entered)
        except websockets.ConnectionClosed:
            pass
        finally:
            lost = ConnectionError("the socket is gone")
            for answer in [entered, *self.waiting.values()]:
                if not answer.done():
                    answer.set_exception(lost)
            self.waiting.clear()
            self.changed.set()

    def heard(self, message, entered):
        kind = message["type"]
        if kind in ("snapshot", "resumed"):
            self.entries.append(message.get("reason", kind))
            self.cursor, self.counts = message["cursor"] if kind == "snapshot" else message["from"], message["counts"]
            self.claims = {claim["comment"]: claim for claim in message["claims"]}
            self.present = {one["console"]: one for one in message["moderators"]}
            if kind == "snapshot":
                self.items.clear()
            if not entered.done():
                entered.set_result(message)
        elif kind == "delta":
            for event in message["events"]:
                self.apply(event)
            self.cursor, self.counts = message["cursor"], message["counts"]
        elif kind == "behind":
            self.missed.append(message["n"])
        elif kind == "closing":
            self.closing = message["reason"]
        elif kind in ("result", "problem"):
            answer = self.waiting.pop(message["id"], None)
            if answer and not answer.done():
                answer.set_result(message) if kind == "result" else answer.set_exception(Refused(message))
        self.changed.set()

    def apply(self, event):
        data = event["data"]
        if data.get("redacted"):
            return
        if event["type"] == "moderation.comment":
            known = self.items.get(data["id"])
            if not known or known["revision"] <= data["revision"]:
                self.items[data["id"]] = data
        elif event["type"] == "moderation.audit":
            self.audit[data["id"]] = data
        elif event["type"] == "moderation.claimed":
            self.claims[data["comment"]] = data
        elif event["type"] == "moderation.released":
            self.claims.pop(data["comment"], None)
        elif event["type"] == "moderation.presence":
            if data["is_here"]:
                self.present[data["console"]] = data
            else:
                self.present.pop(data["console"], None)

    async def ask(self, kind, **fields):
        number = str(next(self.numbers))
        answer = self.waiting[number] = asyncio.get_running_loop().create_future()
        try:
            await self.socket.send(json.dumps({"type": kind, "id": number} | fields))
        except websockets.ConnectionClosed:
            self.waiting.pop(number, None)
            raise ConnectionError("the socket is gone") from None
        return await asyncio.wait_for(answer, 60)

    async def list_all(self, queue):
        """Every item of a queue, page by page."""
        page, found = None, []
        while True:
            answer = await self.ask("list", queue=queue, limit=100, **({"page": page} if page else {}))
            found += answer["items"]
            page = answer.get("next")
            if not page:
                return found

    async def until(self, condition, bound=30, what="the console's state"):
        async def wait():
            while not condition():
                self.changed.clear()
                await self.changed.wait()
        try:
            await asyncio.wait_for(wait(), bound)
        except asyncio.TimeoutError:
            raise AssertionError(f"waited {bound} s in vain for {what}") from None

    def cut(self):
        """As a network does it: no goodbye."""
        if self.socket:
            self.socket.transport.abort()

    async def close(self):
        if self.socket:
            await self.socket.close()
            await self.reading
