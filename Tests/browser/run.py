#!/usr/bin/env python3
"""Runs pages.py against a newsroom of its own, filled with the demo paper, whose server it may stop and start.

usage: run.py [OPTION OF pages.py …]
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


def main():
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
