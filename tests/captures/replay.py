#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs a command that captures on the interface lo and replays a capture there.

    replay.py CAPTURE COMMAND...

For a network namespace of its own: there lo is down and nothing else is on it. Ends as the command
does, which has to end by itself once it has seen the frames (-c N); it is told to after a while.
"""
import fcntl
import pathlib
import signal
import socket
import struct
import subprocess
import sys
import time

import capfile

INTERFACE = "lo"
SIOCSIFFLAGS = 0x8914  # netdevice(7)
IFF_UP = 1
PATIENCE = 30  # seconds


def bring_up():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh14x", INTERFACE.encode(), IFF_UP))


def is_watched():
    """Whether a packet socket in this namespace takes frames of an interface: packet(7)."""
    index = str(socket.if_nametoindex(INTERFACE))
    rows = [line.split() for line in pathlib.Path("/proc/net/packet").read_text().splitlines()]
    column = {name: number for number, name in enumerate(rows[0])}
    return any(row[column["Iface"]] == index and row[column["R"]] == "1" for row in rows[1:])


def wait_until_watched(process):
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        if is_watched():
            return
        time.sleep(0.02)
    raise SystemExit("replay.py: the command did not begin to capture")


def send(packets):
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as raw:
        raw.bind((INTERFACE, 0))
        for packet in packets:
            raw.send(packet.data)


def main():
    capture, *command = sys.argv[1:]
    packets = capfile.read(pathlib.Path(capture))[1]
    bring_up()
    with subprocess.Popen(command) as process:
        try:
            wait_until_watched(process)
            time.sleep(0.2)  # between the socket and the filter on it
            send(packets)
            return process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            return 1
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)


if __name__ == "__main__":
    sys.exit(main())
