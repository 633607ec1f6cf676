"""Where things are measured: a PostgreSQL of its own, two CPUs, and runs of `courant bench` on them.

The server has CPU 0 to itself as far as this machine lets it; readers, publisher, PostgreSQL and the script share CPU 1.
"""

import contextlib
import datetime
import json
import os
import pathlib
import platform
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SERVER_CPU, LOAD_CPU = 0, 1
SAMPLE_SECONDS = 0.5
# From one address to another, connecting takes fifty times as long once half of these are in use: Linux tries the even ones first.
PORTS, ALL_PORTS = pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range"), "1024 65535"


class Failed(Exception):
    """A run without figures."""


class Place:
    """A program that nobody builds anew meanwhile, and a database server that nobody else uses."""

    def __init__(self, folder, binary):
        self.folder, self.given = folder, binary
        self.binary = shutil.copy2(binary, folder / "courant")
        self.database = self.ops_db("url")

    def ops_db(self, *command):
        """What ops/db says of the cluster in this folder."""
        done = subprocess.run([ROOT / "ops/db", *command], env=self.environment(), stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout.strip()

    def url(self, name):
        return self.ops_db("url", name)

    def sql(self, *statements, name="courant"):
        """What statements give, each a transaction."""
        parts = [part for statement in statements for part in ("-c", statement)]
        return self.ops_db("psql", "-X", "-v", "ON_ERROR_STOP=1", "-d", name, "-qAt", *parts)

    def environment(self, database=None):
        """What is set for others is no setting of the node."""
        settings = {name: text for name, text in os.environ.items() if not name.startswith("COURANT_")}
        return settings | {"COURANT_STATE": str(self.folder / "state"), "DATABASE_URL": database or getattr(self, "database", "")}

    @property
    def restart_command(self):
        return f"COURANT_STATE={self.folder / 'state'} {ROOT / 'ops/db'} restart"

    def bench(self, scenario, *arguments, on=("--server-cpu", SERVER_CPU), sampled=False):
        """Plays a scenario; its report, with the node's memory and descriptors meanwhile when it is sampled."""
        path = self.folder / "report.json"
        path.unlink(missing_ok=True)
        command = [self.binary, "bench", scenario, *arguments, *on, "--load-cpu", LOAD_CPU, "--json", path]
        process = subprocess.Popen([str(part) for part in command], cwd=ROOT, env=self.environment(),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        samples, over = [], threading.Event()
        watcher = threading.Thread(target=watch_child, args=(process.pid, samples, over))
        try:
            if sampled:
                watcher.start()
            _, errors = process.communicate()
        finally:
            # It takes down its node and its database when it is asked to end.
            process.terminate()
            process.wait()
            over.set()
            if sampled:
                watcher.join()
        if not path.exists():
            raise Failed(errors.strip().split("\n")[-1])
        report = json.loads(path.read_text())
        return {"figures": report["figures"], "faults": report["faults"], "notes": report["notes"], "series": report["series"],
                "load_average": os.getloadavg()[0]} | ({"samples": samples} if sampled else {})

    def versions(self):
        # The figures belong to the checkout that the program was built in.
        built = self.given.resolve().parent
        commit = subprocess.run(["git", "-C", built, "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
        return {"courant": f"{said(self.binary, '--version')}, commit {commit or 'unknown'}",
                "PostgreSQL": self.sql("SHOW server_version")}


@contextlib.contextmanager
def place(binary, minutes):
    """A place for as long as the block lasts, and no longer than some minutes."""
    if not {SERVER_CPU, LOAD_CPU} <= os.sched_getaffinity(0):
        sys.exit(f"needs the CPUs {SERVER_CPU} and {LOAD_CPU}")
    if not binary.is_file():
        sys.exit(f"there is no {binary}: swift build -c release, or --courant FILE")

    def stop(*_):
        sys.exit(143)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGALRM, stop)
    signal.alarm(int(minutes * 60))
    os.sched_setaffinity(0, {LOAD_CPU})
    allow_files()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="courant-bench-"))
    folder.chmod(0o755)  # PostgreSQL has an account of its own.
    here, ports = None, PORTS.read_text()
    try:
        with contextlib.suppress(OSError):  # Not root: 14,000 readers still connect quickly.
            PORTS.write_text(ALL_PORTS)
        here = Place(folder, binary)
        here.ops_db("start")
        yield here
    finally:
        with contextlib.suppress(OSError):
            PORTS.write_text(ports)
        if here:
            here.ops_db("stop")
        shutil.rmtree(folder, ignore_errors=True)


# --- processes ---

def allow_files():
    """As many sockets as a process may have."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def memory(pid):
    """Anonymous resident memory (RssAnon) in bytes."""
    lines = pathlib.Path(f"/proc/{pid}/status").read_text().split("\n")
    return int(next(line.split()[1] for line in lines if line.startswith("RssAnon"))) * 1024


def cpu(pid):
    """User and system time in seconds, of all threads, to the nanosecond as far as the kernel has it."""
    return sum(int(path.read_text().split()[0]) for path in pathlib.Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e9


def watch_child(pid, samples, over):
    """Looks at the newest child of a process again and again: seconds, MB of memory, descriptors."""
    start = time.monotonic()
    while not over.wait(SAMPLE_SECONDS):
        try:
            children = [int(one) for path in pathlib.Path(f"/proc/{pid}/task").glob("*/children") for one in path.read_text().split()]
            if children:
                samples.append([round(time.monotonic() - start, 1), memory(children[-1]) / 2**20,
                                len(os.listdir(f"/proc/{children[-1]}/fd"))])
        except (OSError, StopIteration):
            continue  # It is just coming, or going.


def said(*command):
    """The first line that a program says of itself."""
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return done.stdout.strip().split("\n")[0]


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    return f"{model}, {os.cpu_count()} CPUs, Linux {platform.release()}, {platform.machine()}"


def facts(here, command):
    """What every result says of itself."""
    return {"date": datetime.date.today().isoformat(), "command": command, "machine": machine(), "versions": here.versions()}


def add_options(parser, minutes):
    parser.add_argument("--courant", type=pathlib.Path, default=ROOT / ".build/release/courant",
                        help="the program: server, and load (default the release build)")
    parser.add_argument("--results", type=pathlib.Path, default=HERE / "results", help="folder (default ops/bench/results)")
    parser.add_argument("--minutes", type=int, default=minutes,
                        help=f"when to stop; what is measured by then is kept (default {minutes})")
