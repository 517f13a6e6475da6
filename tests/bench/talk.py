# SPDX-License-Identifier: GPL-2.0-or-later
"""Hosts, and the frames that they exchange: whole TCP connections and UDP datagrams.

A talk is a list of (nanoseconds after its start, frame, whether an authentication PDU ends in it).
"""
import pathlib
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "captures"))
import packets  # noqa: E402  (beside the capture tests)

MSS = 1460
WINDOW = 64240
TTL = 64
SYN_OPTIONS = bytes.fromhex("020405b40103030801010402")
MICROSECOND = 1000
MILLISECOND = 1000 * MICROSECOND


def mac_of(address):
    """A locally administered address that is different for each host."""
    return b"\x02\x00" + address


class Site:
    """A network and a domain of its own: its addresses and names are as long as the templates'."""

    def __init__(self, rng):
        self.prefix = bytes(rng.randrange(10, 100) for _ in range(3))
        self.label = letters(rng, 4)
        first, second, third = self.prefix
        self.prefix6 = bytes([0xFD, 0, first, second, third, 0, 0, 0])

    def host(self, number):
        return self.prefix + bytes([number])

    def host6(self, number):
        return self.prefix6 + bytes(7) + bytes([number])

    def mac_of(self, address):
        """The same for both addresses of a host."""
        return mac_of(self.host(address[-1]))


def letters(rng, count):
    return bytes(rng.choice(b"abcdefghijklmnopqrstuvwxyz") for _ in range(count))


def ephemeral(rng):
    return rng.randrange(32768, 61000)


class Connection:
    """Writes down a TCP connection while it is spoken; the times are made up as it goes."""

    def __init__(self, rng, client, server, port, authentication=False):
        self._rng = rng
        self._ends = (client, server)
        self._ports = (ephemeral(rng), port)
        self._next = [rng.getrandbits(32), rng.getrandbits(32)]
        self._authentication = authentication
        self._round_trip = rng.randrange(100, 3000) * MICROSECOND
        self.time = 0
        self.talk = []

    def _segment(self, side, flags, payload=b"", options=b""):
        other = 1 - side
        source, target = self._ends[side], self._ends[other]
        acknowledged = self._next[other] if flags & packets.ACK else 0
        frame = packets.build(packets.Segment(
            mac_of(target) + mac_of(source), source, target, packets.TCP, TTL, self._ports[side],
            self._ports[other], payload, self._next[side], acknowledged, flags, WINDOW, options))
        self.talk.append((self.time, frame, self._authentication and bool(flags & packets.PSH)))
        ends = bool(flags & (packets.SYN | packets.FIN))
        self._next[side] = (self._next[side] + len(payload) + ends) & 0xFFFFFFFF

    def open(self, accepted=True):
        self._segment(0, packets.SYN, options=SYN_OPTIONS)
        if accepted:
            self.wait(self._round_trip)
            self._segment(1, packets.SYN | packets.ACK, options=SYN_OPTIONS)
            self.wait(20 * MICROSECOND)
            self._segment(0, packets.ACK)
        return self

    def wait(self, time):
        self.time += time

    def say(self, side, data):
        """Sends data from the client (0) or the server (1); every second full segment is acked."""
        self.wait(self._round_trip)
        for number, offset in enumerate(range(0, len(data), MSS), 1):
            last = offset + MSS >= len(data)
            self._segment(side, packets.ACK | (packets.PSH if last else 0),
                          data[offset:offset + MSS])
            self.wait(12 * MICROSECOND)
            if number % 2 == 0 and not last:
                self._segment(1 - side, packets.ACK)
        return self

    def close(self):
        for side, flags in ((0, packets.FIN | packets.ACK), (1, packets.FIN | packets.ACK),
                            (0, packets.ACK)):
            self._segment(side, flags)
            self.wait(40 * MICROSECOND)
        return self.talk


def datagram(source, target, ports, payload):
    """-> the frame"""
    return packets.build(packets.Segment(mac_of(target) + mac_of(source), source, target,
                                         packets.UDP, TTL, *ports, payload))


def length_prefixed(form, data):
    return struct.pack(form, len(data)) + data
