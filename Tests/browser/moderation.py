#!/usr/bin/env python3
"""Moderators at their consoles, and a reader beside them, in a real browser against a running server.

    moderation.py --base http://localhost:8080 --token SECRET --people people.json [--only WORD] [--shots FOLDER]

The token must be an editor's. people.json names accounts that exist: {"moderators": [{"handle", "passphrase", "name"} × 2],
"readers": [… at least 4]}; a reader may be banned by a test, the last one is. The server should trust 127.0.0.1 as a proxy, because
comments from one address are limited.

As in pages.py, browsers reach the server through a relay that the tests can cut.
Exit code 0 when everything passed, 1 otherwise; the last line is «N passed, N failed».
"""

import itertools
import json
import pathlib
import random
import re
import sys
import time
import urllib.error
import urllib.parse

from axe_playwright_python.sync_playwright import Axe

import stage
from pages import AXE, Newsdesk, Reader, Relay, check
from stage import Person

HERE = pathlib.Path(__file__).resolve().parent
STATIC = HERE.parents[1] / "templates/static"


class Console(Reader):
    """A moderator's browser."""

    def __init__(self, world, person, **context):
        super().__init__(world.browser, world.base, **context)
        self.context.add_cookies(person.cookies_at(world.base))

    def open(self, queue="pending", **filters):
        self.page.goto("/moderation?" + urllib.parse.urlencode({"queue": queue, **filters}))
        self.wait_console("live")
        self.page.wait_for_function("() => !document.querySelector('[data-empty]').textContent.startsWith('Loading') || document.querySelector('[data-list] li')")
        return self.page

    def wait_console(self, *states, timeout=20):
        self.page.wait_for_function(
            "(states) => states.includes(document.documentElement.dataset.consoleState)", arg=list(states), timeout=timeout * 1000)

    def item(self, comment):
        return self.page.locator(f'[data-list] [data-id="{comment["id"]}"]')

    def current(self):
        return self.page.evaluate("document.querySelector('.item[aria-current]')?.dataset.id ?? null")

    def shown(self):
        return self.page.evaluate("[...document.querySelectorAll('[data-list] [data-id]')].map((item) => item.dataset.id)")

    def go_to(self, comment):
        """By keyboard, as a moderator would."""
        self.page.keyboard.press("j")
        self.page.keyboard.press("k")
        for _ in range(200):
            if self.current() == comment["id"]:
                return self.focus_is_at(comment)
            self.page.keyboard.press("j")
        raise AssertionError("j never came to the comment")

    def focus_is_at(self, comment):
        self.page.wait_for_function("(id) => document.activeElement?.dataset.id === id", arg=comment["id"], timeout=5000)

    def says(self, text, timeout=10):
        self.wait_text("[data-said] p", text, timeout)

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def axe(self, name):
        result = Axe().run(self.page, options=AXE)
        found = [(v["id"], [n["html"][:90] for n in v["nodes"][:3]]) for v in result.response["violations"]]
        check(not found, name, found)


# The page's socket, for tests to listen at.
SOCKET_KEPT = """
  const Native = window.WebSocket;
  window.WebSocket = class extends Native { constructor(...all) { super(...all); window.__socket = this; } };
"""

# Another cursor in the next hello; lists that are never sent, or refused.
LISTS_SPOILT = """
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (text) {
    const message = JSON.parse(text);
    if (message.type === "hello" && window.__after) [message.after, window.__after] = [window.__after, null];
    const spoilt = message.type === "list" && window.__lists?.shift();
    const refusal = JSON.stringify({ type: "problem", id: message.id, code: "rate_limited", title: "That was too often" });
    if (spoilt === "refuse") setTimeout(() => this.dispatchEvent(new MessageEvent("message", { data: refusal })));
    if (!spoilt) send.call(this, JSON.stringify(message));
  };
"""

TESTS = []


def test(function):
    TESTS.append(function)
    return function


