# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs tshark with the freshly built plugin, and counts checks.

The plugin's folder (what WIRESHARK_PLUGIN_DIR may point at) is taken from $DCOMAUTH_PLUGINS;
tshark, editcap and the others from the folder of $DCOMAUTH_TSHARK, else from the path. Whatever
tshark reads is a copy in a temporary folder, so that an unprivileged user may read it: Wireshark
does not look at WIRESHARK_PLUGIN_DIR for root.
"""
import difflib
import functools
import itertools
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import invariants

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
CAPTURES = PROJECT / "captures"
NOBODY = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"]
JOBS = min(2, os.cpu_count() or 1)
TIME_LIMIT = 120
ALL = bool(os.environ.get("DCOMAUTH_TESTS_ALL"))
TURN = int(os.environ.get("DCOMAUTH_TESTS_TURN", "0"))


@dataclass(frozen=True)
class Result:
    """How a program ended and what it said."""

    status: int
    out: bytes
    err: str

    @property
    def complaint(self):
        """What it said on the standard error, less the warning for root."""
        lines = [line for line in self.err.splitlines() if "Running as user" not in line]
        return "\n".join(lines)


class Bench:
    """A temporary folder with the plugin, and the programs of Wireshark to run there."""

    def __init__(self):
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._folder = tempfile.TemporaryDirectory(prefix="dcomauth-tests-")
        self.folder = pathlib.Path(self._folder.name)
        self.folder.chmod(0o755)
        for name in ("home", "out", "no-plugins"):
            (self.folder / name).mkdir()
            (self.folder / name).chmod(0o777)
        self.plugins = self.folder / "plugins"
        shutil.copytree(plugins_folder(), self.plugins)
        self._make_readable(self.plugins)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._folder.cleanup()

    @staticmethod
    def _make_readable(folder):
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o755)

    def copy(self, path):
        """-> where tshark may read the file"""
        if self.folder in path.parents:
            return path
        target = self.folder / path.parent.name / path.name
        with self._lock:
            target.parent.mkdir(exist_ok=True)
            target.parent.chmod(0o755)
            if not target.exists():
                shutil.copyfile(path, target)
                target.chmod(0o644)
        return target

    def out_file(self, name):
        """A file that tshark may write, of a name that is used once."""
        return self.folder / "out" / f"{next(self._numbers)}-{name}"

    def run(self, program, *arguments, stdin=None, plugins=True, env=None, inside=()):
        """Runs a program of Wireshark. stdin: a file; inside: a command that runs it."""
        command = NOBODY if os.getuid() == 0 and not inside else inside
        command = [*map(str, command), _program(program), *map(str, arguments)]
        variables = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder / "home"),
            "XDG_CONFIG_HOME": str(self.folder / "home"),
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "WIRESHARK_PLUGIN_DIR": str(self.plugins if plugins else self.folder / "no-plugins"),
            "WIRESHARK_ABORT_ON_DISSECTOR_BUG": "1",
            **(env or {}),
        }
        if "DCOMAUTH_PRELOAD" in os.environ:  # the runtime of a sanitizer
            variables["LD_PRELOAD"] = os.environ["DCOMAUTH_PRELOAD"]
        with open(stdin or os.devnull, "rb") as given:
            done = subprocess.run(command, env=variables, stdin=given, capture_output=True,
                                  timeout=TIME_LIMIT, check=False)
        return Result(done.returncode, done.stdout, done.stderr.decode(errors="replace"))

    def tshark(self, *arguments, **how):
        return self.run("tshark", *arguments, **how)

    def report(self, capture, *options):
        """-> the JSON report as text; complains where it breaks a rule for all"""
        result = self.tshark(*options, "-q", "-r", capture, "-z", "dcomauth,json")
        text = result.out.decode()
        if result.status != 0:
            raise Complaint([f"tshark ended with {result.status}: {result.complaint[:300]}"])
        problems = invariants.report_problems(text)
        if problems:
            raise Complaint(problems)
        return text


class Complaint(Exception):
    """A check failed for these reasons."""

    def __init__(self, problems):
        super().__init__("; ".join(problems))
        self.problems = problems


def plugins_folder():
    """-> what WIRESHARK_PLUGIN_DIR may point at"""
    folder = pathlib.Path(os.environ.get("DCOMAUTH_PLUGINS", PROJECT / "build" / "plugins"))
    if not list(folder.glob("*/epan/dcomauth.*")):
        sys.exit(f"no plugin in {folder}: set DCOMAUTH_PLUGINS")
    return folder


def has_program(name):
    """Whether there is this program of Wireshark."""
    return bool(_find_program(name))


def _program(name):
    return _find_program(name) or sys.exit(f"no {name}")


@functools.lru_cache(maxsize=None)
def _find_program(name):
    tshark = os.environ.get("DCOMAUTH_TSHARK", "tshark")
    found = shutil.which(str(pathlib.Path(tshark).parent / name)) if "/" in tshark else None
    return found or shutil.which(name)


def captures():
    """The project's captures, by name."""
    return sorted(CAPTURES.glob("*.pcapng"))


def turn(number, *series):
    """Those whose turn it is at this number; all with $DCOMAUTH_TESTS_ALL.

    A start of tshark takes long against what it does with a small capture: so every capture is run
    in some of the ways, and every way is run on some of the captures. $DCOMAUTH_TESTS_TURN, a
    number, gives everyone another turn.
    """
    return series if ALL else (series[(number + TURN) % len(series)],)


def difference(wanted, got, limit=30):
    """-> [] where the texts are the same, else a description"""
    if wanted == got:
        return []
    lines = difflib.unified_diff(wanted.splitlines(), got.splitlines(), "wanted", "got", "", "", 0)
    return ["differs", *list(lines)[:limit]]


def _judge(check):
    try:
        return check() or []
    except Complaint as complaint:
        return complaint.problems
    except (AssertionError, json.JSONDecodeError, UnicodeDecodeError,
            subprocess.TimeoutExpired) as error:
        return [f"{type(error).__name__}: {error}"]


def run_checks(checks):
    """Runs [(name, function -> list of problems)]; prints a line for each and the totals.

    -> the exit status
    """
    failed = 0
    with ThreadPoolExecutor(JOBS) as pool:
        results = pool.map(_judge, [check for _, check in checks])
        for number, ((name, _), problems) in enumerate(zip(checks, results), 1):
            failed += bool(problems)
            print(f"{'not ' if problems else ''}ok {number} - {name}")
            for problem in problems:
                print(f"#     {problem}", flush=True)
    print(f"{len(checks) - failed} passed, {failed} failed")
    return 1 if failed or not checks else 0
