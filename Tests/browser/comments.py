#!/usr/bin/env python3
"""Reads and writes comments as people do: in a real browser, against a running server.

    comments.py --base http://localhost:8080 --token SECRET --psql COMMAND [--only WORD] [--shots FOLDER]

The token must be an admin's; the command opens psql on the server's database, for threads that would take long to write. The tests make sections, stories and accounts of their own. The server should trust 127.0.0.1 as a proxy,
because sign-ups and comments from one address are limited. As in pages.py, browsers reach the server through a relay.
Exit code 0 when everything passed, 1 otherwise; the last line is «N passed, N failed».
"""

import itertools
import json
import re
import shlex
import subprocess
import sys
import time
import urllib.parse
import urllib.request
import uuid

from axe_playwright_python.sync_playwright import Axe

import stage
from pages import AXE, Newsdesk, Reader, Relay, check
from stage import Person, somewhere

LINES = "\n\n".join(["A paragraph that is long enough to fill a line or two of the story." * 3] * 4)


class Desk(Newsdesk):
    """The newsroom, its moderators and its admin in one."""

    def __init__(self, base, token, psql):
        super().__init__(base, token)
        self.psql = shlex.split(psql)

    def answer_often(self, comment, times):
        """Answers by the comment's own author, all of the second in which it was written."""
        command = f"""
            INSERT INTO newsroom.comment (id, article_id, parent_id, root_id, depth, account_id, body, body_html, fingerprint, status, revision,
                created_at, updated_at)
            SELECT gen_random_uuid(), article_id, id, root_id, depth + 1, account_id, 'Answer', '<p>Answer ' || n || '.</p>', fingerprint, 'approved', 1,
                created_at + n * interval '1 microsecond', now()
            FROM newsroom.comment, generate_series(1, {times}) n WHERE id = '{comment["id"]}'"""
        subprocess.run([*self.psql, "-qc", command], check=True)

    def section_with(self, policy, takes_guests=False):
        slug = f"test-{uuid.uuid4().hex[:8]}"
        self.call("POST", "/v1/sections", {"slug": slug, "title": slug.title()})
        _, headers = self.call("GET", f"/v1/sections/{slug}/comment_policy")
        self.call("PUT", f"/v1/sections/{slug}/comment_policy",
                  {"policy": policy, "takes_guests": takes_guests, "close_after_days": None}, {"If-Match": headers["ETag"]})
        return slug

    def story(self, policy="open", takes_guests=False, **more):
        return self.publish(section=self.section_with(policy, takes_guests), **more)

    def decide(self, comment, decision, reason, note=""):
        item = self.call("GET", f"/v1/moderation/comments/{comment}")[0]
        body = {"decision": decision, "reason": reason, "note": note, "revision": item["comment"]["revision"]}
        return self.call("POST", f"/v1/moderation/comments/{comment}/decisions", body)[0]

    def undo(self, entry):
        return self.call("POST", f"/v1/moderation/decisions/{entry['id']}/undo")[0]

    def set_standing(self, person, standing, **more):
        _, headers = self.call("GET", f"/v1/moderation/readers/{person.id}")
        body = {"standing": standing, "reason": "A test", **more}
        self.call("PUT", f"/v1/moderation/readers/{person.id}/standing", body, {"If-Match": headers["ETag"]})


def newcomer(desk, name, trusted=True):
    """Somebody with an account of their own."""
    person = Person(desk.base, name, f"{name.lower().split()[0]}-{uuid.uuid4().hex[:8]}", is_new=True)
    if trusted:
        desk.set_standing(person, "trusted")
    return person


