#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What may carry RPC or Kerberos unseen is told where a finding may be due to it, and nowhere else.

In front of a capture stands a frame between whom the check says. Both sources tell the same, and
the same is told where frames may be skipped.
"""
import functools
import json
import struct
import sys

import capfile
import harness
import packets

CAPTURE = harness.CAPTURES / "anonymous_refused.pcapng"  # its client has no Kerberos traffic
WAYS = {"hooks": (), "thorough": ("-o", "dcomauth.thorough:TRUE"),
        "nothing skipped": ("-o", "dcomauth.skip:FALSE")}
OTHER = bytes([10, 20, 30, 77])
HTTPS, EPMAP_OVER_HTTP, SMB = 443, 593, 445


def opens(port):
    """-> what makes of a segment one that opens a connection to the port"""
    return lambda segment: segment.but(target_port=port, source_port=50999)


def encrypted(segment):
    """The request of a session set-up is no more than its header (MS-SMB2 2.2.41)."""
    header = b"\xfdSMB" + bytes(32) + struct.pack("<IHHQ", 64, 0, 1, 1) + bytes(64)
    return segment.but(target_port=SMB, source_port=50999, flags=packets.PSH | packets.ACK,
                       options=b"", payload=struct.pack(">I", len(header)) + header)


def to_other(change):
    return lambda segment: change(segment).but(target=OTHER)


def of_other(change):
    return lambda segment: change(segment).but(source=OTHER)


# What stands in front -> what a limit says, and what none says.
STORIES = {
    "TLS to the server": (opens(HTTPS), ["to port 443 of 10.20.30.20: TLS", "KDC proxy"], []),
    "TLS to another": (to_other(opens(HTTPS)), ["KDC proxy (MS-KKDCP)"], [": TLS"]),
    "TLS of another": (of_other(opens(HTTPS)), ["no Kerberos traffic"], [": TLS", "KDC proxy"]),
    "RPC over HTTP": (to_other(opens(EPMAP_OVER_HTTP)), ["to port 593 of 10.20.30.77"], []),
    "RPC over HTTP of another": (lambda segment: of_other(opens(EPMAP_OVER_HTTP))(segment).but(
        target=bytes([10, 20, 30, 78])), [], ["port 593"]),
    "SMB 3": (encrypted, ["frame 1 on messages between 10.20.30.101 and 10.20.30.20"], []),
    "SMB 3 to another": (to_other(encrypted), [], ["SMB 3"]),
}


def make(bench, story):
    """-> a capture with a frame more in front"""
    link_type, given = capfile.read(CAPTURE)
    syn = next(packet for packet in given
               if (segment := packets.parse(packet.data)) and segment.flags == packets.SYN)
    frame = packets.build(STORIES[story][0](packets.parse(syn.data)))
    path = bench.folder / "wrapped" / f"{story.replace(' ', '_')}.pcap"
    path.parent.mkdir(exist_ok=True)
    capfile.write(path, [given[0].with_data(frame), *given], link_type)
    return path


def check(bench, story, way):
    _, told, untold = STORIES[story]
    capture = bench.copy(make(bench, story))
    limits = json.loads(bench.report(capture, *WAYS[way]))["limits"]
    return ([f"no limit says {text}: {limits}" for text in told
             if not any(text in limit for limit in limits)] +
            [f"a limit says {text}: {limits}" for text in untold
             if any(text in limit for limit in limits)])


def main():
    with harness.Bench() as bench:
        return harness.run_checks([(f"{story}, {way}", functools.partial(check, bench, story, way))
                                   for story in STORIES for way in WAYS])


if __name__ == "__main__":
    sys.exit(main())
