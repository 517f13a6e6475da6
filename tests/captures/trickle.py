#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs a command with a capture on its standard input, as pcap, with a pause after every so many
packets: so tshark can read the file of a ring before dumpcap begins the next.

    trickle.py CAPTURE COUNT COMMAND...
"""
import pathlib
import struct
import subprocess
import sys
import time

import capfile

PAUSE = 1.5  # seconds
NANOSECONDS = 0xA1B23C4D  # the magic number of such a pcap
SNAPLEN = 262144
SECOND = 10**9


def main():
    capture, count, *command = sys.argv[1:]
    link_type, packets = capfile.read(pathlib.Path(capture))
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        pipe = process.stdin
        pipe.write(struct.pack("<IHHiIII", NANOSECONDS, 2, 4, 0, 0, SNAPLEN, link_type))
        for number, packet in enumerate(packets):
            if number % int(count) == 0:
                pipe.flush()
                time.sleep(PAUSE)
            pipe.write(struct.pack("<4I", *divmod(packet.time, SECOND), len(packet.data),
                                   packet.length) + packet.data)
        pipe.flush()
        time.sleep(PAUSE)
        pipe.close()
    return process.returncode


if __name__ == "__main__":
    sys.exit(main())