class World:
    words = itertools.count(1)

    def post(self, body=None, reader=None, **more):
        """A comment by one of the readers in turn, each with words of its own, and where moderators find it."""
        reader = reader or next(self.turns)
        number = next(self.words)
        comment = reader.comment(self.story, body or f"Words number {number} {random.randrange(10**9)}, by {reader.name}.", **more)
        item = self.item(comment)
        comment["queue"], comment["by"], comment["text"] = item["queues"][0], reader, re.sub("<[^>]*>", "", item["body_html"]).strip()
        return comment

    def item(self, comment):
        context, _ = self.moderators[0].call("GET", f"/v1/moderation/comments/{comment['id']}")
        return context["comment"]

    def decide(self, comment, decision, reason, moderator=1):
        read = self.item(comment)
        self.moderators[moderator].call("POST", f"/v1/moderation/comments/{comment['id']}/decisions", {
            "decision": decision, "reason": reason, "revision": read["revision"]})

    def others(self, comment):
        """Readers who did not write a comment."""
        return [reader for reader in self.readers[:-1] if reader is not comment["by"]]

    def console(self, number=0, **context):
        return Console(self, self.moderators[number], **context)

    def shoot(self, page, name):
        if self.shots:
            page.screenshot(path=f"{self.shots}/{name}.png")


# Decisions that are held back until the test lets them go, so that things come between reading and deciding.
DECISIONS_HELD = """() => {
  const send = WebSocket.prototype.send;
  window.__held = [];
  WebSocket.prototype.send = function (text) {
    if (text.includes('"decide"')) window.__held.push(() => send.call(this, text));
    else send.call(this, text);
  };
}"""
LET_GO = "() => { for (const go of window.__held) go(); }"


def until(condition, what, bound=10):
    end = time.monotonic() + bound
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError(f"waited {bound} s in vain for {what}")


@test
def the_state_does_what_its_cases_say(world):
    context = world.browser.new_context()
    try:
        context.route("http://cases.test/**", lambda route: route.fulfill(
            content_type="text/html" if route.request.url.endswith("/") else "text/javascript",
            body="" if route.request.url.endswith("/") else (HERE.parents[1] / urllib.parse.urlsplit(route.request.url).path[1:]).read_text()))
        page = context.new_page()
        page.goto("http://cases.test/")
        report = page.evaluate("import('http://cases.test/Tests/browser/console-state.js').then((module) => module.run())")
        check(not report["failed"] and len(report["passed"]) > 10, report)
    finally:
        context.close()


