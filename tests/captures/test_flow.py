#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Wireshark's Flow Graph of the findings, as `tshark -z flow,dcomauth,standard` prints it.

Every frame that has part in a finding is an arrow, at its time and with its words, and no other is.
"""
import re
import sys

import harness

FLOW = ("-q", "-z", "flow,dcomauth,standard")
ORIGIN = harness.CAPTURES / "origin_tgt_rejected_by_dc2.pcapng"
SEVERAL = harness.CAPTURES / "three_clients_interleaved.pcapng"
HEALTHY = harness.CAPTURES / "healthy_samba_tcp.pcapng"
ARROW = re.compile(r"^(?:\d+\s*)?\|(\d+\.\d+)\s*\|(.*)\|([^|]*)$", re.MULTILINE)
WORDS = ("Finding 1: AS-REQ, offers AES256 (18), AES128 (17)", "Finding 1: AS-REP, TGT AES256 (18)",
         "Finding 1: KRB-ERROR 14 KDC_ERR_ETYPE_NOSUPP", "Finding 1: connection opened (SYN)",
         "Finding 1: The domain controller 10.20.30.12 cannot use ticket-granting tickets")


def arrows(bench, capture, *options):
    """-> [(time, comment)]"""
    result = bench.tshark(*options, "-r", bench.copy(capture), *FLOW)
    if result.status or result.complaint:
        raise harness.Complaint([result.complaint or f"ended with {result.status}"])
    return [(time, comment) for time, _, comment in ARROW.findall(result.out.decode())]


def check_frames(bench, capture):
    listed = bench.tshark("-2", "-r", bench.copy(capture), "-Y", "dcomauth", "-T", "fields",
                          "-e", "frame.time_relative")
    times = [f"{float(time):.6f}" for time in listed.out.decode().split()]
    drawn = [time for time, _ in arrows(bench, capture, "-2")]
    return [] if drawn == times else [f"{drawn} instead of {times}"]


def check_words(bench):
    comments = [comment for _, comment in arrows(bench, ORIGIN, "-2")]
    return [f"no {word!r} in {comments}" for word in WORDS
            if not any(comment.startswith(word) for comment in comments)]


def check_one_pass(bench):
    """On the only pass what comes before the answer is not known to belong to it."""
    drawn = arrows(bench, ORIGIN)
    return [] if len(drawn) <= 1 else [f"{len(drawn)} arrows"]


def main():
    with harness.Bench() as bench:
        return harness.run_checks([
            ("every frame of a finding is an arrow", lambda: check_frames(bench, ORIGIN)),
            ("also of several findings", lambda: check_frames(bench, SEVERAL)),
            ("a healthy capture has none", lambda: check_frames(bench, HEALTHY)),
            ("the words beside the arrows", lambda: check_words(bench)),
            ("in one pass", lambda: check_one_pass(bench)),
        ])


if __name__ == "__main__":
    sys.exit(main())
