#!/usr/bin/env python3
"""Reads the pages as people do: in a real browser, against a running server.

    pages.py --base http://localhost:8080 --token SECRET [--only WORD] [--shots FOLDER] [--stop CMD --start CMD]

Needs: apt-get install chromium fonts-dejavu-core; pip install playwright axe-playwright-python (no «playwright install»).
The token must be an editor's. The tests publish stories of their own, in the first section there is.

The browser reaches the server through a small TCP relay in this process, so that the tests can take the server away, let it hang
and bring it back. With --stop and --start one test does that with the real server, too.
Exit code 0 when everything passed, 1 otherwise; the last line is «N passed, N failed».
"""

import json
import re
import selectors
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

from axe_playwright_python.sync_playwright import Axe

import stage

AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WATCH = """
window.__cls = 0;
new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.__cls += entry.value; })
  .observe({ type: "layout-shift", buffered: true });
"""


class Relay:
    """Passes TCP through, unless told not to."""

    def __init__(self, host, port):
        self.target = (host, port)
        self.pairs = set()
        self.hangs = False
        self.listener = None
        self.port = 0
        self.start()

    def start(self):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(64)
        self.port = listener.getsockname()[1]
        self.listener = listener
        threading.Thread(target=self.accept, args=(listener,), daemon=True).start()

    def stop(self):
        """As if the server were gone: connections are reset, new ones are refused."""
        # close() alone leaves the port open for as long as accept() waits.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.cut()

    def cut(self):
        for pair in list(self.pairs):
            for end in pair:
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def accept(self, listener):
        while True:
            try:
                inner, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self.relay, args=(inner,), daemon=True).start()

    def relay(self, inner):
        try:
            outer = socket.create_connection(self.target, timeout=10)
        except OSError:
            inner.close()
            return
        pair = (inner, outer)
        self.pairs.add(pair)
        other = {inner: outer, outer: inner}
        watch = selectors.DefaultSelector()
        for end in pair:
            watch.register(end, selectors.EVENT_READ)
        try:
            while True:
                for key, _ in watch.select():
                    while self.hangs:
                        time.sleep(0.05)
                    data = key.fileobj.recv(65536)
                    if not data:
                        return
                    other[key.fileobj].sendall(data)
        except OSError:
            pass
        finally:
            self.pairs.discard(pair)
            watch.close()
            for end in pair:
                end.close()


class Newsdesk:
    """The REST API, as a wire desk uses it."""

    def __init__(self, base, token):
        self.base = base
        self.token = token
        self.made = []

    def call(self, method, path, body=None, headers=None):
        request = urllib.request.Request(self.base + path, method=method, data=None if body is None else json.dumps(body).encode())
        request.add_header("Authorization", f"Bearer {self.token}")
        if body is not None:
            request.add_header("Content-Type", "application/json")
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.loads(response.read() or b"null"), response.headers

    def text(self, path):
        try:
            with urllib.request.urlopen(self.base + path, timeout=10) as response:
                return response.status, response.read().decode(), response.headers
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), error.headers

    @property
    def section(self):
        _, html, _ = self.text("/")
        return re.search(r'href="/section/([a-z0-9-]+)"', html)[1]

    def publish(self, headline=None, **more):
        headline = headline or f"Test story {uuid.uuid4().hex[:8]}"
        body = {"headline": headline, "standfirst": "Made by a test.", "body": "One *paragraph*.\n\nAnother.", "section": self.section,
                "tags": ["test"], "status": "published", **more}
        article, headers = self.call("POST", "/v1/articles", body)
        article["tag"] = headers["ETag"]
        self.made.append(article)
        return article

    def change(self, article, method, path, body):
        changed, headers = self.call(method, f"/v1/articles/{article['id']}{path}", body, {"If-Match": article["tag"]})
        article["tag"] = headers["ETag"]
        return changed

    def edit(self, article, **fields):
        return self.change(article, "PATCH", "", fields)

    def correct(self, article, note):
        return self.change(article, "POST", "/corrections", {"kind": "factual", "note": note})

    def withdraw(self, article, reason="The test is over"):
        return self.change(article, "POST", "/withdraw", {"reason": reason})


