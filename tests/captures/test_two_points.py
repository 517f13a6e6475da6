#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Cases of the lab that were captured at the client and at the server, by clocks that differ.

captures/lab/two_points.tsv says by how much, and what both captures tell together."""
import functools
import json
import sys

import harness

LAB = harness.CAPTURES / "lab"
sys.path.insert(0, str(LAB))
import two_points  # noqa: E402, of the lab

OFFSET_MAX = 0.005  # seconds that an offset may be wrong
SPAN_MAX = 60  # seconds that the longest capture lasts
SOURCES = ("-o", "dcomauth.sources:client=0;server=1")


def together(bench, parts):
    """-> one capture of both"""
    target = bench.out_file("together.pcapng")
    done = bench.run("mergecap", "-I", "none", "-w", target, *parts)
    if done.status:
        raise harness.Complaint([done.complaint])
    return target


def parts_of(bench, row, shift=0.0):
    """-> the captures of both sides; the clock of the server's is put right by so many seconds"""
    client, server = (bench.copy(two_points.capture_of(row["name"], side))
                      for side in two_points.SIDES)
    moved = bench.out_file("server.pcapng")
    bench.run("editcap", "-t", f"{shift:.6f}", server, moved)
    return client, moved


def clock_of(bench, row):
    report = json.loads(bench.report(together(bench, parts_of(bench, row)), *SOURCES))
    return report["capture"]["sources"][1]["clock"]


def check_clock(bench, row):
    """The offset holds as far as packets in common tell it."""
    clock = clock_of(bench, row)
    if clock is None:
        return [] if row["evidence"] == "lost-on-the-way" else ["the clocks are not compared"]
    drifted = abs(float(row["drift_ppm"])) * SPAN_MAX / 1e6
    wrong = abs(clock["offset"] - float(row["shift"]))
    return [] if wrong <= OFFSET_MAX + drifted else [f"the offset is wrong by {wrong} s"]


def frames_in(bench, merged, row):
    """-> the numbers that the packet to be named has where both captures are one"""
    frames = set()
    for interface, side in enumerate(two_points.SIDES):
        numbers = bench.run("tshark", "-r", merged, "-Y", f"frame.interface_id == {interface}",
                            "-T", "fields", "-e", "frame.number").out.split()
        if row[f"{side}_frame"]:
            frames.add(int(numbers[int(row[f"{side}_frame"]) - 1]))
    return frames


def check_verdict(bench, row):
    """What is told once the clocks are right; that nothing else is."""
    merged = together(bench, parts_of(bench, row, float(row["shift"])))
    findings = json.loads(bench.report(merged, *SOURCES))["findings"]
    if not row["verdict"]:
        return [f"{finding['verdict']}: {finding['summary']}" for finding in findings]
    if len(findings) != 1:
        return [f"{len(findings)} findings"]
    finding = findings[0]
    kinds = {piece["kind"] for piece in finding["evidence"]}
    frames = {finding.get(key) for key in ("bind_frame", "answer_frame", "last_leg_frame")}
    wanted = [("verdict", finding["verdict"] == row["verdict"], finding["verdict"]),
              ("outcome", finding["outcome"] == row["outcome"], finding["outcome"]),
              ("evidence", not row["evidence"] or row["evidence"] in kinds, sorted(kinds)),
              ("absent", row["absent"] not in kinds, sorted(kinds)),
              ("client_frame", frames & frames_in(bench, merged, row), frames)]
    return [f"{column}: {row[column]} is wanted, not {got}" for column, holds, got in wanted
            if not holds]


def checks(bench):
    listed = []
    for row in two_points.read_table():
        listed.append((f"{row['name']}: {row['about']}",
                       functools.partial(check_verdict, bench, row)))
        listed.append((f"{row['name']}: the clock", functools.partial(check_clock, bench, row)))
    return listed


def main():
    with harness.Bench() as bench:
        return harness.run_checks(checks(bench))


if __name__ == "__main__":
    sys.exit(main())
