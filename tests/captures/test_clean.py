#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""captures/clean.py leaves no name and no address, the messages as they were, and the diagnosis."""
import functools
import ipaddress
import json
import sys

import capfile
import harness
import wrappings

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


def cleaned_of(bench, capture):
    """-> the cleaned copy, the names and the addresses"""
    cleaned = bench.out_file(f"{capture.stem}-clean.pcapng")
    try:
        names, addresses = clean.clean(capture, cleaned, key=KEY)
    except SystemExit as refusal:
        raise harness.Complaint([f"refused: {refusal}"]) from refusal
    cleaned.chmod(0o644)
    return cleaned, names.words, addresses


def check(bench, capture):
    cleaned, words, addresses = cleaned_of(bench, capture)
    problems = [f"left: {what}" for what in clean.leftovers(cleaned, words, addresses)]
    if check_clean.shape(capture) != check_clean.shape(cleaned):
        problems.append("other messages than before")
    before, after = (findings(bench.report(path)) for path in (bench.copy(capture), cleaned))
    return problems + harness.difference(json.dumps(before, indent=1), json.dumps(after, indent=1))


def wrapped(bench, capture, around):
    """A copy of the capture inside something else; frames that are no IP are left out."""
    link_type, packets = capfile.read(capture)
    path = bench.out_file(f"{capture.stem}-{around.__name__}.pcapng")
    capfile.write(path, [packet.with_data(around(packet.data)) for packet in packets
                         if wrappings.is_ip(packet.data)], link_type)
    path.chmod(0o644)
    return path


def check_wrapped(bench, capture, around):
    """Nothing is left, no packet is lost, the diagnosis is the same; or the frame is named."""
    source = wrapped(bench, capture, around)
    cleaned, words, _ = cleaned_of(bench, source)
    before, after = (findings(bench.report(path)) for path in (source, cleaned))
    problems = harness.difference(json.dumps(before, indent=1), json.dumps(after, indent=1))
    if not words or not before:
        problems.append("nothing was found in it")
    if len(capfile.read(source)[1]) != len(capfile.read(cleaned)[1]):
        problems.append("packets are lost")
    original = {ipaddress.ip_address(text).packed for text in ("10.20.30.101", "10.20.30.20")}
    raw = cleaned.read_bytes()
    return problems + [f"left: {packed.hex()}" for packed in original if packed in raw]


def check_refused(bench, capture, around):
    """What is not understood is refused by its frame, and nothing is written."""
    cleaned = bench.out_file("clean.pcapng")
    try:
        clean.clean(wrapped(bench, capture, around), cleaned, key=KEY)
    except SystemExit as refusal:
        said = str(refusal)
        return [] if "frame 1 " in said and not cleaned.exists() else [said]
    return ["was not refused"]


def check_netmon(bench, capture):
    """Network Monitor has a link type for each frame."""
    source = bench.out_file("netmon.cap")
    bench.run("editcap", "-F", "netmon2", bench.copy(capture), source)
    cleaned, _, _ = cleaned_of(bench, source)
    same = len(capfile.read(capture)[1]) == len(capfile.read(cleaned)[1])
    return [] if same else ["packets are lost"]


def main():
    captures = harness.captures()
    if not harness.ALL:
        captures = captures[harness.TURN % EVERY::EVERY]
    one = harness.CAPTURES / "origin_tgt_rejected_by_dc2.pcapng"
    with harness.Bench() as bench:
        checks = [(capture.stem, functools.partial(check, bench, capture)) for capture in captures]
        checks += [(f"in {around.__name__}", functools.partial(check_wrapped, bench, one, around))
                   for around in wrappings.UNDERSTOOD]
        checks.append(("in esp", functools.partial(check_refused, bench, one, wrappings.esp)))
        checks.append(("of Network Monitor", functools.partial(check_netmon, bench, one)))
        return harness.run_checks(checks)


if __name__ == "__main__":
    sys.exit(main())
