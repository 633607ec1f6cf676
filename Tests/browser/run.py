#!/usr/bin/env python3
"""Runs the browser tests against a newsroom of their own, filled with the demo paper, whose server pages.py may stop and start.

usage: run.py [pages] [comments] [OPTION OF THEIRS …]
"""

import os
import pathlib
import shlex
import signal
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "clients"))

from newsroom import BINARY, ROOT, Newsroom  # noqa: E402: it stands in the folder named above.

SCRIPTS = ["pages", "comments"]


def main():
    wanted = [name for name in SCRIPTS if name in sys.argv[1:]] or SCRIPTS
    options = [word for word in sys.argv[1:] if word not in SCRIPTS]
    with Newsroom("--trusted-proxies", "127.0.0.1") as newsroom:
        newsroom.courant("import", str(ROOT / "sql/seed/newsroom.json"))
        node = newsroom.node()
        pid = pathlib.Path(newsroom.folder) / "pid"
        pid.write_text(str(node.process.pid))
        settings = " ".join(f"{name}={shlex.quote(newsroom.environment[name])}" for name in ("DATABASE_URL", "COURANT_LOG_LEVEL"))
        log = shlex.quote(node.log.name)
        start = (f"cd {shlex.quote(str(ROOT))} && {settings} setsid {shlex.quote(BINARY)} serve --host 127.0.0.1 "
                 f"--port {node.port} {shlex.join(newsroom.arguments)} >>{log} 2>&1 & echo $! >{shlex.quote(str(pid))}")
        stop = f"kill -9 $(cat {shlex.quote(str(pid))})"
        admin = newsroom.courant("token", "create", "--role", "admin", "--name", "test admin").strip()
        own = {"pages": ["--token", newsroom.token, "--stop", stop, "--start", start], "comments": ["--token", admin]}
        codes = []
        try:
            for name in wanted:
                command = [sys.executable, str(HERE / f"{name}.py"), "--base", node.base, *own[name], *options]
                codes.append(subprocess.run(command, env=newsroom.environment).returncode)
        finally:
            os.kill(int(pid.read_text()), signal.SIGTERM)
    sys.exit(max(codes))


if __name__ == "__main__":
    main()