@test
def comment_hold_claim_decide_undo_and_ban_side_by_side(world):
    troll = world.readers[-1]
    with world.console(0) as ana, world.console(1) as ben, Reader(world.browser, world.base) as visitor:
        comment = world.post("Buy at [my shop](https://pills.example/now), friends.", reader=troll)
        check(comment["status"] == "pending" and comment["queue"] == "held", "a link holds", comment["status"], comment["queue"])
        visitor.open(world.story["url"])
        ana.open("held", reader=troll.id)
        ben.open("held", reader=troll.id)
        check("link" in ana.item(comment).inner_text(), "the hold is explained")
        link = ana.item(comment).locator(".item-words [dir=auto] a")
        check(link.get_attribute("rel") == "nofollow ugc noopener noreferrer" and link.get_attribute("target") == "_blank")
        check("my shop (pills.example)" in ana.item(comment).inner_text(), "a link shows where it leads")

        ana.go_to(comment)
        ana.press("c")
        ben.wait_text(f'[data-id="{comment["id"]}"] .claim', f"Claimed by {world.moderators[0].name}")
        ana.press("o")
        ben.wait_text(f'[data-id="{comment["id"]}"]', "is looking at it")
        ana.wait_text("[data-context]", "Why it waits")
        ana.wait_text("[data-context]", "recent comment")
        ana.wait_text("[data-context]", "History")
        for name, console in (("ana", ana), ("ben", ben)):
            world.shoot(console.page, f"claimed-{name}")

        ben.go_to(comment)
        ben.press("a")
        ben.says("has claimed it")
        check(world.item(comment)["status"] == "pending", "a claim keeps others from deciding")

        ana.press("a")
        ana.says("You approved")
        ben.wait_text(f'[data-id="{comment["id"]}"] .outcome', world.moderators[0].name)
        visitor.page.locator("[data-comments-news] button").click()
        visitor.page.wait_for_function("(id) => document.getElementById(`comment-${id}`)?.textContent.includes('my shop')", arg=comment["id"])
        world.shoot(visitor.page, "visitor")

        ana.press("u")
        ana.says("You put")
        ana.wait_text(f'[data-id="{comment["id"]}"] h3', troll.name)
        check(world.item(comment)["status"] == "pending", "undone")
        visitor.page.wait_for_function("(id) => document.getElementById(`comment-${id}`) === null", arg=comment["id"])
        ana.focus_is_at(comment)

        ana.press("r", "2", "Enter")
        ana.says("as spam")
        check(world.item(comment)["status"] == "rejected")
        ben.wait_text(f'[data-id="{comment["id"]}"] .outcome', "as spam")

        ben.go_to(comment)
        ben.press("o")
        ben.wait_text("[data-context] .reader-name", "Normal")

        ana.press("Escape", "g", "j")
        ana.wait_text(f'[data-id="{comment["id"]}"] h3', troll.name)
        ana.go_to(comment)
        ana.press("s", "5", "Tab")
        ana.page.keyboard.type("Sells pills")
        ana.press("Control+Enter")
        ana.says("is banned now")
        ben.wait_text("[data-context] .reader-name", "Banned")
        ben.wait_text(f'[data-id="{comment["id"]}"] h3', "Banned")
        try:
            troll.comment(world.story, "Me again.")
            check(False, "a banned reader comments")
        except urllib.error.HTTPError as error:
            check(error.code == 403 and json.load(error)["code"] == "reader_banned", error.code)
        for console in (ana, ben):
            check(not console.complaints, console.complaints)


@test
def of_two_decisions_one_wins_and_the_other_is_told(world):
    comment = world.post()
    with world.console(0) as ana, world.console(1) as ben:
        for console in (ana, ben):
            console.open(comment["queue"], reader=comment["by"].id)
            console.go_to(comment)
        # Ben's browser does not hear of Ana's decision: the server has to tell.
        ben.page.evaluate(DECISIONS_HELD)
        ben.press("r", "1", "Enter")
        ana.press("a")
        ana.says("You approved")
        ben.page.evaluate(LET_GO)
        ben.wait_text(f'[data-id="{comment["id"]}"] .outcome-lost', f"{world.moderators[0].name} approved it")
        ben.says("before you")
        world.shoot(ben.page, "lost")
        check(world.item(comment)["status"] == "approved")
        ben.item(comment).get_by_role("button", name="Dismiss").click()
        until(lambda: comment["id"] not in ben.shown(), "the loss to be dismissed")


@test
def what_was_changed_under_ones_hands_is_to_be_read_again(world):
    comment = world.post()
    words = lambda number: f"Other words, the {number} time, {random.randrange(10**9)}"
    second, third = words("second"), words("third")
    with world.console() as ana:
        ana.context.add_init_script(SOCKET_KEPT)
        page = ana.open(comment["queue"], article=world.story["id"], order="newest")
        ana.go_to(comment)
        lost = ana.item(comment).locator(".outcome-lost", has_text="changed or reported since: read it again")
        # While a dialog asks …
        ana.press("r")
        comment["by"].edit(comment, second)
        ana.wait_text(f'[data-list] [data-id="{comment["id"]}"]', second)
        ana.press("1", "Enter")
        lost.wait_for(timeout=5000)
        ana.says("read it again")
        check(world.item(comment)["status"] == "pending", "words that nobody read were decided on")
        world.shoot(page, "changed")
        ana.item(comment).get_by_role("button", name="Dismiss").click()
        lost.wait_for(state="detached", timeout=5000)
        # … and while a button is pressed.
        page.evaluate("() => { window.__heard = ''; window.__socket.addEventListener('message', ({ data }) => (window.__heard += data)); }")
        ana.item(comment).get_by_role("button", name="Approve").hover()
        page.mouse.down()
        comment["by"].edit(comment, third)
        page.wait_for_function("(words) => window.__heard.includes(words)", arg=third, timeout=5000)
        page.mouse.up()
        lost.wait_for(timeout=5000)
        check(world.item(comment)["status"] == "pending", "words that nobody read were decided on")
        ana.wait_text(f'[data-list] [data-id="{comment["id"]}"]', third)
        ana.item(comment).get_by_role("button", name="Approve").click()
        ana.says("You approved")
        check(world.item(comment)["status"] == "approved")


