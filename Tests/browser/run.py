#!/usr/bin/env python3
"""Runs pages.py against a newsroom of its own, filled with the demo paper, whose server it may stop and start; or moderation.py
against one with moderators and readers; or comments.py, which makes its readers itself.

usage: run.py [moderation|comments] [OPTION OF pages.py, moderation.py OR comments.py …]
"""

import json
import os
import pathlib
import shlex
import signal
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "clients"))

from stage import PASSPHRASE  # noqa: E402
from support.newsroom import BINARY, ROOT, Newsroom, run  # noqa: E402: it stands in the folder named above.


def account(newsroom, handle, name, role):
    run(BINARY, "account", "create", "--handle", handle, "--name", name, "--role", role, env=newsroom.environment, input=PASSPHRASE + "\n")
    return {"handle": handle, "name": name}


def moderation(options):
    with Newsroom() as newsroom:
        newsroom.courant("import", str(ROOT / "sql/seed/newsroom.json"))
        people = {
            "moderators": [account(newsroom, "ana", "Ana Duarte", "moderator"), account(newsroom, "ben", "Ben Okafor", "moderator")],
            "readers": [account(newsroom, f"reader-{number}", f"Reader {number}", "reader") for number in range(12)],
        }
        file = pathlib.Path(newsroom.folder) / "people.json"
        file.write_text(json.dumps(people))
        # One address may only comment so often: the tests name others.
        node = newsroom.node("--trusted-proxies", "127.0.0.1")
        done = subprocess.run([sys.executable, str(HERE / "moderation.py"), "--base", node.base, "--token", newsroom.token,
                               "--people", str(file), *options], env=newsroom.environment)
    sys.exit(done.returncode)


def comments(options):
    with Newsroom() as newsroom:
        newsroom.courant("import", str(ROOT / "sql/seed/newsroom.json"))
        admin = newsroom.courant("token", "create", "--role", "admin", "--name", "test admin").strip()
        node = newsroom.node("--trusted-proxies", "127.0.0.1")
        done = subprocess.run([sys.executable, str(HERE / "comments.py"), "--base", node.base, "--token", admin,
                               "--psql", shlex.join([str(ROOT / "ops/db"), "psql", "-d", newsroom.name]), *options],
                              env=newsroom.environment)
    sys.exit(done.returncode)


def main():
    if sys.argv[1:2] == ["moderation"]:
        return moderation(sys.argv[2:])
    if sys.argv[1:2] == ["comments"]:
        return comments(sys.argv[2:])
    with Newsroom() as newsroom:
        newsroom.courant("import", str(ROOT / "sql/seed/newsroom.json"))
        node = newsroom.node()
        pid = pathlib.Path(newsroom.folder) / "pid"
        pid.write_text(str(node.process.pid))
        settings = " ".join(f"{name}={shlex.quote(newsroom.environment[name])}" for name in ("DATABASE_URL", "COURANT_LOG_LEVEL"))
        log = shlex.quote(node.log.name)
        start = (f"cd {shlex.quote(str(ROOT))} && {settings} setsid {shlex.quote(BINARY)} serve --host 127.0.0.1 "
                 f"--port {node.port} >>{log} 2>&1 & echo $! >{shlex.quote(str(pid))}")
        stop = f"kill -9 $(cat {shlex.quote(str(pid))})"
        try:
            done = subprocess.run([sys.executable, str(HERE / "pages.py"), "--base", node.base, "--token", newsroom.token,
                                   "--stop", stop, "--start", start, *sys.argv[1:]], env=newsroom.environment)
        finally:
            os.kill(int(pid.read_text()), signal.SIGTERM)
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
