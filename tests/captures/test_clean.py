#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""captures/clean.py leaves no name and no address, the messages as they were, and the diagnosis."""
import functools
import json
import sys

import harness

sys.path[:0] = [str(harness.CAPTURES), str(harness.CAPTURES / "lab")]
import check_clean  # noqa: E402, the path has to be set first
import clean  # noqa: E402

KEY = b"the same names in every run"
EVERY = 8  # cleaning takes several runs of tshark
# What of a finding has nothing to do with names.
SAME = ("severity", "outcome", "verdict", "confidence", "bind_frame", "answer_frame",
        "connection_frame", "auth_type", "auth_level", "status", "reject_reason", "hresult",
        "exchange", "etypes", "relative_time", "server_port")


def findings(report):
    """What of the findings has nothing to do with names."""
    return [[finding[key] for key in SAME] +
            [(error["frame"], error["code"], error["link"]) for error in finding["krb_errors"]]
            for finding in json.loads(report)["findings"]]


def check(bench, capture):
    cleaned = bench.out_file(f"{capture.stem}-clean.pcapng")
    names, addresses = clean.clean(capture, cleaned, key=KEY)
    cleaned.chmod(0o644)
    problems = [f"left: {what}" for what in check_clean.leftovers(cleaned, names.words, addresses)]
    if check_clean.shape(capture) != check_clean.shape(cleaned):
        problems.append("other messages than before")
    before, after = (findings(bench.report(path)) for path in (bench.copy(capture), cleaned))
    return problems + harness.difference(json.dumps(before, indent=1), json.dumps(after, indent=1))


def main():
    captures = harness.captures()
    if not harness.ALL:
        captures = captures[harness.TURN % EVERY::EVERY]
    with harness.Bench() as bench:
        return harness.run_checks([(capture.stem, functools.partial(check, bench, capture))
                                   for capture in captures])


if __name__ == "__main__":
    sys.exit(main())