@test
def what_was_reported_meanwhile_is_to_be_read_again(world):
    comment = world.post()
    world.decide(comment, "approve", "fine")
    first, second, *_ = world.others(comment)
    first.report(comment, "spam")
    with world.console() as ana:
        page = ana.open("reported", reader=comment["by"].id)
        ana.go_to(comment)
        page.evaluate(DECISIONS_HELD)
        ana.press("a")
        second.report(comment, "abuse")
        ana.wait_text(f'[data-list] [data-id="{comment["id"]}"] .mark', "2 reports")
        page.evaluate(LET_GO)
        ana.wait_text(f'[data-id="{comment["id"]}"] .outcome-lost', "changed or reported since: read it again")
        check(world.item(comment)["report_count"] == 2, "a report that nobody read was answered")
        ana.item(comment).get_by_role("button", name="Dismiss").click()
        page.evaluate("window.__held = []")
        ana.item(comment).get_by_role("button", name="Keep it").click()
        page.evaluate(LET_GO)
        ana.says("You approved")
        check(world.item(comment)["report_count"] == 0)


@test
def a_key_that_is_held_decides_once(world):
    reader = next(world.turns)
    comments = [world.post(reader=reader) for _ in range(4)]
    waiting = lambda: sum(world.item(comment)["status"] == "pending" for comment in comments)
    with world.console() as ana:
        page = ana.open(comments[0]["queue"], reader=reader.id, article=world.story["id"])
        shown = ana.shown()
        check(len(shown) >= 4, shown)
        for _ in range(3):
            page.keyboard.down("j")
        page.keyboard.up("j")
        check(ana.current() == shown[3], "j repeats")
        for _ in range(3):
            page.keyboard.down("k")
        page.keyboard.up("k")
        check(ana.current() == shown[0], "k repeats")

        for _ in range(5):
            page.keyboard.down("a")
        page.keyboard.up("a")
        ana.says("You approved")
        until(lambda: not page.locator(".is-underway").count(), "the answers")
        check(waiting() == 3, "one was read", waiting())

        # What opens a dialog does not answer it.
        page.locator(f'[data-id="{ana.current()}"]').get_by_role("button", name="Reject").focus()
        for _ in range(5):
            page.keyboard.down("Enter")
        page.keyboard.up("Enter")
        check(page.locator("[data-dialog=decide]").is_visible() and waiting() == 3, "the reason was not asked for", waiting())
        ana.press("Escape")
        page.locator(f'[data-id="{ana.current()}"]').get_by_role("button", name="Approve").focus()
        for _ in range(5):
            page.keyboard.down("Enter")
        page.keyboard.up("Enter")
        until(lambda: waiting() == 2, "the approval")
        until(lambda: not page.locator(".is-underway").count(), "the answers")
        check(waiting() == 2 and not page.locator("[data-pane=open]").count(), "what comes next is not touched", waiting())


