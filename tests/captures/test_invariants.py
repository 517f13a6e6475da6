#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What holds for every report: on captures, on such with hostile names, on damaged ones.

harness.Bench.report() checks the JSON by itself; here are the other forms, and JSON under damage.
"""
import functools
import json
import re
import sys

import capfile
import harness
import invariants

# Names of the same length that are something in HTML, CSV or the terminal.
HOSTILE = [
    [("alice", "<q>'&"), ("corp", "<b>,"), ("CORP", "<B>;"), ("app", '"<a')],
    [("alice", "a\"\r\nb"), ("corp", "\x1b[2m"), ("CORP", "\x1b[2M"), ("app", "=1+")],
    [("alice", "\u202eab"), ("corp", "&lt;"), ("CORP", "\u200f\t"), ("app", "\u2028")],
]

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
DAMAGE_RATES = ("0.002", "0.02")


def forms(bench, path):
    """-> page, CSV, text"""
    page = bench.out_file(f"{path.stem}.html")
    result = bench.tshark("-q", "-r", path, "-z", f"dcomauth,html,{page}")
    if result.status or result.out or not page.exists():
        raise harness.Complaint([f"tshark ended with {result.status}: {result.complaint}"])
    table, words = (bench.tshark("-q", "-r", path, "-z", option).out.decode()
                    for option in ("dcomauth,csv", "dcomauth"))
    return page.read_bytes().decode(), table, words


def check_forms(bench, capture):
    """CSV is rectangular, the page escaped and about the findings."""
    path = bench.copy(capture)
    findings = json.loads(bench.report(path))["findings"]
    page, table, words = forms(bench, path)
    shown = invariants.page_text(page)
    problems = invariants.html_problems(page) + invariants.csv_problems(table, len(findings))
    problems += [f"the summary of finding {finding['id']} is not on the page"
                 for finding in findings if finding["summary"] not in shown]
    return problems + control_problems(page, words)


def check_hostile(bench, capture, number):
    """Names in the capture make no tags, no attributes, no columns, no control characters."""
    path = renamed(bench, capture, number)
    findings = json.loads(bench.report(path))["findings"]
    usual, _, _ = forms(bench, bench.copy(capture))
    page, table, words = forms(bench, path)
    problems = invariants.html_problems(page) + invariants.csv_problems(table, len(findings))
    for kind, ours, known in zip(("tag", "attribute"), invariants.page_tags(page),
                                 invariants.page_tags(usual)):
        problems += [f"a name made the {kind} {what!r}" for what in sorted(ours - known)]
    return problems + control_problems(page, words)


def control_problems(page, words):
    return [f"{found[0]!r} in the {what} report"
            for what, shown in (("text", words), ("page", page))
            if (found := CONTROL.search(shown))]


def renamed(bench, capture, number):
    """-> a capture in which the names are hostile"""
    link_type, packets = capfile.read(capture)
    path = bench.folder / f"{capture.stem}-hostile-{number}.pcapng"
    capfile.write(path, [packet.with_data(with_names(packet.data, HOSTILE[number]))
                         for packet in packets], link_type)
    return path


def with_names(data, names):
    for old, new in names:
        for coding in ("utf-8", "utf-16-le"):
            size = len(old.encode(coding))
            filled = (new + len(old) * "x").encode(coding)[:size]
            data = data.replace(old.encode(coding), filled)
    return data


FINDINGS_COLUMNS = 13
CAUSES_COLUMNS = 9


def check_tables(bench, capture):
    """Wireshark's tables tell what the report tells, in one pass and in two."""
    path = bench.copy(capture)
    report = json.loads(bench.report(path))
    problems = []
    for options in ([], ["-2"]):
        result = bench.tshark(*options, "-q", "-r", path, "-z", "dcomauth,findings", "-z",
                              "dcomauth,kdcs", "-z", "dcomauth,causes")
        rows = [[cell.strip() for cell in line.split("|")]
                for line in result.out.decode().splitlines() if line.endswith("|")]
        findings = [(row[0], row[3], row[4]) for row in rows
                    if row[0].isdigit() and len(row) == FINDINGS_COLUMNS + 1]
        wanted = [(str(finding["id"]), finding["severity"], finding["verdict"])
                  for finding in report["findings"]]
        if sorted(findings) != sorted(wanted):
            problems.append(f"{options} findings {findings}, not {wanted}")
        causes = [tuple(row[:4]) for row in rows
                  if row[0].isdigit() and len(row) == CAUSES_COLUMNS + 1]
        wanted = [(str(cause["id"]), str(cause["count"]), cause["severity"], cause["verdict"])
                  for cause in report["causes"]]
        if sorted(causes) != sorted(wanted):
            problems.append(f"{options} causes {causes}, not {wanted}")
        kdcs = [(row[0], row[1], row[2], row[6]) for row in rows
                if len(row) == 8 and re.match(r"[0-9a-f]+[.:]", row[0])]
        wanted = [(kdc["address"], *(str(kdc[key]) for key in ("as_ok", "tgs_ok", "unanswered")))
                  for kdc in report["kdcs"]]
        if sorted(kdcs) != sorted(wanted):
            problems.append(f"{options} KDCs {kdcs}, not {wanted}")
    return problems


def check_damaged(bench, capture, rate):
    """Bytes changed at random, as Wireshark's fuzz test does: valid, the same in two passes."""
    path = bench.out_file(f"{capture.stem}-{rate}.pcapng")
    result = bench.run("editcap", "-E", rate, "--seed", "4711", bench.copy(capture), path)
    if result.status:
        return [f"editcap: {result.complaint}"]
    return harness.difference(bench.report(path), bench.report(path, "-2"))


def checks(bench):
    def bound(check, *arguments):
        return functools.partial(check, bench, *arguments)

    ways = [("forms", check_forms), ("tables", check_tables)]
    ways += [(f"hostile names {number + 1}", functools.partial(check_hostile, number=number))
             for number in range(len(HOSTILE))]
    ways += [(f"damaged at {rate}", functools.partial(check_damaged, rate=rate))
             for rate in DAMAGE_RATES]
    listed = []
    captures = harness.captures() if harness.ALL else harness.captures()[harness.TURN % 3::3]
    for number, capture in enumerate(captures):
        for way, check in harness.turn(number, *ways):
            listed.append((f"{capture.stem}: {way}", bound(check, capture)))
    return listed


def main():
    with harness.Bench() as bench:
        return harness.run_checks(checks(bench))


if __name__ == "__main__":
    sys.exit(main())
