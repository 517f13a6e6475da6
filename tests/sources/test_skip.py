#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A report is the same, byte for byte, whether the frames that it does not need are dissected or
not: on all captures, on changed copies of them, and on random sequences of segments.

    test_skip.py [SEED]        the seed of the random captures; DCOMAUTH_SKIP_RANDOM: how many
"""
import functools
import os
import random
import sys

import common
from common import harness

import capfile
import changes
import random_segments

DISSECT_ALL = ("-o", "dcomauth.skip:FALSE")
PAGE = "dcomauth,html"
REPORTS = ("dcomauth,json", "dcomauth", "dcomauth,csv", PAGE)
SEED = 4096
RANDOM_CAPTURES = 12
SNAP_LENGTHS = (60, 90, 128, 256)
MOVED = {88: 1088, 135: 1135, 445: 80, 443: 135, 49152: 443}


def moved(listed):
    """Services on ports of others: what stands at a port is then found by content, or not at
    all."""
    def change(segment):
        return segment.but(source_port=MOVED.get(segment.source_port, segment.source_port),
                           target_port=MOVED.get(segment.target_port, segment.target_port))

    return [(changes._changed(packet, change), number) for packet, number in listed]


def _with_ethernet(prefix):
    def change(listed):
        return [(packet.with_data(packet.data[:12] + prefix + packet.data[14:]), number)
                for packet, number in listed if packet.data[12:14] == b"\x08\0"]
    return change


def _cooked(listed):
    """As Linux's "any" interface has it."""
    head = b"\0\0\0\1\0\6\2\0\0\0\0\1\0\0"
    return [(packet.with_data(head + packet.data[12:]), number) for packet, number in listed]


def _dropped(listed):
    chance = random.Random(SEED)
    return [entry for entry in listed if chance.random() > 0.02]


def _reordered(listed):
    chance = random.Random(SEED)
    result = list(listed)
    for index in range(len(result) - 1):
        if chance.random() < 0.02:
            result[index], result[index + 1] = result[index + 1], result[index]
    return result


TCP_WAYS = ("reassemble_out_of_order:TRUE", "no_subdissector_on_error:FALSE",
            "analyze_sequence_numbers:FALSE", "desegment_tcp_streams:FALSE")

COPIES = {
    "doubled": (changes.repeated(2), capfile.ETHERNET),
    "retransmitted": (changes.retransmitted, capfile.ETHERNET),
    "merged": (changes.merged_with_shift(0.03), capfile.ETHERNET),
    "dropped": (_dropped, capfile.ETHERNET),
    "reordered": (_reordered, capfile.ETHERNET),
    "small segments": (changes.in_small_segments, capfile.ETHERNET),
    "ports moved": (moved, capfile.ETHERNET),
    "other traffic": (changes.with_other_traffic, capfile.ETHERNET),
    "VLAN": (changes.tagged, capfile.ETHERNET),
    "QinQ": (_with_ethernet(b"\x88\xa8\0\1\x81\0\0\2\x08\0"), capfile.ETHERNET),
    "MPLS": (_with_ethernet(b"\x88\x47\0\1\1\x40"), capfile.ETHERNET),
    "PPPoE": (_with_ethernet(b"\x88\x64\x11\0\0\1\0\0\0\x21"), capfile.ETHERNET),
    "raw IP": (changes.without_link_layer, capfile.RAW_IP),
    "cooked": (_cooked, 113),
    "IPv6": (changes.in_ipv6, capfile.ETHERNET),
}


def _report(bench, path, report, *options):
    if report != PAGE:
        return common.output(bench, path, "-q", "-z", report, *options)
    page = bench.out_file("skip.html")
    common.output(bench, path, "-q", "-z", f"{PAGE},{page}", *options)
    text = page.read_text(errors="replace")
    page.unlink()
    return text


def check_same(bench, path, report="dcomauth,json", options=()):
    return harness.difference(_report(bench, path, report, *options, *DISSECT_ALL),
                              _report(bench, path, report, *options))


def check_capture(bench, capture, report):
    return check_same(bench, bench.copy(capture), report)


def check_copy(bench, name):
    change, link_type = COPIES[name]
    packets = capfile.read(common.all_in_one(bench))[1]
    path = bench.out_file(f"skip-{name.replace(' ', '-')}.pcapng")
    listed = change([(packet, number) for number, packet in enumerate(packets, 1)])
    capfile.write(path, [packet for packet, _ in listed], link_type)
    return check_same(bench, path)


def check_cut(bench, length):
    path = bench.out_file(f"skip-cut-{length}.pcapng")
    made = bench.run("editcap", "-s", length, common.all_in_one(bench), path)
    return [f"editcap: {made.complaint}"] if made.status else check_same(bench, path)


def check_random(bench, seed, options=()):
    path = bench.out_file(f"skip-random-{seed}.pcapng")
    capfile.write(path, random_segments.packets(seed), capfile.ETHERNET)
    return check_same(bench, path, options=options)


def checks(bench, seed):
    listed = []
    for number, capture in enumerate(common.captures()):
        for report in harness.turn(number, *REPORTS):
            listed.append((f"{capture.stem}: {report}",
                           functools.partial(check_capture, bench, capture, report)))
    for name in COPIES:
        listed.append((f"all in one: {name}", functools.partial(check_copy, bench, name)))
    for length in SNAP_LENGTHS:
        listed.append((f"cut to {length} bytes", functools.partial(check_cut, bench, length)))
    for number in range(int(os.environ.get("DCOMAUTH_SKIP_RANDOM", RANDOM_CAPTURES))):
        listed.append((f"random, seed {seed + number}",
                       functools.partial(check_random, bench, seed + number)))
    for way in TCP_WAYS:
        listed.append((f"random, tcp.{way}", functools.partial(
            check_random, bench, seed, ("-o", f"tcp.{way}"))))
    return listed


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else SEED
    with harness.Bench() as bench:
        return harness.run_checks(checks(bench, seed))


if __name__ == "__main__":
    sys.exit(main())
