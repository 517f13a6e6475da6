#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""after_last.py [--findings N] [--plugins FOLDER]: what is left to do after the last frame.

Makes a capture of N findings (default 10,000) of three causes: three clients, each refused a ticket
once and then by its server again and again. Counts with callgrind what the reports take when all
frames have been read, and prints the instructions of each finding; and how large the page is.
Fails where a report takes more than AFTER_LAST_MAX instructions a finding, or the page is larger
than PAGE_MAX bytes.
"""
import argparse
import pathlib
import random
import sys

import authentication
import mix
from limits import AFTER_LAST_MAX, PAGE_MAX
from pcapfile import Writer
from runner import Tshark, Variant
from talk import Site
from templates import read_templates

PLUGIN = Variant("dcomauth", True)
FORMS = {"text": "dcomauth", "JSON": "dcomauth,json"}
CAUSES = 3
MINUTE = 60 * 10**9
# What tshark calls when it has read all frames.
AFTER_LAST = "draw_tap_listeners"


def write(path, findings):
    """A capture of so many findings: one behind the other, what is refused for each cause."""
    rng = random.Random(findings)
    templates = read_templates(mix.CAPTURES)
    start = 0
    with Writer(path) as writer:
        for place in range(CAUSES):
            # The refused ticket is followed by a bind of its own.
            count = findings // CAUSES + (place < findings % CAUSES) - 1
            now = start
            for time, frame, _ in authentication.refusals(rng, templates, count, Site(rng)):
                now = start + time
                writer.add(mix.BEGIN + now, frame)
            start = now + MINUTE
    path.chmod(0o644)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--findings", type=int, default=10_000)
    parser.add_argument("--plugins", type=pathlib.Path,
                        default=mix.CAPTURES.parent / "build/plugins")
    arguments = parser.parse_args()
    exceeded = False
    print("| after the last frame | of one finding | at most |\n| --- | ---: | ---: |")
    with Tshark(arguments.plugins) as tshark:
        capture = tshark.folder / "findings.pcap"
        write(capture, arguments.findings)
        for name, form in FORMS.items():
            took = tshark.instructions(PLUGIN, capture, ("-q", "-z", form), inside=AFTER_LAST)
            each = took / arguments.findings
            exceeded |= each > AFTER_LAST_MAX[name]
            print(f"| instructions of the {name} | {each:,.0f} | {AFTER_LAST_MAX[name]:,} |",
                  flush=True)
        page = tshark.folder / "out" / "page.html"
        tshark.run(PLUGIN, capture, ("-q", "-z", f"dcomauth,html,{page}"))
        size = page.stat().st_size
        exceeded |= size > PAGE_MAX
        print(f"| bytes of the page, all findings | {size:,} | {PAGE_MAX:,} |")
    return exceeded


if __name__ == "__main__":
    sys.exit(main())