class Reader:
    """A browser context, and what it complained about."""

    def __init__(self, browser, base, **context):
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "base_url": base, **context})
        self.context.add_init_script(WATCH)
        self.page = self.context.new_page()
        self.complaints = []
        self.page.on("console", lambda message: message.type in ("error", "warning") and self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()

    def open(self, path, live=True):
        self.page.goto(path)
        if live:
            self.wait_state("live")
        return self.page

    def state(self):
        return self.page.evaluate("document.documentElement.dataset.courantState")

    def status(self):
        return self.page.locator("[data-live-status]").inner_text()

    def wait_state(self, *states, timeout=15):
        self.page.wait_for_function(
            "(states) => states.includes(document.documentElement.dataset.courantState)", arg=list(states), timeout=timeout * 1000)

    def wait_text(self, selector, text, timeout=10):
        self.page.wait_for_function(
            "([selector, text]) => [...document.querySelectorAll(selector)].some((e) => e.checkVisibility() && e.textContent.includes(text))",
            arg=[selector, text], timeout=timeout * 1000)

    def count(self, text):
        return self.page.locator("main").inner_text().count(text)


TESTS = []


def test(function):
    TESTS.append(function)
    return function


def check(condition, *what):
    if not condition:
        raise AssertionError(*what)


def kinds(world):
    story = world.story
    return [("front", "/", True), ("section", f"/section/{world.newsroom.section}", True), ("story", story["url"], True),
            ("search", "/search?q=test", False), ("error", "/there-is-no-such-page", False), ("gone", world.gone["url"], False)]


@test
def every_page_is_accessible_calm_and_without_complaints(world):
    for scheme in ("light", "dark"):
        for name, path, live in kinds(world):
            with Reader(world.browser, world.base, color_scheme=scheme, reduced_motion="reduce") as reader:
                page = reader.open(path, live)
                page.wait_for_timeout(600)
                result = Axe().run(page, options=AXE)
                found = [(v["id"], [n["html"][:90] for n in v["nodes"][:3]]) for v in result.response["violations"]]
                check(not found, name, scheme, found)
                check(page.evaluate("window.__cls") == 0, name, "layout shift", page.evaluate("window.__cls"))
                # The browser itself reports the status of a page that is an error.
                complaints = [c for c in reader.complaints if "Failed to load resource: the server responded with a status of 4" not in c]
                check(not complaints, name, complaints)
                if world.shots:
                    page.screenshot(path=f"{world.shots}/{name}-{scheme}.png")


@test
def a_narrow_phone_scrolls_down_only(world):
    for width in (320, 390):
        for name, path, live in kinds(world):
            with Reader(world.browser, world.base, viewport={"width": width, "height": 640}) as reader:
                page = reader.open(path, live)
                page.wait_for_timeout(300)
                sizes = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
                check(sizes[0] <= sizes[1], name, width, sizes)
                check(page.evaluate("window.__cls") == 0, name, width, "layout shift", page.evaluate("window.__cls"))
                if world.shots:
                    page.screenshot(path=f"{world.shots}/{name}-{width}.png")


@test
def everything_is_readable_without_script(world):
    with Reader(world.browser, world.base, java_script_enabled=False) as reader:
        reader.page.goto("/")
        check(reader.page.locator("h1").count() == 1)
        reader.page.get_by_role("link", name=world.story["headline"]).first.click()
        check(reader.page.locator("h1").inner_text() == world.story["headline"])
        check("Another." in reader.page.locator(".story-body").inner_text())


@test
def the_keyboard_reaches_the_stories_first(world):
    with Reader(world.browser, world.base) as reader:
        page = reader.open("/")
        page.keyboard.press("Tab")
        check(page.evaluate("document.activeElement.className") == "skip-link")
        page.keyboard.press("Enter")
        check(page.evaluate("document.activeElement.id") == "main")
        page.keyboard.press("Tab")
        check(page.evaluate("document.activeElement.closest('main') !== null"))


@test
def links_between_pages_hold(world):
    with Reader(world.browser, world.base) as reader:
        page = reader.open("/")
        for path in page.evaluate("[...new Set([...document.querySelectorAll('a')].map((a) => a.getAttribute('href')))]"):
            if path.startswith("/"):
                status, _, _ = world.newsroom.text(path)
                check(status == 200, path, status)


@test
def a_new_story_is_offered_and_moves_nothing(world):
    with Reader(world.browser, world.base) as reader:
        page = reader.open("/")
        page.evaluate("window.scrollTo(0, 400)")
        lead = page.locator(".lead .headline").inner_text()
        story = world.newsroom.publish()
        button = page.get_by_role("button", name="1 new story")
        button.wait_for(timeout=5000)
        check(page.locator(".lead .headline").inner_text() == lead, "the page changed before it was asked to")
        check(page.evaluate("window.__cls") == 0, "layout shift", page.evaluate("window.__cls"))
        check(reader.count(story["headline"]) == 0)
        second = world.newsroom.publish()
        page.get_by_role("button", name="2 new stories").wait_for(timeout=5000)
        if world.shots:
            page.screenshot(path=f"{world.shots}/offer.png")
        page.get_by_role("button", name="2 new stories").click()
        reader.wait_text(".headline", second["headline"])
        check(reader.count(story["headline"]) == 1 and reader.count(second["headline"]) == 1)
        check(page.locator(".live-news button").is_hidden())
        check(page.evaluate("document.activeElement.textContent") == second["headline"], "focus is not at the newest story")
        check(page.evaluate("window.scrollY") == 0)


@test
def a_new_story_reaches_its_section_only(world):
    _, html, _ = world.newsroom.text("/")
    sections = list(dict.fromkeys(re.findall(r'href="/section/([a-z0-9-]+)"', html)))
    with Reader(world.browser, world.base) as here, Reader(world.browser, world.base) as elsewhere:
        here.open(f"/section/{sections[0]}")
        if len(sections) > 1:
            elsewhere.open(f"/section/{sections[1]}")
        world.newsroom.publish(section=sections[0])
        here.page.get_by_role("button", name="1 new story").wait_for(timeout=5000)
        if len(sections) > 1:
            elsewhere.page.wait_for_timeout(500)
            check(elsewhere.page.locator(".live-news button").is_hidden())


@test
def an_edit_changes_the_card_in_place(world):
    story = world.newsroom.publish()
    with Reader(world.browser, world.base) as reader:
        page = reader.open("/")
        card = page.locator(f'[data-article-id="{story["id"]}"]')
        handle = card.element_handle()
        world.newsroom.edit(story, headline=story["headline"] + " <b>edited</b>", standfirst="")
        reader.wait_text(".headline", "<b>edited</b>", timeout=5)
        check(handle.evaluate("(e) => e.isConnected"), "the card was replaced, not edited")
        check("Updated" in card.inner_text() and card.locator('[data-slot="standfirst"]').count() == 0)
        check(page.locator(".live-news button").is_hidden(), "an edit is no new story")
        if world.shots:
            page.screenshot(path=f"{world.shots}/edited.png")


@test
def a_withdrawn_card_is_gone_within_a_second(world):
    story = world.newsroom.publish()
    with Reader(world.browser, world.base) as reader:
        page = reader.open("/")
        check(reader.count(story["headline"]) == 1)
        started = time.monotonic()
        world.newsroom.withdraw(story)
        page.wait_for_function("(text) => !document.body.textContent.includes(text)", arg=story["headline"], timeout=3000)
        check(time.monotonic() - started <= 1.0, "seconds", time.monotonic() - started)
        check(reader.count("This story was withdrawn.") >= 1)
        if world.shots:
            page.screenshot(path=f"{world.shots}/withdrawn-card.png")


@test
def a_withdrawn_story_is_gone_within_a_second(world):
    story = world.newsroom.publish()
    with Reader(world.browser, world.base) as reader:
        page = reader.open(story["url"])
        started = time.monotonic()
        world.newsroom.withdraw(story, "A name was <wrong>")
        page.wait_for_function(
            "(text) => !document.documentElement.innerHTML.includes(text) && !document.title.includes(text)", arg=story["headline"], timeout=3000)
        check(time.monotonic() - started <= 1.0, "seconds", time.monotonic() - started)
        check("A name was <wrong>" in page.locator("main").inner_text())
        check("Another." not in page.locator("body").inner_text())
        result = Axe().run(page, options=AXE)
        check(not result.response["violations"], [v["id"] for v in result.response["violations"]])
        if world.shots:
            page.screenshot(path=f"{world.shots}/withdrawn-story.png")
        page.reload()
        check("A name was <wrong>" in page.locator("main").inner_text())


@test
def a_story_that_was_never_shown_is_no_longer_offered_once_withdrawn(world):
    with Reader(world.browser, world.base) as reader:
        page = reader.open("/")
        story = world.newsroom.publish()
        page.get_by_role("button", name="1 new story").wait_for(timeout=5000)
        world.newsroom.withdraw(story)
        page.locator(".live-news button").wait_for(state="hidden", timeout=5000)


@test
def an_open_story_is_updated_and_corrected_in_place(world):
    story = world.newsroom.publish(body="\n\n".join(["A paragraph that is long enough to fill a line or two of the story." * 3] * 30))
    with Reader(world.browser, world.base) as reader:
        page = reader.open(story["url"])
        page.evaluate("window.scrollTo(0, 900)")
        world.newsroom.edit(story, headline=story["headline"] + " again")
        reader.wait_text("h1.headline", "again", timeout=8)
        reader.wait_text("[data-live-toast]", "Updated just now")
        check(abs(page.evaluate("window.scrollY") - 900) < 60, "scrolled away", page.evaluate("window.scrollY"))
        world.newsroom.correct(story, "It was <not> so")
        reader.wait_text(".corrections", "It was <not> so", timeout=8)
        reader.wait_text("[data-live-toast]", "Corrected just now")
        if world.shots:
            page.screenshot(path=f"{world.shots}/corrected.png")


@test
def a_page_says_when_the_server_is_away_and_misses_nothing(world):
    with Reader(world.browser, world.base) as reader:
        page = reader.open("/")
        world.relay.stop()
        try:
            reader.wait_state("reconnecting", "offline", timeout=5)
            check("Live" not in reader.status(), reader.status())
            world.newsroom.publish()
            world.newsroom.publish()
            reader.wait_state("offline", timeout=20)
            check(re.search(r"Offline — showing the page as of \d\d:\d\d", reader.status()), reader.status())
            if world.shots:
                page.screenshot(path=f"{world.shots}/offline.png")
        finally:
            world.relay.start()
        reader.wait_state("live", timeout=40)
        check(reader.status() == "Live — you missed nothing", reader.status())
        check(page.evaluate("document.documentElement.dataset.courantVerdict") == "resumed")
        page.get_by_role("button", name="2 new stories").wait_for(timeout=5000)


@test
def a_broken_connection_heals_by_itself(world):
    with Reader(world.browser, world.base) as reader:
        reader.open("/")
        world.relay.cut()
        world.newsroom.publish()
        reader.page.get_by_role("button", name="1 new story").wait_for(timeout=15000)
        check(reader.state() == "live")


@test
def a_server_that_hangs_is_noticed(world):
    with Reader(world.browser, world.base) as reader:
        reader.page.clock.install()
        page = reader.open("/")
        world.relay.hangs = True
        try:
            check(reader.state() == "live")
            page.clock.fast_forward(40_000)
            reader.wait_state("reconnecting", "offline", timeout=5)
        finally:
            world.relay.hangs = False
            world.relay.cut()
        page.clock.fast_forward(60_000)
        reader.wait_state("live", timeout=20)


@test
def answers_that_end_an_event_source_do_not_end_the_page(world):
    for status in (502, 503, 204):
        with Reader(world.browser, world.base) as reader:
            attempts = []

            def answer(route):
                attempts.append(route.request.url)
                if len(attempts) < 3:
                    route.fulfill(status=status, body="")
                else:
                    route.continue_()

            reader.page.route("**/v1/stream?*", answer)
            reader.open("/")
            check(len(attempts) >= 3 and all("after=" in url for url in attempts), status, attempts)


@test
def a_reset_loads_the_page_again(world):
    with Reader(world.browser, world.base) as reader:
        page = reader.page
        lost = []

        def forge(route):
            # As if the log's history had been lost: the first cursor is of no epoch that the server knows.
            if not lost:
                lost.append(world.newsroom.publish())
                route.continue_(url=re.sub(r"after=[^&]*", "after=ffffffff-1", route.request.url))
            else:
                route.continue_()

        page.route("**/v1/stream?*", forge)
        page.goto("/")
        reader.wait_text("[data-live-status]", "caught up by reloading")
        check(page.evaluate("document.documentElement.dataset.courantVerdict") == "reset")
        check(reader.count(lost[0]["headline"]) == 1)


@test
def a_closing_server_is_told_honestly(world):
    with Reader(world.browser, world.base) as reader:
        attempts = []

        def answer(route):
            attempts.append(time.monotonic())
            if len(attempts) == 1:
                frame = 'id: x-1\nevent: stream.closing\ndata: {"reason":"overloaded","retry_ms":2500}\n\n'
                route.fulfill(status=200, content_type="text/event-stream", body=frame)
            else:
                route.continue_()

        reader.page.route("**/v1/stream?*", answer)
        reader.page.goto("/")
        reader.wait_text("[data-live-status]", "Busy — trying again in 3 s")
        reader.page.wait_for_function("() => document.documentElement.dataset.courantVerdict", timeout=10000)
        check(attempts[1] - attempts[0] >= 2.4, attempts)


@test
def a_page_that_nobody_looks_at_gives_its_connection_back(world):
    with Reader(world.browser, world.base) as reader:
        reader.page.clock.install()
        page = reader.open("/")
        hide = "(hidden) => { Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden }); " \
               "document.dispatchEvent(new Event('visibilitychange')); }"
        page.evaluate(hide, True)
        page.clock.fast_forward(30_000)
        check(reader.state() == "live")
        page.clock.fast_forward(31_000)
        reader.wait_state("paused")
        world.newsroom.publish()
        page.evaluate(hide, False)
        reader.wait_state("live")
        check(reader.status() == "Live — you missed nothing", reader.status())
        page.get_by_role("button", name="1 new story").wait_for(timeout=5000)


@test
def ten_tabs_in_one_window_share_six_connections(world):
    context = world.browser.new_context(base_url=world.base)
    try:
        for number in range(10):
            page = context.new_page()
            # A headless browser shows all tabs at once: tell each older one that it is hidden now, as a window would.
            for older in context.pages[:-1]:
                older.evaluate("Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })")
            page.goto("/", timeout=10_000)
            page.wait_for_function("() => document.documentElement.dataset.courantState === 'live'", timeout=10_000)
        states = [page.evaluate("document.documentElement.dataset.courantState") for page in context.pages]
        check(states == ["paused"] * 9 + ["live"], states)
    finally:
        context.close()


@test
def events_told_twice_or_out_of_order_change_nothing(world):
    story = world.newsroom.publish()
    world.newsroom.edit(story, headline=story["headline"] + " second")
    event = {"subject": f"article/{story['id']}", "time": "2026-01-01T00:00:00Z", "data": {"headline": "OLD", "standfirst": "OLD", "url": "/"}}
    frames = [("article.updated", {**event, "revision": 1}), ("article.published", {**event, "revision": 2}),
              ("article.published", {**event, "revision": 99, "data": {"redacted": True}}), ("article.updated", {"nonsense": True})]
    body = 'id: a-1\nevent: stream.opened\ndata: {"verdict":"fresh"}\n\n' + "".join(
        f"id: a-{number + 2}\nevent: {kind}\ndata: {json.dumps(data)}\n\n" for number, (kind, data) in enumerate(frames)) + "event: article.updated\ndata: {broken\n\n"
    with Reader(world.browser, world.base) as reader:
        urls = []

        def answer(route):
            urls.append(route.request.url)
            if len(urls) == 1:
                route.fulfill(status=200, content_type="text/event-stream", body=body)
            else:
                route.abort()

        reader.page.route("**/v1/stream?*", answer)
        reader.page.goto("/")
        reader.page.wait_for_timeout(2500)
        check(reader.count("OLD") == 0 and reader.count(story["headline"] + " second") == 1)
        check(len(urls) >= 2 and "after=a-5" in urls[1], "a redacted event counts as seen", urls)


@test
def somebody_signs_up_out_and_in_without_script(world):
    handle = f"reader-{uuid.uuid4().hex[:12]}"
    for scheme, width in (("light", 1280), ("dark", 360)):
        viewport = {"width": width, "height": 800}
        with Reader(world.browser, world.base, java_script_enabled=False, color_scheme=scheme, viewport=viewport) as reader:
            page = reader.open(world.story["url"], live=False)
            page.get_by_role("link", name="Sign in", exact=True).click()
            if scheme == "light":
                page.get_by_role("link", name="Sign up").click()
                page.get_by_label("Handle").fill(handle)
                page.get_by_label("Name", exact=True).fill("Ana <b>Lima</b>")
                page.get_by_label("Passphrase").fill("correct horse")
                page.get_by_label("Handle").fill("Not a handle")
                page.get_by_role("button", name="Sign up").click()
                check(page.get_by_label("Handle").get_attribute("aria-invalid") == "true")
                check(page.get_by_label("Passphrase").input_value() == "", "the passphrase came back")
                page.get_by_label("Handle").fill(handle)
                page.get_by_label("Passphrase").fill("correct horse")
                page.get_by_role("button", name="Sign up").click()
            else:
                page.get_by_label("Handle").fill(handle)
                page.get_by_label("Passphrase").fill("wrong horse")
                page.get_by_role("button", name="Sign in").click()
                check("wrong" in page.get_by_role("alert").inner_text())
                page.get_by_label("Passphrase").fill("correct horse")
                page.get_by_role("button", name="Sign in").click()
            check(page.url.endswith(world.story["url"]), "led back to the story", page.url)
            check("Ana <b>Lima</b>" in page.locator(".account").inner_text(), page.locator(".account").inner_text())
            check(page.evaluate("document.documentElement.scrollWidth") <= width, "wider than the screen")
            if world.shots:
                page.screenshot(path=f"{world.shots}/signed-in-{scheme}.png")
            page.get_by_role("button", name="Sign out").click()
            page.get_by_role("link", name="Sign in", exact=True).wait_for()
            check(page.url.endswith(world.story["url"]), page.url)
    # The check of accessibility is itself a script.
    for scheme in ("light", "dark"):
        with Reader(world.browser, world.base, color_scheme=scheme) as reader:
            for path in ("/sign-in", "/sign-up"):
                page = reader.open(path, live=False)
                page.locator("form.account-form").evaluate("form => form.noValidate = true")
                page.locator("form.account-form button").click()
                found = Axe().run(page, options=AXE).response["violations"]
                check(not found, path, json.dumps(found)[:2000])
                if world.shots:
                    page.screenshot(path=f"{world.shots}{path}-{scheme}.png", full_page=True)


@test
def pages_are_small_cached_and_guarded(world):
    status, html, headers = world.newsroom.text("/")
    check(headers["Cache-Control"] == "no-cache", headers["Cache-Control"])
    check(headers["Content-Security-Policy"].startswith("default-src 'none'"), headers["Content-Security-Policy"])
    request = urllib.request.Request(world.newsroom.base + "/", headers={"If-None-Match": headers["ETag"]})
    try:
        urllib.request.urlopen(request)
        check(False, "no 304")
    except urllib.error.HTTPError as error:
        check(error.code == 304, error.code)
    for path in re.findall(r'(?:src|href)="(/static/[^"]+)"', html):
        status, _, headers = world.newsroom.text(path)
        check(status == 200 and "immutable" in headers["Cache-Control"], path, status)
    for path in ("/static/courant.js", "/static/..%2flayout.mustache", "/static/../layout.mustache"):
        check(world.newsroom.text(path)[0] in (400, 404), path)


@test
def a_real_restart_misses_nothing(world):
    if not (world.stop and world.start):
        return "skipped: --stop and --start are not given"
    with Reader(world.browser, world.base) as reader:
        page = reader.open("/")
        subprocess.run(world.stop, shell=True, check=True)
        reader.wait_state("reconnecting", "offline", timeout=15)
        subprocess.run(world.start, shell=True, check=True)
        deadline = time.monotonic() + 30
        while True:
            try:
                world.newsroom.publish()
                break
            except (urllib.error.URLError, ConnectionError):
                check(time.monotonic() < deadline, "the server did not come back")
                time.sleep(0.3)
        reader.wait_state("live", timeout=45)
        page.get_by_role("button", name="1 new story").wait_for(timeout=10000)


class World:
    pass


def main():
    parser = stage.options(__doc__.split("\n")[0])
    parser.add_argument("--stop", help="command that stops the server")
    parser.add_argument("--start", help="command that starts it again, in the background")
    options = parser.parse_args()

    url = urllib.parse.urlsplit(options.base)
    world = World()
    world.stop, world.start = options.stop, options.start
    world.newsroom = Newsdesk(options.base.rstrip("/"), options.token)
    world.relay = Relay(url.hostname, url.port or 80)
    world.base = f"http://127.0.0.1:{world.relay.port}"
    world.story = world.newsroom.publish()
    world.gone = world.newsroom.publish()
    world.newsroom.withdraw(world.gone)

    failed = stage.play(world, TESTS, options)
    for article in world.newsroom.made:
        try:
            world.newsroom.withdraw(article)
        except (urllib.error.HTTPError, KeyError):
            pass  # It was withdrawn by its test.
    return failed


if __name__ == "__main__":
    sys.exit(main())
