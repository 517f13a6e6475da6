#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compares every report on every capture with golden/; --renew writes the golden files instead,
and --reports compares each report of a run of its own, and does nothing else.

A run of another kind (two passes, a packet list, a display filter, ...) must give the same report.
"""
import functools
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import harness
import invariants

GOLDEN = harness.HERE / "golden"
REPORTS = {
    "json": ["-z", "dcomauth,json"],
    "txt": ["-z", "dcomauth"],
    "csv": ["-z", "dcomauth,csv"],
    "tables": ["-z", "dcomauth,findings", "-z", "dcomauth,kdcs"],
}

# Each gives the JSON report at the end of its output.
FIELDS = ["-T", "fields", "-e", "frame.number", "-e", "dcomauth.verdict"]
OTHER_RUNS = {
    "two passes": ["-2", "-q"],
    "details": ["-V"],
    "fields, filter tcp": [*FIELDS, "-Y", "tcp"],
    "two passes, details, filter dcomauth": ["-2", "-V", "-Y", "dcomauth"],
    "two passes, details": ["-2", "-V"],
    "filter tcp": ["-Y", "tcp"],
    "filter dcomauth": ["-Y", "dcomauth"],
    "fields": FIELDS,
    "packets as JSON": ["-T", "ek", "-e", "dcomauth.finding"],
}

# Where the user is must not show: decimal comma, other time zone, ASCII only.
PLACES = {
    "LC_ALL=C": {"LC_ALL": "C"},
    "TZ=Asia/Kolkata": {"TZ": "Asia/Kolkata"},
    "TZ=America/New_York": {"TZ": "America/New_York"},
}
# The frame of Wireshark's own tables.
TABLE_LINE = re.compile(r"$|=+$|DCOM auth diagnosis: |Filter for statistics: |.*\|$")

# What is run in every way, also without $DCOMAUTH_TESTS_ALL.
MAIN_CAPTURES = ("clock_skew_at_kdc", "kdc_silent_ntlm_ok", "origin_tgt_rejected_by_dc2")


def make_german(bench):
    """Adds a locale with a decimal comma to PLACES, if this system can make one."""
    if not shutil.which("localedef"):
        return False
    folder = bench.folder / "locales"
    folder.mkdir(mode=0o755)
    done = subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", folder / "de_DE.UTF-8"],
                          capture_output=True, check=False)
    PLACES["LC_ALL=de_DE.UTF-8"] = {"LC_ALL": "de_DE.UTF-8", "LOCPATH": str(folder)}
    return done.returncode == 0


def rows_of_table(text):
    """The frame around a table differs between versions of Wireshark."""
    return "".join(line + "\n" for line in text.splitlines() if line.endswith("|"))


def output(bench, capture, kind, **how):
    """-> the report as text"""
    result = bench.tshark("-q", "-r", bench.copy(capture), *REPORTS[kind], **how)
    if result.status or result.complaint:
        raise harness.Complaint([f"tshark ended with {result.status}: {result.complaint[:300]}"])
    text = result.out.decode()
    return rows_of_table(text) if kind == "tables" else text


def golden(capture, kind):
    return GOLDEN / f"{capture.stem}.{kind}"


def wanted(capture, kind):
    """-> the golden file's text"""
    path = golden(capture, kind)
    if not path.exists():
        raise harness.Complaint([f"no {path.name}: sh tests/captures/renew.sh makes it"])
    return path.read_bytes().decode()


def check_golden(bench, capture, kind, **how):
    text = output(bench, capture, kind, **how)
    problems = harness.difference(wanted(capture, kind), text)
    if kind == "json":
        problems += invariants.report_problems(text)
    return problems


def check_other_run(bench, capture, options):
    result = bench.tshark("-r", bench.copy(capture), *options, "-z", "dcomauth,json")
    if result.status:
        return [f"tshark ended with {result.status}: {result.complaint[:300]}"]
    text = "\n" + result.out.decode()
    return harness.difference(wanted(capture, "json"), text[text.rfind("\n{\n") + 1:])