class Commenter(Reader):
    """A browser in which somebody reads comments, signed in or not."""

    def __init__(self, world, person=None, **context):
        super().__init__(world.browser, world.base, extra_http_headers={"X-Forwarded-For": somewhere()}, **context)
        if person:
            self.context.add_cookies(person.cookies_at(world.base))

    def says(self, text, timeout=5):
        self.page.wait_for_function("(text) => document.querySelector('#comments').textContent.includes(text)", arg=text, timeout=timeout * 1000)

    def says_not(self, text, timeout=5):
        self.page.wait_for_function("(text) => !document.documentElement.innerHTML.includes(text)", arg=text, timeout=timeout * 1000)

    def title(self):
        return self.page.locator("#comments-title").inner_text().lower()

    def item(self, comment):
        return self.page.locator(f"#comment-{comment['id']} > .comment-said")

    def actions(self, comment):
        return self.item(comment).locator("[data-action]").evaluate_all("(all) => all.map((e) => e.dataset.action)")

    def wait_actions(self, comment, *actions):
        self.page.wait_for_function(
            "([id, actions]) => [...document.querySelectorAll(`#comment-${id} > .comment-said [data-action]`)].map((e) => e.dataset.action).join() === actions",
            arg=[comment["id"], ",".join(actions)], timeout=5000)

    def named(self, text):
        """The comment that says something."""
        found = self.page.evaluate(
            "(text) => [...document.querySelectorAll('.comment-body')].find((e) => e.textContent.includes(text)).closest('[data-comment]').dataset.comment", text)
        return {"id": found}


TESTS = []


def test(function):
    TESTS.append(function)
    return function


def accessible(page, *what, within=None):
    result = Axe().run(page, context=within, options=AXE)
    found = [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in result.response["violations"]]
    check(not found, *what, found)


def thread(world, story, depth=6):
    """A thread in which two answer each other."""
    comments = [world.ana.comment(story, "The ferry ran until one, and was **full** by ten. See https://example.org/timetable")]
    names = itertools.cycle((world.ben, world.cleo))
    for number in range(1, depth + 1):
        comments.append(next(names).comment(story, f"Answer number {number}, in which somebody has something to say.", comments[-1]))
    return comments


@test
def comments_are_accessible_light_dark_and_narrow(world):
    story = world.desk.story(takes_guests=True)
    comments = thread(world, story)
    world.desk.decide(comments[2]["id"], "reject", "spam")
    held = world.new.comment(story, "Held words")
    world.desk.decide(world.new.comment(story, "Refused words")["id"], "reject", "off_topic", "We keep that elsewhere.")
    for scheme, width in (("light", 1280), ("dark", 1280), ("light", 360), ("dark", 320)):
        for person in (None, world.new):
            with Commenter(world, person, color_scheme=scheme, reduced_motion="reduce", viewport={"width": width, "height": 900}) as reader:
                page = reader.open(story["url"])
                for kind in ("answer", "report") if person else ("answer",):
                    page.locator(f"#comment-{comments[0]['id']} > .comment-said [data-opens={kind}]").click()
                if person:
                    page.locator(f"#comment-{held['id']} > .comment-said [data-opens=delete]").click()
                page.wait_for_timeout(400)
                accessible(page, scheme, width)
                sizes = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
                check(sizes[0] <= sizes[1], scheme, width, sizes)
                check(not reader.complaints, reader.complaints)
                if world.shots:
                    page.locator("#comments").screenshot(path=f"{world.shots}/comments-{scheme}-{width}-{'reader' if person else 'public'}.png")


@test
def everything_is_done_without_script(world):
    story = world.desk.story()
    other = world.ben.comment(story, "Ben was here first.")
    with Commenter(world, world.ana, java_script_enabled=False) as reader:
        page = reader.page
        page.goto(story["url"])
        page.fill("#write-body", "Written *without* script.")
        page.click("#write button")
        check("Your comment is published." in page.locator(".comments-done").inner_text())
        check(page.locator(".comment-body em").inner_text() == "without" and reader.title() == "2 comments")
        mine = {"id": page.url.rsplit("#comment-", 1)[1]}

        reader.item(other).locator("[data-action=answer]").click()
        page.fill(f"#answer-{other['id']}-body", "An answer.")
        page.click(f"#answer-{other['id']} button")
        check(page.locator(f"#comment-{other['id']} > .answers").inner_text().count("An answer.") == 1)

        reader.item(mine).locator("[data-action=edit]").click()
        check(page.input_value(f"#edit-{mine['id']}-body") == "Written *without* script.")
        page.fill(f"#edit-{mine['id']}-body", "Edited.")
        page.click(f"#edit-{mine['id']} button")
        check("Edited." in reader.item(mine).inner_text() and "edited" in reader.item(mine).locator(".comment-when").inner_text())

        reader.item(other).locator("[data-action=report]").click()
        page.check(f"#report-{other['id']} [value=off_topic]")
        page.click(f"#report-{other['id']} button")
        check("A moderator will look at it." in page.locator(".comments-done").inner_text())

        reader.item(mine).locator("[data-action=delete]").click()
        page.click(f"#delete-{mine['id']} button")
        check("Edited." not in page.locator("#comments").inner_text() and reader.title() == "2 comments")