@test
def a_reason_filter_stays_exact(world):
    reader = next(world.turns)
    spam, abuse = [world.post(reader=reader) for _ in range(2)]
    for comment in (spam, abuse):
        world.decide(comment, "approve", "fine")
    first, second, *_ = world.others(spam)
    with world.console(0) as ana, world.console(0) as again:
        ana.open("reported", reader=reader.id, reason="abuse")
        first.report(spam, "spam")
        first.report(abuse, "abuse")
        until(lambda: ana.shown() == [abuse["id"]], "the one of that reason")
        second.report(spam, "abuse")
        ana.page.locator("[data-fresh]", has_text="1 new").wait_for(timeout=5000)

        again.open("rejected", reader=reader.id, reason="spam")
        world.decide(abuse, "reject", "abuse")
        world.decide(spam, "reject", "spam")
        until(lambda: again.shown() == [spam["id"]], "the one of that reason")
        until(lambda: not ana.page.locator(".item:not(.is-settled)").count(), "the decisions elsewhere")
        ana.open("rejected", reader=reader.id, reason="abuse")
        check(ana.shown() == [abuse["id"]], "the list says the same")


@test
def the_context_tells_who_reported_and_what_was_said_before(world):
    comment = world.post()
    author, texts = comment["by"], [comment["text"]]
    for number in ("second", "third"):
        texts.append(f"The {number} words, {random.randrange(10**9)}")
        author.edit(comment, texts[-1])
    world.decide(comment, "approve", "fine")
    first, second, *_ = world.others(comment)
    first.report(comment, "abuse")
    second.report(comment, "other", "It names my sister")
    with world.console() as ana:
        page = ana.open("reported", reader=author.id)
        ana.go_to(comment)
        ana.press("o")
        ana.wait_text("[data-context] h3", "Reports (2)")
        reports = page.locator(".pane-part", has=page.get_by_role("heading", name="Reports")).locator(".entry").all_inner_texts()
        check(f"{second.name}: something else" in reports[0] and "It names my sister" in reports[0], reports)
        check(f"{first.name}: abuse" in reports[1], reports)

        versions = page.locator(".pane-part", has=page.get_by_role("heading", name="Earlier words")).locator("details")
        summaries = [text.split(", since")[0] for text in versions.locator("summary").all_inner_texts()]
        check(summaries == ["Version 1", "Version 2"], summaries)
        check(versions.locator(".source").all_text_contents() == texts[:-1], "what is said now is not said before")
        versions.nth(1).locator("summary").click()
        world.shoot(page, "reports-light")
        world.moderators[1].call("POST", f"/v1/moderation/comments/{comment['id']}/notes", {"note": "Read it twice"})
        ana.wait_text("[data-context]", "Read it twice")
        check([versions.nth(index).get_attribute("open") is not None for index in range(2)] == [False, True], "what was open stays open")
        if world.shots:
            page.emulate_media(color_scheme="dark")
            world.shoot(page, "reports-dark")


@test
def a_standing_tells_whose_it_is(world):
    comment = world.post()
    reader, ben = comment["by"], world.moderators[1]

    def set_standing(standing, reason):
        found, headers = ben.call("GET", f"/v1/moderation/readers/{reader.id}")
        ben.call("PUT", f"/v1/moderation/readers/{reader.id}/standing", {"standing": standing, "reason": reason}, {"If-Match": headers["ETag"]})

    with world.console() as ana:
        page = ana.open("rejected")
        set_standing("premoderated", "To be watched")
        ana.wait_text("[data-context]", f"{ben.name} set {reader.name} to premoderated")
        world.shoot(page, "lately")
        page.locator("[data-context] .entry", has_text="to premoderated").first.get_by_role("button", name="Only this reader").click()
        ana.wait_text("[data-chips]", f"Reader: {reader.name}")
        check(reader.id in page.url, page.url)
        ana.press("g", "h" if comment["queue"] == "held" else "p")
        ana.item(comment).wait_for()
        # As it was read beside the log, too.
        page.reload()
        ana.wait_text("[data-context]", f"{ben.name} set {reader.name} to premoderated")
        set_standing("normal", "")


