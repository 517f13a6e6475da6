#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Cases of the lab that were captured at the client and at the server, by clocks that differ.

captures/lab/two_points.tsv says by how much, and what both captures tell together."""
import datetime
import functools
import itertools
import json
import struct
import sys

import harness

LAB = harness.CAPTURES / "lab"
sys.path.insert(0, str(LAB))
import two_points  # noqa: E402, of the lab

# Clocks to be compared: by so many seconds wrong, and so many microseconds a second.
SHIFTS = (0.2, -3.7, 60, -3600, 10800)
DRIFTS_PPM = (0, 50, -50)
# The case that is healthy takes ten minutes then, and a packet some milliseconds.
SLOWER = 400

OFFSET_MAX = 0.005  # seconds that an offset may be wrong
DRIFT_MAX = 5  # microseconds a second that a drift may be wrong
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
    """The offset holds, where there are packets in common to tell it."""
    clock = clock_of(bench, row)
    if (clock is None) != (row["clock"] == "unknown"):
        return ["the clocks are compared" if clock else "the clocks are not compared"]
    if clock is None:
        return []
    drifted = abs(float(row["drift_ppm"])) * SPAN_MAX / 1e6
    wrong = abs(clock["offset"] - float(row["shift"]))
    return [] if wrong <= OFFSET_MAX + drifted else [f"the offset is wrong by {wrong} s"]


def first_time(data):
    """-> that of the first packet of a pcap file, in microseconds"""
    seconds, micros = struct.unpack_from("<II", data, two_points.PCAP_HEADER)
    return seconds * two_points.MICROSECONDS + micros


def slow_parts(bench, row, shift, drift_ppm):
    """-> the captures of the case, much slower, and when they begin"""
    parts, first = [], None
    for side in two_points.SIDES:
        path = bench.out_file(f"{side}.pcap")
        bench.run("editcap", "-F", "pcap", bench.copy(two_points.capture_of(row["name"], side)),
                  path)
        data, wrong = path.read_bytes(), (0, 0)
        first = first or first_time(data)
        if side == "server":
            data, wrong = two_points.set_clock(data, -float(row["shift"]), 0), (shift, drift_ppm)
        moved = bench.out_file(f"{side}.pcap")
        moved.write_bytes(two_points.set_clock(data, *wrong, SLOWER, first))
        moved.chmod(0o644)
        parts.append(moved)
    return parts, first / two_points.MICROSECONDS


def measured(bench, merged):
    """-> offset and drift of the second source, and when it has them"""
    told = bench.tshark("-q", "-r", merged, *SOURCES, "-z", "dcomauth,clocks").out.decode()
    cells = next(line.split() for line in told.splitlines() if line.startswith("1 "))
    at = datetime.datetime.fromisoformat(cells[7])
    return float(cells[2]), float(cells[3]), at.timestamp()


def check_shift(bench, row, shift, drift_ppm):
    """Right at the middle of the common packets, also for a long capture with a drift."""
    parts, first = slow_parts(bench, row, shift, drift_ppm)
    offset, drift, at = measured(bench, together(bench, parts))
    wrong = offset - shift - drift_ppm / 1e6 * (at - first)
    if abs(wrong) <= OFFSET_MAX and abs(drift - drift_ppm) <= DRIFT_MAX:
        return []
    return [f"the offset is wrong by {wrong:.6f} s, the drift is {drift} ppm"]


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
    healthy = next(row for row in two_points.read_table() if row["name"] == "healthy")
    for shift, drift in itertools.product(SHIFTS, DRIFTS_PPM):
        listed.append((f"the clock is wrong by {shift} s and {drift} ppm",
                       functools.partial(check_shift, bench, healthy, shift, drift)))
    return listed


def main():
    with harness.Bench() as bench:
        return harness.run_checks(checks(bench))


if __name__ == "__main__":
    sys.exit(main())