@test
def what_is_wrong_is_said_beside_the_field_and_what_was_typed_is_kept(world):
    story = world.desk.story(takes_guests=True)
    long = "x" * 5001
    for script in (False, True):
        with Commenter(world, java_script_enabled=script) as reader:
            page = reader.page
            page.goto(story["url"])
            page.fill("#write-who", "Gus")
            page.fill("#write-body", long)
            page.click("#write button")
            page.locator("#write-error", has_text="A comment has 1 to 5000 characters.").wait_for(timeout=5000)
            check(page.input_value("#write-body") == long and page.input_value("#write-who") == "Gus")
            check(page.get_attribute("#write-body", "aria-invalid") == "true" and page.get_attribute("#write-who", "aria-invalid") is None)
            check("write-error" in page.get_attribute("#write-body", "aria-describedby"))
            if script:
                check("1 characters too many" in page.locator("#write-left").inner_text() or "1 character" in page.locator("#write-left").inner_text())
                check(page.evaluate("document.activeElement.id") == "write-body")
                accessible(page)


@test
def a_guest_writes_under_a_name_and_is_known_from_then_on(world):
    story = world.desk.story(takes_guests=True)
    for script in (False, True):
        with Commenter(world, java_script_enabled=script) as reader:
            page = reader.page
            page.goto(story["url"])
            page.fill("#write-who", "Gus")
            page.fill("#write-body", f"From a guest, {script}")
            page.click("#write button")
            page.locator(".account-name", has_text="Gus").wait_for(timeout=5000)
            check("Waits for a moderator." in page.locator("#comments").inner_text() and page.locator("#write-who").count() == 0)


@test
def who_may_not_write_is_told_why(world):
    story = world.desk.story()
    with Commenter(world) as reader:
        page = reader.open(story["url"])
        check(page.get_by_role("link", name="Sign in to comment").get_attribute("href").startswith("/sign-in?return="))
        check(page.locator("#write").count() == 0)
    closed = world.desk.story("closed")
    with Commenter(world, world.ana) as reader:
        page = reader.open(closed["url"])
        check("Comments are closed." in page.locator("#comments").inner_text() and page.locator("#write").count() == 0)
    read = world.desk.story("premoderated")
    with Commenter(world, world.new) as reader:
        check("A moderator reads comments before they appear." in reader.open(read["url"]).locator("#write").inner_text())


@test
def cards_say_how_many_comments_there_are(world):
    story = world.desk.story()
    for person in (world.ana, world.ben):
        person.comment(story, f"{person.name} says something about it.")
    for path in ("/", f"/section/{story['section']}"):
        with Commenter(world) as reader:
            page = reader.open(path)
            link = page.locator(f'[data-article-id="{story["id"]}"] .comment-count')
            check(link.inner_text() == "2 comments" and link.get_attribute("href") == f"{story['url']}#comments")


@test
def new_comments_are_offered_and_move_nothing(world):
    story = world.desk.story()
    first = world.ana.comment(story, "The first word.")
    with Commenter(world) as reader:
        page = reader.open(story["url"])
        page.evaluate("document.getElementById('comments').scrollIntoView()")
        page.evaluate("window.__cls = 0")
        world.ben.comment(story, "A second thread.")
        page.get_by_role("button", name="1 new comment").wait_for(timeout=5000)
        check(reader.title() == "2 comments" and "A second thread." not in page.locator("#comments").inner_text())
        world.cleo.comment(story, "An answer to the first.", first)
        page.get_by_role("button", name="1 new answer").wait_for(timeout=5000)
        page.get_by_role("button", name="2 new comments").wait_for(timeout=5000)
        check(page.evaluate("window.__cls") == 0, "layout shift", page.evaluate("window.__cls"))
        if world.shots:
            page.screenshot(path=f"{world.shots}/comments-offer.png")
        page.get_by_role("button", name="1 new answer").click()
        reader.says("An answer to the first.")
        check(page.locator(f"#comment-{first['id']} > .answers").inner_text().count("An answer") == 1)
        check("An answer" in page.evaluate("document.activeElement.textContent"), "focus")
        page.get_by_role("button", name="1 new comment").click()
        reader.says("A second thread.")
        check("A second thread." in page.locator(".threads > li").first.inner_text())
        check(page.locator("[data-comments-news] button").is_hidden() and page.locator("[data-new-answers]").count() == 0)
        accessible(page)


