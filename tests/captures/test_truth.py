#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compares the reports with the hand-checked TRUTH.tsv beside the captures: those of golden/, which
test_golden.py compares with what one pass gives, and those of two passes.

Every row must hold, and nothing may be reported that no row asks for. Captures with a TRUTH.tsv
of the same format in folders named on the command line are checked as well.
"""
import csv
import functools
import json
import pathlib
import re
import sys

import harness

GOLDEN = harness.HERE / "golden"
NONE = ("", "-", None)
FAILED = {"KDC_ERROR", "KDC_ERROR_NO_BIND", "AP_ERROR", "SERVER_REFUSED_NO_KRBERROR",
          "SERVER_REFUSED_KERBEROS_OK", "NO_KERBEROS", "KDC_UNREACHABLE"}
DEGRADED = {"NTLM_FALLBACK_OK", "KDC_UNREACHABLE_NTLM_OK"}

# What the answer was on the wire, and the outcomes that fit it.
ANSWERS = [
    ("closed by client", {"no-bind", "client-abandoned"}),
    ("bind_nak", {"bind-nak"}),
    ("fault", {"fault"}),
    ("bind_ack", {"token-rejected", "client-abandoned"}),
    ("alter_context_resp", {"token-rejected", "client-abandoned"}),
]

# Where a row's cell has one number that a finding must have: column, how to get at it.
SAME_NUMBER = [
    ("as_rep_frame", lambda finding: finding["exchange"]["as_rep_frame"]),
    ("tgt_ticket_etype", lambda finding: finding["etypes"]["tgt"]),
    ("service_ticket_etype", lambda finding: finding["etypes"]["ticket"]),
    ("conn_syn_frame", lambda finding: finding["connection_frame"]),
    ("server_port", lambda finding: finding["server_port"]),
]
SAME_LIST = [
    ("as_offered_etypes", lambda finding: finding["etypes"]["as_offered"]),
    ("tgs_offered_etypes", lambda finding: finding["etypes"]["tgs_offered"]),
]
SAME_TEXT = [("client_ip", "client"), ("server_ip", "server"), ("spn", "spn")]


def numbers(cell):
    """'25,28(14)' -> [25, 28]"""
    if cell in NONE:
        return []
    parts = [re.match(r"-?\d+", part.strip()) for part in re.split("[,;]", cell)]
    return [int(part[0]) for part in parts if part]


def number(cell):
    return next(iter(numbers(cell)), None)


def likeness(row, finding):
    """How well a finding is about this row; 0: not at all."""
    answer, bind, opened = (number(row[column]) for column in
                            ("response_frame", "bind_frame", "conn_syn_frame"))
    binds = {bind, number(row["first_auth_bind_frame"])}
    points = 4 * (answer is not None and finding["answer_frame"] == answer)
    points += 2 * (bind is not None and finding["bind_frame"] in binds)
    if points or bind is None:
        points += opened is not None and finding["connection_frame"] == opened
    return points


def wrong_links(row, finding):
    links = {error["frame"] for error in finding["krb_errors"] if not error["in_band"]}
    in_band = {error["frame"]: error["code"] for error in finding["krb_errors"]
               if error["in_band"]}
    allowed = {*numbers(row["link_krberror_frames"]),
               *numbers(row["acceptable_supporting_krberror_frames"])}
    primary = number(row["primary_krberror_frame"])
    embedded = number(row["embedded_krberror_frame"])
    wanted = {} if embedded is None else {embedded: number(row["error_code"])}
    problems = [f"linked to {frame}, which is not its cause"
                for frame in sorted(links - allowed)]
    if primary is not None and primary not in links:
        problems.append(f"not linked to {primary}, its cause")
    if in_band != wanted:
        problems.append(f"KRB-ERRORs in the token {in_band}, not {wanted}")
    return problems


def is_session(row):
    """About an SMB session: where it shows no pipe it may be for files, and is a note."""
    return row["response_kind"].startswith("SMB")


def wrong_facts(row, finding):
    problems = []

    def expect(what, wanted, got):
        if got not in wanted:
            problems.append(f"{what} {got}, not {'/'.join(map(str, wanted))}")

    severities = ["warning" if row["verdict"] in DEGRADED else "error"]
    if is_session(row):
        severities.append("note")
    expect("severity", severities, finding["severity"])
    if row["verdict_ids"] not in NONE:
        expect("verdict", row["verdict_ids"].split("|"), finding["verdict"])
    if row["verdict"] in DEGRADED:
        expect("outcome", ["ntlm-fallback"], finding["outcome"])
    else:
        for words, outcomes in ANSWERS:
            if row["response_kind"].startswith(words):
                expect("outcome", sorted(outcomes), finding["outcome"])
        if number(row["response_frame"]) is not None:
            expect("answer_frame", [number(row["response_frame"])], finding["answer_frame"])
    for column, get in SAME_NUMBER:
        if number(row[column]) is not None:
            expect(column, numbers(row[column])[:1], get(finding))
    for column, get in SAME_LIST:
        if numbers(row[column]):
            expect(column, [numbers(row[column])], get(finding))
    for column, key in SAME_TEXT:
        if row[column] not in NONE and "(" not in row[column]:
            expect(key, [row[column]], finding[key])
    if numbers(row["tgs_req_frames"]):
        expect("tgs_req_frame", numbers(row["tgs_req_frames"]),
               finding["exchange"]["tgs_req_frame"])
    return problems


def match(rows, findings):
    """-> [(row, finding or None)], the findings left over. Rows that must have one come first."""
    left = list(findings)
    pairs = []
    for row in sorted(rows, key=lambda row: row["verdict"] not in FAILED | DEGRADED):
        best = max(left, key=lambda finding: likeness(row, finding), default=None)
        if best is None or not likeness(row, best):
            best = None
        else:
            left.remove(best)
        pairs.append((row, best))
    return pairs, left


def check_abandoned(row, notes):
    """The client left after a good answer: a note."""
    for note in notes:
        if note["outcome"] == "client-abandoned" and likeness(row, note):
            return []
    return ["no note that the client gave up"]


def check_row(row, finding, any_finding):
    if row["stage_of_previous"] == "uncertain":
        return []
    if row["verdict"] == "OK":
        return [f"healthy, but reported as {finding['verdict']}"] if finding else []
    if row["verdict"] == "TRUNCATED":
        return []
    if finding is None:
        second_stage = row["stage_of_previous"] == "yes" and any_finding
        return [] if second_stage else ["no finding"]
    return wrong_links(row, finding) + wrong_facts(row, finding)


def check_report(text, rows):
    report = json.loads(text)
    sessions = {row["response_frame"] for row in rows if is_session(row)}
    findings = [finding for finding in report["findings"]
                if finding["severity"] != "note" or str(finding["answer_frame"]) in sessions]
    notes = [finding for finding in report["findings"] if finding["severity"] == "note"]
    abandoned = [row for row in rows if row["verdict"] == "CLIENT_ABANDONED"]
    pairs, left = match([row for row in rows if row not in abandoned], findings)
    problems = [f"{row['verdict']}: {what}" for row in abandoned
                for what in check_abandoned(row, notes)]
    for row, finding in pairs:
        label = f"{row['verdict']} answered in {row['response_frame']}"
        problems += [f"{label}: {what}" for what in check_row(row, finding, bool(findings))]
    if {row["verdict"] for row in rows} == {"TRUNCATED"}:
        left = [finding for finding in left if finding["verdict"] != "truncated"]
    problems += [f"invented: {finding['verdict']}, answer {finding['answer_frame']}"
                 for finding in left]
    return problems


def check_golden(capture, rows):
    return check_report((GOLDEN / f"{capture.stem}.json").read_text("utf-8"), rows)


def check_run(bench, capture, rows, *options):
    return check_report(bench.report(bench.copy(capture), *options), rows)


def checks(bench, folders):
    listed = []
    for folder in folders:
        with open(folder / "TRUTH.tsv", encoding="utf-8", newline="") as table:
            rows = list(csv.DictReader(table, delimiter="\t"))
        names = dict.fromkeys(row["capture"] for row in rows)
        for name in names:
            mine = [row for row in rows if row["capture"] == name]
            if folder == harness.CAPTURES and not harness.ALL:
                first = functools.partial(check_golden, folder / name, mine)
            else:
                first = functools.partial(check_run, bench, folder / name, mine)
            second = functools.partial(check_run, bench, folder / name, mine, "-2")
            listed += [(f"{name}: {len(mine)} row(s), one pass", first),
                       (f"{name}: {len(mine)} row(s), two passes", second)]
        untold = [path.name for path in sorted(folder.glob("*.pcap*")) if path.name not in names]
        listed.append((f"{folder.name}: every capture has a row", lambda untold=untold: untold))
    return listed


def main():
    folders = [harness.CAPTURES, *map(pathlib.Path, sys.argv[1:])]
    with harness.Bench() as bench:
        return harness.run_checks(checks(bench, folders))


if __name__ == "__main__":
    sys.exit(main())
