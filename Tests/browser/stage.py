"""What the tests in a browser share: their options, people with sessions, and how the tests are played."""

import argparse
import http.cookies
import json
import os
import random
import time
import traceback
import urllib.error
import urllib.request

from playwright.sync_api import sync_playwright

PASSPHRASE = "correct horse battery"


def options(title):
    parser = argparse.ArgumentParser(description=title)
    parser.add_argument("--base", required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--only", default="", help="run tests with this in their name")
    parser.add_argument("--shots", help="folder for screenshots")
    parser.add_argument("--browser", default="/usr/bin/chromium")
    return parser


def somewhere():
    """An address: what comes from one of them in a minute is limited."""
    return ".".join(str(random.randrange(1, 250)) for _ in range(4))


class Person:
    """Somebody with a session, by REST."""

    def __init__(self, base, name, handle, passphrase=PASSPHRASE, is_new=False):
        self.base, self.name, self.handle, self.cookie, self.csrf = base, name, handle, None, None
        credentials = {"handle": handle, "passphrase": passphrase}
        account, headers = self.call("POST", "/v1/accounts", credentials | {"name": name}) if is_new else self.call("POST", "/v1/sessions", credentials)
        cookies = http.cookies.SimpleCookie(headers["Set-Cookie"])
        self.cookie = next(f"{morsel.key}={morsel.value}" for morsel in cookies.values())
        self.csrf, self.id = account["csrf_token"], account["id"]

    def call(self, method, path, body=None, headers=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data=data, method=method)
        for name, value in {"Content-Type": "application/json", "Origin": self.base, "X-Forwarded-For": somewhere(),
                            "Cookie": self.cookie, "X-CSRF-Token": self.csrf, **(headers or {})}.items():
            if value:
                request.add_header(name, value)
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.loads(response.read() or b"null"), response.headers

    def comment(self, article, body, parent=None):
        return self.call("POST", f"/v1/articles/{article['id']}/comments", {"body": body} | ({"parent": parent["id"]} if parent else {}))[0]

    def edit(self, comment, body):
        return self.call("PATCH", f"/v1/comments/{comment['id']}", {"body": body}, {"If-Match": self.etag(comment)})[0]

    def delete(self, comment):
        self.call("DELETE", f"/v1/comments/{comment['id']}", headers={"If-Match": self.etag(comment)})

    def report(self, comment, reason, note=""):
        self.call("POST", f"/v1/comments/{comment['id']}/reports", {"reason": reason, "note": note})

    def etag(self, comment):
        return self.call("GET", f"/v1/comments/{comment['id']}")[1]["ETag"]

    def cookies_at(self, url):
        name, value = self.cookie.split("=", 1)
        return [{"name": name, "value": value, "url": url}]


def play(world, tests, chosen, before=lambda: None):
    """Plays the tests whose names were asked for; the exit code. `before` is called before each."""
    world.shots = chosen.shots
    if world.shots:
        os.makedirs(world.shots, exist_ok=True)
    passed = failed = 0
    with sync_playwright() as playwright:
        world.browser = playwright.chromium.launch(executable_path=chosen.browser, args=["--no-sandbox"])
        for function in tests:
            name = function.__name__.replace("_", " ")
            if chosen.only.replace("_", " ") not in name:
                continue
            started = time.monotonic()
            try:
                before()
                note = function(world)
                passed += 1
                print(f"ok    {name} ({time.monotonic() - started:.1f} s){': ' + note if note else ''}", flush=True)
            except Exception as error:
                failed += 1
                print(f"FAIL  {name}: {str(error)[:800]}", flush=True)
                if isinstance(error, urllib.error.HTTPError):
                    print(error.url, error.read().decode()[:800])
                if not isinstance(error, AssertionError):
                    traceback.print_exc(limit=-4)
        world.browser.close()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0