@test
def two_pages_see_each_other_write_edit_and_delete(world):
    story = world.desk.story()
    with Commenter(world, world.ana) as ana, Commenter(world, world.ben) as ben:
        ana.open(story["url"])
        ben.open(story["url"])
        ana.page.fill("#write-body", "A new *word*.")
        ana.page.click("#write button")
        ana.says("A new word.")
        ana.page.wait_for_function("() => document.activeElement.matches('.comment-said')")
        check(ana.page.input_value("#write-body") == "" and ana.title() == "1 comment")
        comment = ana.named("A new word.")
        ben.page.get_by_role("button", name="1 new comment").click()
        ben.item(comment).locator("[data-opens=answer]").click()
        ben.page.keyboard.type("An answer <b>to</b> it.")
        ben.page.keyboard.press("Tab")
        ben.page.keyboard.press("Enter")
        ben.says("An answer <b>to</b> it.")
        ana.page.get_by_role("button", name="1 new answer").click()
        ana.says("An answer <b>to</b> it.")
        answer = ana.named("An answer")
        ben.item(answer).locator("[data-opens=edit]").click()
        ben.page.locator(f"#edit-{answer['id']}-body").fill("An edited answer.")
        ben.page.click(f"#edit-{answer['id']} button")
        ana.says("An edited answer.")
        check(ana.item(answer).locator(".comment-edited").count() == 1)
        ana.item(comment).locator("[data-opens=delete]").click()
        ana.page.click(f"#delete-{comment['id']} button")
        for reader in (ana, ben):
            reader.says_not("A new <em>word")
            check("This comment was removed." in reader.item(comment).inner_text() and reader.title() == "1 comment")
        ben.item(answer).locator("[data-opens=delete]").click()
        ben.page.click(f"#delete-{answer['id']} button")
        for reader in (ana, ben):
            reader.page.wait_for_function("() => !document.querySelector('[data-comment]')")
            check(reader.title() == "no comments yet" and not reader.complaints, reader.title(), reader.complaints)


@test
def a_takedown_leaves_an_open_page_within_a_second_and_no_replay_has_the_text(world):
    story = world.desk.story()
    secret = f"secret{uuid.uuid4().hex}"
    before = world.desk.call("GET", f"/v1/articles/{story['id']}/comments")[0]["cursor"]
    comment = world.ben.comment(story, secret)
    with Commenter(world) as reader, Commenter(world, world.ana) as answering:
        reader.open(story["url"])
        page = answering.open(story["url"])
        answering.item(comment).locator("[data-opens=answer]").click()
        page.keyboard.type("Half a thou")
        started = time.monotonic()
        world.desk.decide(comment["id"], "reject", "personal_data")
        for each in (reader, answering):
            each.says_not(secret, timeout=2)
        check(time.monotonic() - started <= 1.0, "seconds", time.monotonic() - started)
        check(reader.page.locator(".comment").count() == 0 and reader.title() == "no comments yet")
        page.keyboard.type("ght")
        check(page.input_value(f"#answer-{comment['id']}-body") == "Half a thought", "the draft is lost")
    replay = urllib.request.urlopen(f"{world.desk.base}/v1/events?topic=article:{story['id']}&after={before}").read().decode()
    check(secret not in replay and "comment.removed" in replay, replay[:300])
    for path in (story["url"], f"/v1/articles/{story['id']}/comments", f"/v1/comments/{comment['id']}"):
        check(secret not in world.desk.text(path)[1], path)