@test
def a_second_tab_takes_a_claim_over(world):
    comment = world.post()
    claim = f'[data-id="{comment["id"]}"] .claim'
    with world.console(0) as first, world.console(0) as second, world.console(1) as ben:
        for console in (first, second, ben):
            console.open(comment["queue"], reader=comment["by"].id)
            console.go_to(comment)
        first.press("c")
        first.says("Claimed")
        second.wait_text(claim, "Claimed by you, elsewhere")
        ben.wait_text(claim, f"Claimed by {world.moderators[0].name}")
        check(ben.item(comment).get_by_role("button", name="Claim").count() == 0, "nobody else takes it")
        world.shoot(second.page, "claimed-elsewhere")
        second.item(comment).get_by_role("button", name="Claim here").click()
        second.says("Claimed")
        first.wait_text(claim, "Claimed by you, elsewhere")
        first.press("c")
        first.says("Claimed")
        second.wait_text(claim, "Claimed by you, elsewhere")
        first.press("c")
        first.says("Released")
        second.page.locator(claim).wait_for(state="detached", timeout=5000)


@test
def what_comes_moves_nothing(world):
    reader = next(world.turns)
    comments = [world.post(reader=reader) for _ in range(3)]
    with world.console() as ana:
        page = ana.open(comments[0]["queue"], order="newest")
        ana.go_to(comments[0])
        place = ana.item(comments[0]).bounding_box()
        late = [world.post(reader=reader) for _ in range(2)]
        page.locator("[data-fresh]", has_text="2 new").wait_for(timeout=5000)
        check(ana.item(comments[0]).bounding_box() == place, "an item moved")
        check(not set(comment["id"] for comment in late) & set(ana.shown()))
        page.locator("[data-fresh]").click()
        until(lambda: late[-1]["id"] in ana.shown(), "the new ones")
        check(page.locator("[data-fresh]").is_hidden())


@test
def many_are_decided_at_one_stroke_and_undone_at_one(world):
    comments = [world.post() for _ in range(4)]
    queue = comments[0]["queue"]
    comments = [comment for comment in comments if comment["queue"] == queue]
    with world.console(0) as ana, world.console(1) as ben:
        ana.open(queue, article=world.story["id"], order="newest")
        ben.open(queue, article=world.story["id"], order="newest")
        for comment in comments:
            ana.item(comment).get_by_role("checkbox").check()
        ana.wait_text("[data-bulk-count]", f"{len(comments)} picked")
        world.shoot(ana.page, "bulk")
        ana.press("r", "3", "Enter")
        ana.says(f"You rejected {len(comments)} of")
        until(lambda: all(world.item(comment)["status"] == "rejected" for comment in comments), "the rejections")
        check(not set(c["id"] for c in comments) & set(ana.shown()), "what was decided has left")
        ana.page.locator("[data-said] button").click()
        ana.says("You put")
        until(lambda: all(world.item(comment)["status"] == "pending" for comment in comments), "the undoing")
        until(lambda: set(c["id"] for c in comments) <= set(ana.shown()), "the comments to be back")
        until(lambda: not ben.page.locator(".is-settled").count(), "the other console to show them again")


@test
def focus_is_never_lost(world):
    comments = [world.post() for _ in range(3)]
    queue = comments[0]["queue"]
    with world.console() as ana:
        ana.open(queue, article=world.story["id"])
        waiting = len(ana.shown())
        for _ in range(waiting):
            ana.page.keyboard.press("a" if ana.current() else "j")
            ana.page.wait_for_function("() => document.activeElement !== document.body", timeout=5000)
        until(lambda: not ana.page.locator(".is-underway").count(), "the answers")
        until(lambda: not ana.shown(), "an empty queue")
        check(ana.page.evaluate("document.activeElement.matches('[data-queue-title]')"), "the focus is at the queue's title")
        ana.wait_text("[data-empty]", "Nothing")
        ana.press("u")
        ana.says("You put")
        check(len(ana.shown()) == 1 and ana.current() == ana.shown()[0])


