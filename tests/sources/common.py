# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of the sources share: the harness of tests/captures, and what they run it on."""
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "captures"))

import harness  # noqa: E402  pylint: disable=wrong-import-position

# Captures that do not belong to the project but may lie beside it.
BESIDE = harness.PROJECT.parent / "shared" / "captures"
SUFFIXES = (".pcap", ".pcapng", ".cap")

THOROUGH = ("-o", "dcomauth.thorough:TRUE")


def captures():
    """The project's captures, those beside it and those that $DCOMAUTH_MORE_CAPTURES names."""
    folders = [harness.CAPTURES, BESIDE, *os.environ.get("DCOMAUTH_MORE_CAPTURES", "").split()]
    return [path for folder in folders for path in sorted(pathlib.Path(folder).rglob("*"))
            if path.suffix in SUFFIXES]


def all_in_one(bench):
    """-> one capture of all that the project has, one after the other"""
    path = bench.out_file("all.pcapng")
    merged = bench.run("mergecap", "-a", "-w", path, *map(bench.copy, harness.captures()))
    if merged.status:
        raise harness.Complaint([f"mergecap: {merged.complaint}"])
    return path


def output(bench, capture, *options, **how):
    """-> what tshark writes; complains where it fails, unless the capture itself is cut"""
    result = bench.tshark(*options, "-r", capture, **how)
    if result.status and "appears to have been cut short" not in result.err:
        raise harness.Complaint([f"tshark ended with {result.status}: {result.complaint[:300]}"])
    return result.out.decode(errors="replace")
