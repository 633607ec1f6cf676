#!/usr/bin/env python3
"""`courant bench` measures what it says, finds what is not exact, and leaves nothing behind.

usage: bench.py [--readers 60]
"""

import argparse
import http.server
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import threading
import xml.etree.ElementTree

from support.newsroom import BINARY, ROOT, Newsroom, Report, run, until


class Forgetful(http.server.BaseHTTPRequestHandler):
    """A server of event streams that loses the third event of every four, and tells the fourth twice."""

    protocol_version = "HTTP/1.1"
    readers, count, lock = [], 0, threading.Lock()

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.flush()
        with self.lock:
            self.readers.append(self.wfile)
        self.connection.settimeout(60)
        try:
            self.connection.recv(1)
        except OSError:
            pass

    def do_POST(self):
        data = self.rfile.read(int(self.headers["Content-Length"]))
        cls = type(self)
        with self.lock:
            cls.count += 1
            times = {3: 0, 0: 2}.get(cls.count % 4, 1)
            for reader in self.readers:
                try:
                    for _ in range(times):
                        reader.write(b"data: " + data + b"\n\n")
                    reader.flush()
                except (OSError, ValueError):
                    pass
        self.send_response(204)
        self.end_headers()


class Bench:
    def __init__(self, room, folder):
        self.environment = {name: text for name, text in os.environ.items() if not name.startswith("COURANT_")}
        self.environment["DATABASE_URL"] = room.database
        self.room, self.folder = room, pathlib.Path(folder)

    def __call__(self, scenario, *options):
        """What a run says: its status, its table, its JSON."""
        path = self.folder / f"{scenario}.json"
        path.unlink(missing_ok=True)
        done = subprocess.run(
            [BINARY, "bench", scenario, *options, "--json", str(path), "--svg", str(self.folder / f"{scenario}.svg")],
            env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=180)
        if not path.exists():
            raise AssertionError(f"{scenario}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done, json.loads(path.read_text())

    def databases(self, pid):
        """Those that a run made, by its process."""
        return self.room.sql(f"SELECT datname FROM pg_database WHERE datname ~ '^courant_bench_[0-9]+_{pid}$'").split()

    @staticmethod
    def nodes(pid):
        """Those that a run started; whoever else measures on this machine has others."""
        return [one for one in os.listdir("/proc") if one.isdigit() and serves(one, f"_{pid}")]


def serves(pid, database):
    try:
        command = pathlib.Path(f"/proc/{pid}/cmdline").read_text()
        variables = pathlib.Path(f"/proc/{pid}/environ").read_text().split("\0")
    except OSError:
        return False
    return "\0serve\0" in command and any(text.startswith("DATABASE_URL=") and "/courant_bench_" in text
                                           and text.split("?")[0].endswith(database) for text in variables)


def exact(report, bench, scenario, figures, *options):
    """A run in which all is well, and whose figures are within bounds."""
    done, found = bench(scenario, *options)
    report.check(done.returncode == 0 and found["exact"], f"{scenario}: exact, status {done.returncode}")
    values = {name: found["figures"][name]["value"] for name in figures}
    wrong = {name: value for name, value in values.items() if value is None or not figures[name][0] <= value <= figures[name][1]}
    report.check(not wrong, f"{scenario}: figures within bounds{f', not {wrong}' if wrong else ''}")
    picture = xml.etree.ElementTree.parse(bench.folder / f"{scenario}.svg").getroot()
    report.check(picture.tag.endswith("svg") and found["scenario"] in done.stdout, f"{scenario}: a table and a picture")


def main(options):
    report, count, most = Report("courant bench"), options.readers, 1e9
    with Newsroom() as room, tempfile.TemporaryDirectory(prefix="courant-bench-") as folder:
        bench = Bench(room, folder)
        readers = ["--readers", str(count)]
        warm = 20 * 20
        exact(report, bench, "fanout", {
            "readers": (count, count), "deliveries": (warm + 11 * count, warm + 11 * count + 11), "missing": (0, 0),
            "repeated": (0, 0), "out_of_order": (0, 0), "event_bytes": (400, 600), "latency_p50": (0.01, 5e3),
            "delivery_rate": (1, most), "server_cpu": (0.1, 400), "memory_growth": (-most, most),
        }, *readers, "--events", "11", "--topics", "1", "--batch", "2")
        exact(report, bench, "fanout", {"missing": (0, 0), "latency_p99": (0.01, 1e4)},
              *readers, "--events", "9", "--topics", "3", "--rate", "50", "--slow", "10", "--publisher", "rest")
        exact(report, bench, "idle", {
            "readers": (count, count), "idle_memory": (-100, 200), "opening_cpu": (1, 1e6), "open_rate": (1, most),
            "idle_bytes": (0, 1e6), "bare_memory": (1, 500),
        }, *readers, "--seconds", "2")
        exact(report, bench, "storm", {
            "missed": (7, 7), "caught_up": (0.001, 60), "resume_cpu": (1, 1e6), "log_replays": (0, count), "missing": (0, 0),
        }, *readers, "--missed", "7")
        exact(report, bench, "storm", {"missed": (3, 3), "caught_up": (0.001, 60)}, *readers, "--missed", "3", "--restart")
        exact(report, bench, "catchup", {"event_rate": (1, most), "log_replays": (1, 50), "missing": (0, 0)},
              "--readers", "5", "--events-behind", "5500", "--log-events", "6000")
        exact(report, bench, "transport", {f"{kind}_{name}": (1e-4, most) for kind in ("sse", "long_poll", "websocket")
                                          for name in ("event_bytes", "resume", "latency_p50")},
              *readers, "--events", "5", "--seconds", "1", "--missed", "3")
        exact(report, bench, "publish", {"ratio": (0.01, 10), "missing": (0, 0)}, "--seconds", "1", "--rounds", "1")
        exact(report, bench, "chaos", {"kills": (1, 9), "resets": (0, most), "missing": (0, 0)},
              *readers, "--minutes", "0.15", "--kill-every", "3", "--terminate-every", "3", "--harm", "10")

        # What is wrong with a server is found, whoever it is.
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Forgetful)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}"
        done, found = bench("fanout", "--stream", f"{base}/s", "--publish", f"{base}/p", "--readers", "4", "--events", "8",
                            "--rate", "100", "--patience", "2")
        report.check(done.returncode == 1 and not found["exact"], f"a server that loses and repeats: status {done.returncode}")
        report.check(found["figures"]["missing"]["value"] > 0 and found["figures"]["repeated"]["value"] > 0,
                     f"both are counted: {'; '.join(found['faults'])}")
        server.shutdown()

        # Interrupted, it cleans up as well.
        process = subprocess.Popen([BINARY, "bench", "idle", *readers], env=bench.environment, cwd=ROOT, stderr=subprocess.PIPE)
        until(lambda: bench.databases(process.pid) and bench.nodes(process.pid), what="a run under way")
        process.send_signal(signal.SIGINT)
        report.check(process.wait(30) == 1 and b"SIGINT" in process.stderr.read(), "Ctrl-C ends a run with status 1, and says so")
        report.check(not bench.databases(process.pid) and not bench.nodes(process.pid), "neither a database nor a node is left behind")
        report.check("fanout" in run(BINARY, "bench", "--help"), "help lists the scenarios")
    report.end()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", type=int, default=60)
    main(parser.parse_args())