@test
def keys_are_quiet_while_typing_and_can_be_turned_off(world):
    comment = world.post()
    with world.console() as ana:
        page = ana.open(comment["queue"], reader=comment["by"].id)
        ana.go_to(comment)
        ana.press("r", "7", "Tab")
        page.keyboard.type("A note: jaxcru?1")
        check(page.locator("[data-dialog=decide] textarea").input_value() == "A note: jaxcru?1")
        check(page.locator("[data-dialog=decide] input:checked").get_attribute("value") == "other")
        ana.press("Escape")
        ana.focus_is_at(comment)
        ana.press("?")
        page.locator("[data-keys-on]").uncheck()
        ana.press("Escape", "a", "r")
        check(page.locator("dialog[open]").count() == 0 and world.item(comment)["status"] == "pending")
        page.reload()
        ana.wait_console("live")
        ana.item(comment).wait_for()
        ana.press("a", "x")
        check(world.item(comment)["status"] == "pending" and page.locator("[data-bulk]").is_hidden(), "it stays off")
        # All of it by Tab and Enter.
        ana.item(comment).get_by_role("button", name="Reject").focus()
        ana.press("Enter", "ArrowDown", "Enter")
        ana.says("as spam")
        check(world.item(comment)["status"] == "rejected")


@test
def a_lost_connection_is_admitted_resumed_and_nothing_is_sent_twice(world):
    first, second = world.post(), world.post()
    with world.console() as ana:
        page = ana.open(first["queue"], article=world.story["id"], order="newest")
        ana.go_to(first)
        ana.press("c")
        ana.says("Claimed")
        world.relay.hangs = True
        try:
            ana.press("r", "1", "Enter")
            ana.wait_text(f'[data-id="{first["id"]}"] .outcome', "Rejecting")
        finally:
            world.relay.stop()
            world.relay.hangs = False
        ana.wait_text(f'[data-id="{first["id"]}"] .outcome-unknown', "Unknown")
        ana.wait_console("reconnecting", "offline")
        check("Live" not in page.locator("[data-status]").inner_text())
        world.shoot(page, "lost-connection")
        missed = world.post()
        ana.press("a")
        ana.says("nothing was sent")
        world.relay.start()
        ana.wait_console("live", timeout=40)
        until(lambda: missed["queue"] != first["queue"] or missed["id"] in ana.shown() or page.locator("[data-fresh]").is_visible(), "what was missed")
        check(world.item(second)["status"] == "pending")
        if world.item(first)["status"] == "pending":
            ana.item(first).get_by_role("button", name="Check").click()
            ana.wait_text(f'[data-id="{first["id"]}"] .outcome-unknown', "did not arrive")
            ana.item(first).get_by_role("button", name="Send again").click()
        until(lambda: world.item(first)["status"] == "rejected", "the decision")
        until(lambda: not page.locator(".outcome-unknown").count(), "the doubt to go")


@test
def a_list_that_never_came_is_asked_for_again(world):
    comment = world.post()
    with world.console() as ana:
        ana.context.add_init_script(LISTS_SPOILT)
        page = ana.open(comment["queue"], article=world.story["id"], order="newest")
        ana.item(comment).wait_for()

        def cut(during=lambda: None):
            world.relay.stop()
            try:
                ana.wait_console("reconnecting", "offline")
                done = during()
            finally:
                world.relay.start()
            ana.wait_console("live", timeout=40)
            return done

        # Its cursor is not known any more; the list that should fill the gap is swallowed; the next cursor is fine.
        page.evaluate("() => { window.__after = 'nonsense'; window.__lists = ['swallow']; }")
        missed = cut(world.post)
        page.wait_for_function("() => window.__lists.length === 0", timeout=5000)
        cut()
        if missed["queue"] == comment["queue"]:
            page.locator("[data-fresh]", has_text="1 new").wait_for(timeout=5000)

        page.evaluate("() => { window.__lists = ['refuse']; }")
        ana.press("g", "j")
        page.wait_for_function("() => window.__lists.length === 0 && !document.querySelector('[data-empty]').textContent.startsWith('Loading')", timeout=10000)


