#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Both sources, the one with hooks and the one with a tree for every frame, tell the same: in every
capture and in every way to run tshark, the whole output is byte for byte the same."""
import functools
import sys

import common
from common import harness

WAYS = {
    "one pass": ("-q",),
    "two passes": ("-2", "-q"),
    "tree": ("-V",),
    "tree in two passes": ("-2", "-V"),
    "filter": ("-q", "-Y", "dcerpc || kerberos"),
    "JSON": ("-T", "json"),
    "no reassembly": ("-q", "-o", "tcp.desegment_tcp_streams:FALSE"),
    "no reassembly of RPC": ("-q", "-o", "dcerpc.desegment_dcerpc:FALSE"),
}
DAMAGE_RATES = ("0.0005", "0.002")


def check_equal(bench, capture, way):
    options = (*WAYS[way], "-z", "dcomauth,json")
    path = bench.copy(capture)
    return harness.difference(common.output(bench, path, *options, *common.THOROUGH),
                              common.output(bench, path, *options))


def check_all_in_one(bench, way):
    return check_equal(bench, common.all_in_one(bench), way)


def check_damaged(bench, rate):
    path = bench.out_file(f"damaged-{rate}.pcapng")
    made = bench.run("editcap", "-E", rate, "--seed", "815", common.all_in_one(bench), path)
    if made.status:
        return [f"editcap: {made.complaint}"]
    return check_equal(bench, path, "one pass")


def checks(bench):
    listed = []
    for number, capture in enumerate(common.captures()):
        for way in harness.turn(number, *WAYS):
            listed.append((f"{capture.stem}: {way}",
                           functools.partial(check_equal, bench, capture, way)))
    for way in WAYS:
        listed.append((f"all in one: {way}", functools.partial(check_all_in_one, bench, way)))
    for rate in DAMAGE_RATES:
        listed.append((f"damaged at {rate}", functools.partial(check_damaged, bench, rate)))
    return listed


def main():
    with harness.Bench() as bench:
        return harness.run_checks(checks(bench))


if __name__ == "__main__":
    sys.exit(main())
