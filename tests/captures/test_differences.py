#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The same mistake gets the same verdict, whatever KDC or RPC server was told of it.

captures/lab/differences.toml says which verdict; captures/lab/differences/ holds what the software
of each release answered. Where it gives another verdict, the table says why."""
import functools
import json
import sys

import harness

LAB = harness.CAPTURES / "lab"
sys.path.insert(0, str(LAB))
import differences  # noqa: E402, of the lab


def check_verdict(bench, capture, wanted):
    report = json.loads(bench.report(bench.copy(capture)))
    got = {f["verdict"] for f in report["findings"] if f["severity"] != "note"}
    if got == ({wanted} if wanted else set()):
        return []
    return [f"{', '.join(sorted(got)) or 'nothing'}, not {wanted or 'nothing'}"]


def check_row(row, capture):
    """The table is what the captures say."""
    told = differences.cells(capture, row["software"])
    return [f"{column}: {row[column]!r} in the table, {cell!r} in the capture"
            for column, cell in told.items() if row[column] != cell]


def check_table(rows, mistakes):
    """Every mistake has a row for each software of each release, with a capture or a reason."""
    problems = []
    found = {(row["mistake"], row["software"], row["release"]) for row in rows}
    for name, mistake in mistakes.items():
        for software in (*differences.KDCS, *differences.SERVERS):
            for release in sorted({row["release"] for row in rows}):
                if (name, software, release) not in found:
                    problems.append(f"no row for {name}, {software}, {release}")
    for row in rows:
        capture = differences.capture_of(row["release"], row["mistake"], row["software"])
        if bool(row["why_not"]) == capture.exists():
            problems.append(f"{capture.name}, {row['release']}: a capture or a reason, not both")
    return problems


def checks(bench):
    rows, mistakes = differences.read_table(), differences.load()
    listed = [("every mistake, every software", functools.partial(check_table, rows, mistakes))]
    for number, row in enumerate(row for row in rows if not row["why_not"]):
        of = row["release"]
        capture = differences.capture_of(of, row["mistake"], row["software"])
        wanted, why = differences.expected(mistakes[row["mistake"]], row["software"], of)
        label = f"{row['mistake']}, {row['software']} of {of}"
        listed.append((f"{label}: {wanted or 'nothing'}{why and ', since ' + why}",
                       functools.partial(check_verdict, bench, capture, wanted)))
        if True in harness.turn(number, True, False, False):
            listed.append((f"{label}: the row", functools.partial(check_row, row, capture)))
    return listed


def main():
    with harness.Bench() as bench:
        return harness.run_checks(checks(bench))


if __name__ == "__main__":
    sys.exit(main())