@test
def notes_and_history_are_shared(world):
    comment = world.post()
    with world.console(0) as ana, world.console(1) as ben:
        for console in (ana, ben):
            console.open(comment["queue"], reader=comment["by"].id)
            console.go_to(comment)
            console.press("o")
            console.wait_text("[data-context]", "History")
        ana.press("n")
        ana.page.keyboard.type("Asked the desk about this one")
        ana.press("Control+Enter")
        ana.says("The note is kept")
        ben.wait_text("[data-context] .entry-note", "Asked the desk about this one")


@test
def accessible_in_every_state(world):
    for _ in range(2):
        comment = world.post("See https://example.org/a-page for more, and *more*.")
    for scheme in ("light", "dark"):
        with world.console(color_scheme=scheme, reduced_motion="reduce", viewport={"width": 1440, "height": 900}) as ana:
            page = ana.open(comment["queue"], article=world.story["id"])
            ana.go_to(comment)
            ana.axe(f"list {scheme}")
            world.shoot(page, f"list-{scheme}")
            ana.press("o")
            ana.wait_text("[data-context]", "recent comment")
            ana.wait_text("[data-context]", "History")
            ana.axe(f"context {scheme}")
            world.shoot(page, f"context-{scheme}")
            for key, name in (("r", "reject"), ("A", "approve"), ("s", "standing"), ("n", "note"), ("?", "help")):
                ana.press(key)
                page.locator("dialog[open]").wait_for()
                ana.axe(f"{name} {scheme}")
                world.shoot(page, f"{name}-{scheme}")
                ana.press("Escape")
            ana.press("Escape", "x")
            ana.axe(f"picked {scheme}")
            check(not ana.complaints, ana.complaints)
    for width in (360, 390, 768):
        with world.console(viewport={"width": width, "height": 740}) as ana:
            page = ana.open(comment["queue"], article=world.story["id"])
            ana.axe(f"list {width}")
            world.shoot(page, f"list-{width}")
            ana.item(comment).get_by_role("button", name="Context").click()
            ana.wait_text("[data-context]", "recent comment")
            ana.wait_text("[data-context]", "History")
            ana.axe(f"context {width}")
            world.shoot(page, f"context-{width}")
            sizes = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
            check(sizes[0] <= sizes[1], width, sizes)


@test
def only_moderators_get_it_and_who_signs_out_is_told(world):
    with Reader(world.browser, world.base) as anybody:
        anybody.page.goto("/moderation")
        check("/sign-in" in anybody.page.url and "moderation" in anybody.page.url, anybody.page.url)
    with Reader(world.browser, world.base) as reader:
        reader.context.add_cookies(world.readers[0].cookies_at(world.base))
        answer = reader.page.goto("/moderation")
        check(answer.status == 403, answer.status)
    with world.console(java_script_enabled=False) as ana:
        ana.page.goto("/moderation")
        check("/v1/moderation/comments" in ana.page.locator("noscript").inner_text() or ana.page.get_by_text("needs JavaScript").is_visible())
    with world.console(1) as ben:
        ben.open()
        world.moderators[1].call("DELETE", "/v1/session")
        ben.wait_console("signed-out", timeout=10)
        check(ben.page.get_by_role("alert").is_visible())


def main():
    parser = stage.options(__doc__.split("\n")[0])
    parser.add_argument("--people", required=True)
    options = parser.parse_args()

    base = options.base.rstrip("/")
    url = urllib.parse.urlsplit(base)
    people = json.loads(pathlib.Path(options.people).read_text())
    world = World()
    world.newsroom = Newsdesk(base, options.token)
    world.story = world.newsroom.publish()
    world.moderators = [Person(base, **one) for one in people["moderators"]]
    world.readers = [Person(base, **one) for one in people["readers"]]
    world.turns = itertools.cycle(world.readers[:-1])
    world.relay = Relay(url.hostname, url.port or 80)
    world.base = f"http://127.0.0.1:{world.relay.port}"

    return stage.play(world, TESTS, options)


if __name__ == "__main__":
    sys.exit(main())