def check_standard_input(bench, capture):
    result = bench.tshark("-q", "-r", "-", "-z", "dcomauth,json", stdin=bench.copy(capture))
    return harness.difference(wanted(capture, "json"), result.out.decode())


def check_together(bench, capture):
    """Every report at once: each whole, in any order, and nothing else."""
    page = bench.out_file(f"{capture.stem}.html")
    options = [option for options in REPORTS.values() for option in options]
    result = bench.tshark("-q", "-r", bench.copy(capture), *options, "-z", f"dcomauth,html,{page}")
    text = result.out.decode()
    problems = harness.difference(wanted(capture, "tables"), rows_of_table(text))
    for kind in ("json", "txt", "csv"):
        before = len(text)
        text = text.replace(wanted(capture, kind), "", 1)
        if len(text) == before:
            problems += [f"no {kind} report as in {golden(capture, kind).name}, in:",
                         *text.splitlines()[:200]]
    rest = [line for line in text.splitlines() if not TABLE_LINE.match(line)]
    if rest and not problems:
        problems.append(f"and something else: {rest}")
    if not page.exists() or page.stat().st_size == 0:
        problems.append("no HTML page")
    return problems


def checks(bench, only_reports):
    """-> [(name, check)]"""
    listed = []

    def add(name, check, *arguments, **how):
        listed.append((name, functools.partial(check, bench, *arguments, **how)))

    if only_reports:
        for capture in harness.captures():
            for kind in REPORTS:
                add(f"{capture.stem}: {kind}", check_golden, capture, kind)
        return listed
    german = make_german(bench)
    for number, capture in enumerate(harness.captures()):
        thorough = harness.ALL or capture.stem in MAIN_CAPTURES
        add(f"{capture.stem}: reports together", check_together, capture)
        for kind in REPORTS if thorough else ():
            add(f"{capture.stem}: {kind}", check_golden, capture, kind)
        for name in OTHER_RUNS if thorough else harness.turn(number, *OTHER_RUNS, None):
            if name:
                add(f"{capture.stem}: {name}", check_other_run, capture, OTHER_RUNS[name])
            else:
                add(f"{capture.stem}: standard input", check_standard_input, capture)
        for place, env in PLACES.items() if thorough else ():
            for kind in REPORTS:
                add(f"{capture.stem}: {kind}, {place}", check_golden, capture, kind, env=env)
    if not german:
        print("# skipped: no locale with a decimal comma (package locales)")
    known = {golden(capture, kind).name for capture in harness.captures() for kind in REPORTS}
    stale = [path.name for path in sorted(GOLDEN.iterdir())
             if path.name not in known and not path.name.startswith(".")]
    listed.append(("no golden file without its capture", lambda: stale))
    return listed


def renew(bench):
    """Writes the golden files anew and says which ones changed."""
    GOLDEN.mkdir(exist_ok=True)
    gone = {path for path in GOLDEN.iterdir() if not path.name.startswith(".")}
    wanted_files = [(capture, kind) for capture in harness.captures() for kind in REPORTS]
    with ThreadPoolExecutor(harness.JOBS) as pool:
        texts = pool.map(lambda file: output(bench, *file), wanted_files)
        for (capture, kind), text in zip(wanted_files, texts):
            path = golden(capture, kind)
            if not path.exists() or path.read_bytes() != text.encode():
                print(f"renewed {path.name}")
                path.write_bytes(text.encode())
            gone.discard(path)
    for path in gone:
        print(f"removed {path.name}")
        path.unlink()
    return 0


def main():
    with harness.Bench() as bench:
        if sys.argv[1:] == ["--renew"]:
            return renew(bench)
        return harness.run_checks(checks(bench, sys.argv[1:] == ["--reports"]))


if __name__ == "__main__":
    sys.exit(main())