@test
def what_leaves_above_the_view_moves_nothing(world):
    story = world.desk.story()
    people = [world.ana, world.ben, world.cleo]
    comments = [people[number % 3].comment(story, f"Thread {number}. {LINES}") for number in range(9)]
    with Commenter(world) as reader:
        page = reader.open(story["url"])
        item = reader.item(comments[3])
        item.evaluate("(e) => window.scrollTo({ top: e.getBoundingClientRect().top + window.scrollY - 200, behavior: 'instant' })")
        page.wait_for_timeout(300)
        before = item.bounding_box()["y"]
        world.desk.decide(comments[6]["id"], "reject", "spam")
        reader.says_not("Thread 6.")
        page.wait_for_timeout(300)
        check(abs(item.bounding_box()["y"] - before) < 2, before, item.bounding_box()["y"])


@test
def a_held_comments_state_changes_live_for_its_author_alone(world):
    story = world.desk.story("premoderated")
    person = newcomer(world.desk, "Nia New", trusted=False)
    with Commenter(world, person) as author, Commenter(world, world.ben) as other:
        author.open(story["url"])
        other.open(story["url"])
        author.page.fill("#write-body", "Please read me.")
        author.page.click("#write button")
        author.says("Waits for a moderator. Only you see it.")
        comment = author.named("Please read me.")
        entry = world.desk.decide(comment["id"], "reject", "off_topic", "Not here, <b>please</b>.")
        author.says("Not published: it is off topic. «Not here, <b>please</b>.»")
        check(author.actions(comment) == ["delete"], author.actions(comment))
        check(author.title() == "no comments yet" and "Please read me." not in other.page.content())
        world.desk.undo(entry)
        author.says("Waits for a moderator. Only you see it.")
        check(author.actions(comment) == ["edit", "delete"], author.actions(comment))
        world.desk.decide(comment["id"], "approve", "fine")
        author.page.wait_for_function("() => !document.querySelector('#comments [data-mark], #comments .comment-mark')")
        other.page.get_by_role("button", name="1 new comment").click()
        other.says("Please read me.")
        check(author.title() == "1 comment" and author.item(comment).locator("[data-action=answer]").count() == 1)
        world.desk.decide(comment["id"], "reject", "spam")
        other.says_not("Please read me.", timeout=2)
        author.says("Not published: it advertises.")
        check("Please read me." in author.item(comment).inner_text())
        author.wait_actions(comment, "delete")
        author.page.reload()
        check(author.actions(comment) == ["delete"], author.actions(comment))
        check(not author.complaints and not other.complaints, author.complaints, other.complaints)


@test
def a_ban_reaches_an_open_page_with_its_reason_and_leaves_the_draft(world):
    story = world.desk.story()
    person = newcomer(world.desk, "Bea Banned")
    with Commenter(world, person) as reader:
        page = reader.open(story["url"])
        page.fill("#write-body", "What I was about to say")
        world.desk.set_standing(person, "banned", reason="Enough <b>of</b> this.")
        reader.says("Your account may not comment. «Enough <b>of</b> this.»", timeout=10)
        check(page.input_value("#write-body") == "What I was about to say")
        reader.wait_state("live")
        accessible(page)
        if world.shots:
            page.locator("#comments").screenshot(path=f"{world.shots}/comments-banned.png")


@test
def words_outlive_the_session_that_they_were_typed_in(world):
    story = world.desk.story()
    mine = world.ana.comment(story, "What Ana said.")
    for script in (False, True):
        again = Person(world.desk.base, world.ana.name, world.ana.handle)
        with Commenter(world, world.ana, java_script_enabled=script) as reader:
            page = reader.page

            def send(form, words, answer):
                page.click(f"#{form} button")
                page.locator(f"#{form}-error", has_text=answer).wait_for(timeout=5000)
                check(page.input_value(f"#{form}-body") == words, page.input_value(f"#{form}-body"))

            for form, path, words in (("write", story["url"], f"Long thoughts, {script}"),
                                      (f"edit-{mine['id']}", f"{story['url']}?edit={mine['id']}", f"Said better, {script}")):
                page.goto(path)
                page.fill(f"#{form}-body", words)
                reader.context.clear_cookies()
                send(form, words, "You are not signed in. Sign in in another window, and send this again.")
                reader.context.add_cookies(again.cookies_at(world.base))
                if not script:
                    send(form, words, "You have signed in or out since you opened this page. Send this again.")
                page.click(f"#{form} button")
                reader.page.locator(".comment-body", has_text=words).wait_for(timeout=5000)


@test
def a_guest_is_led_to_an_account_where_guests_are_not_taken(world):
    open_to_guests, story = world.desk.story(takes_guests=True), world.desk.story()
    comment = world.ben.comment(story, "Answer me.")
    for script in (False, True):
        with Commenter(world, java_script_enabled=script) as reader:
            page = reader.page
            page.goto(open_to_guests["url"])
            page.fill("#write-who", "Gus")
            page.fill("#write-body", f"From a guest, {script}")
            page.click("#write button")
            page.locator(".account-name", has_text="Gus").wait_for(timeout=5000)
            page.goto(story["url"])
            check(page.locator("#write").count() == 0 and page.locator(".account").inner_text().split() == ["Gus", "Sign", "out", "Sign", "in"])
            check(reader.item(comment).locator("[data-action=answer]").get_attribute("href").startswith("/sign-in?return="))
            if script:
                accessible(page)
                if world.shots:
                    page.screenshot(path=f"{world.shots}/comments-guest.png")
            page.get_by_role("link", name="Sign in to comment").click()
            page.fill("#handle", world.cleo.handle)
            page.fill("#passphrase", stage.PASSPHRASE)
            page.click(".account-form button")
            page.locator(".account-name", has_text="Cleo Vidal").wait_for(timeout=5000)
            check(page.url.endswith(story["url"]) and page.locator("#write").count() == 1, page.url)


@test
def answers_beyond_a_page_of_their_thread_can_be_reached(world):
    story = world.desk.story()
    root = world.ana.comment(story, "A thread that many answer.")
    world.desk.answer_often(root, 502)
    with Commenter(world, world.ben) as reader:
        page = reader.open(story["url"])
        check("Answer 499." in page.locator("#comments").inner_text() and "Answer 500." not in page.locator("#comments").inner_text())
        world.cleo.comment(story, "Said right now.", root)
        page.get_by_role("button", name="1 new answer").click()
        reader.says("Said right now.")
        link = page.get_by_role("link", name="More answers")
        check(page.evaluate("document.querySelector('.thread-more').nextElementSibling.textContent.includes('Said right now.')"))
        accessible(page, within=".thread-more")
        if world.shots:
            link.evaluate("(e) => e.scrollIntoView({ block: 'center' })")
            page.screenshot(path=f"{world.shots}/comments-more.png")
        link.click()
        reader.says("Answer 502.")
        check(page.locator(".threads > li").count() == 1 and page.get_by_role("link", name="More answers").count() == 0)
        check("A thread that many answer." in page.locator("#comments").inner_text() and "Answer 499." not in page.locator("#comments").inner_text())
        accessible(page)
        if world.shots:
            page.locator("#comments").screenshot(path=f"{world.shots}/comments-further.png")
        last = reader.named("Said right now.")
        page.get_by_role("link", name="First answers").click()
        reader.says("Answer 499.")
        reader.open(f"{story['url']}?comment={last['id']}")
        check("Said right now." in reader.item(last).inner_text())
    for script in (False, True):
        with Commenter(world, world.ben, java_script_enabled=script) as reader:
            page = reader.page
            page.goto(f"{story['url']}?answer={root['id']}")
            page.fill(f"#answer-{root['id']}-body", f"The last word, {script}.")
            page.click(f"#answer-{root['id']} button")
            page.locator(".comment-body", has_text=f"The last word, {script}.").wait_for(timeout=5000)


@test
def drafts_open_forms_and_focus_survive_a_reload_of_the_page(world):
    story = world.desk.story()
    comment = world.ben.comment(story, "Answer me.")
    with Commenter(world, world.ana) as reader:
        page = reader.page
        lost = []

        def forge(route):
            if lost == ["now"]:
                lost.append("done")
                route.continue_(url=re.sub(r"after=[^&]*", "after=ffffffff-1", route.request.url))
            else:
                route.continue_()

        page.route("**/v1/stream?*", forge)
        reader.open(story["url"])
        page.fill("#write-body", "A draft")
        reader.item(comment).locator("[data-opens=answer]").click()
        page.keyboard.type("Half a thou")
        page.keyboard.press("ArrowLeft")
        world.ben.comment(story, "Said meanwhile.")
        lost.append("now")
        world.relay.cut()
        reader.wait_text("[data-live-status]", "caught up by reloading", timeout=20)
        reader.says("Said meanwhile.")
        check(page.input_value("#write-body") == "A draft")
        check(page.evaluate("document.activeElement.id") == f"answer-{comment['id']}-body")
        page.keyboard.type("-")
        check(page.input_value(f"#answer-{comment['id']}-body") == "Half a tho-u", page.input_value(f"#answer-{comment['id']}-body"))


@test
def a_comment_that_could_not_be_sent_is_kept(world):
    story = world.desk.story()
    with Commenter(world, world.ana) as reader:
        page = reader.open(story["url"])
        page.route("**/comments", lambda route: route.abort())
        page.fill("#write-body", "Lost in a tunnel")
        page.click("#write button")
        reader.says("This could not be sent. Your words are still here: try again.")
        page.unroute("**/comments")
        page.click("#write button")
        page.wait_for_function("() => document.querySelector('#write-body').value === ''")
        check(reader.title() == "1 comment" and page.locator(".form-error:not(:empty)").count() == 0)


@test
def what_an_event_says_is_built_from_what_is_harmless(world):
    story = world.desk.story()
    hostile = '<p onclick="window.hit=1">a<img src=x onerror="window.hit=1"><script>window.hit=1</script><a href="javascript:window.hit=1">b</a>' \
              '<a href="https://e.example/" target=_blank onclick=1>c</a><svg><a href="x">d</a></svg><form action=/sign-out><input></form></p>'
    event = {"specversion": "1.0", "id": "a-2", "type": "comment.posted", "subject": "comment/x", "revision": 1, "time": "2026-01-01T00:00:00Z", "data": {
        "id": str(uuid.uuid4()), "article": story["id"], "parent": None, "root": None, "depth": 0, "author": {"id": str(uuid.uuid4()), "name": "<i>Mal", "kind": "local"},
        "body_html": hostile, "created_at": "2026-01-01T00:00:00.000Z", "edited_at": None}}
    body = f'id: a-1\nevent: stream.opened\ndata: {{"verdict":"fresh"}}\n\nid: a-2\nevent: comment.posted\ndata: {json.dumps(event)}\n\n'
    with Commenter(world) as reader:
        reader.page.route("**/v1/stream?*", lambda route: route.fulfill(status=200, content_type="text/event-stream", body=body))
        reader.page.goto(story["url"])
        reader.page.get_by_role("button", name="1 new comment").click()
        html = reader.page.locator(".comment-body").inner_html()
        check(html.startswith('<p>a<a>b</a><a href="https://e.example/" rel="nofollow ugc noopener">c</a></p>') and "input" not in html, html)
        check(reader.page.evaluate("window.hit") is None and reader.page.locator(".comment-author").first.inner_text() == "<i>Mal")


class World:
    pass


def main():
    parser = stage.options(__doc__.split("\n")[0])
    parser.add_argument("--psql", required=True, help="opens psql on the server's database")
    options = parser.parse_args()

    url = urllib.parse.urlsplit(options.base)
    world = World()
    world.desk = Desk(options.base.rstrip("/"), options.token, options.psql)
    world.relay = Relay(url.hostname, url.port or 80)
    world.base = f"http://127.0.0.1:{world.relay.port}"

    def people():
        # Each test has readers of its own, because what one of them writes in a minute is limited.
        world.ana, world.ben, world.cleo = (newcomer(world.desk, name) for name in ("Ana Berg", "Ben Okafor", "Cleo Vidal"))
        world.new = newcomer(world.desk, "Nell New", trusted=False)

    return stage.play(world, TESTS, options, before=people)


if __name__ == "__main__":
    sys.exit(main())
