# SPDX-License-Identifier: GPL-2.0-or-later
"""Random connections, as no network has them: what they carry begins and ends anywhere, segments
are lost, repeated, swapped, sent again in other sizes, acknowledged early, late and twice."""
import random
import struct

import capfile
import changes
import packets as wire

CONNECTIONS = 12
BEGIN_NS = 10**18
PORTS = (88, 135, 139, 445, 445, 445, 80, 443, 389, 1433, 5000, 49152)
SIZES = (1, 3, 60, 536, 1460, 1460, 1460, 1460, 4380)
TIME_STAMPS = b"\x01\x01\x08\x0a" + bytes(8)
SELECTIVE = b"\x01\x01\x05\x0a" + bytes(8)


def _smb2(command, is_response, size, data):
    """A READ response or WRITE request with so many bytes, MS-SMB2 2.2.20 and 2.2.21."""
    header = struct.pack("<4sHHIHHIIQIIQ16x", b"\xfeSMB", 64, 1, 0, command, 1,
                         1 if is_response else 0, 0, 7, 0, 5, 9)
    body = struct.pack("<HBBIII", 17, 80, 0, size, 0, 0) if is_response else struct.pack(
        "<HHIQQQIIHHI", 49, 112, size, 0, 1, 2, 0, 0, 0, 0, 0)
    message = header + body + data * (size // len(data))
    return struct.pack("!I", len(message)) + message


def _rpc(kind, size):
    return struct.pack("<BBBBIHHI", 5, 0, kind, 3, 0x10, size, 0, 1) + bytes(size - 16)


def _pieces(chance):
    """What a connection may carry; some of it spans many segments."""
    large = chance.choice((16384, 20000, 65536))
    return chance.choice((
        _rpc(chance.choice((0, 2, 3, 11, 12, 16)), chance.randrange(16, 200)),
        _smb2(8, True, large, b"data"), _smb2(9, False, large, b"data"),
        _smb2(9, False, large, _rpc(0, 64)), _smb2(8, True, 200, b"data"),
        struct.pack("!I", large) + b"\xfdSMB" + bytes(large - 4),
        b"GET / HTTP/1.1\r\n\r\n", b"RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\n\r\n",
        b"\x16\3\3\0\x40" + bytes(64), b"\x85\0\0\0", chance.randbytes(chance.randrange(1, 3000)),
    ))


class _Side:
    """One end of a connection: what it sends, how far it is, and what it has seen."""

    def __init__(self, chance, ends, start):
        self.ends = ends
        self.start = start
        self.payload = b"".join(_pieces(chance) for _ in range(chance.randrange(6)))
        self.sent = self.seen = 0
        self.bounds = [0]

    def is_done(self):
        return self.sent == len(self.payload)

    def segment(self, other, flags=wire.ACK, part=slice(0, 0), **changed):
        begin = part.start
        made = changes._tcp(*self.ends, flags, self.payload[part], (self.start + begin) % 2**32,
                            (other.start + self.seen) % 2**32)
        return made.but(**changed) if changed else made

    def go_on(self, chance, other):
        begin = self.sent
        self.sent = min(begin + chance.choice(SIZES), len(self.payload))
        self.bounds.append(self.sent)
        return self.segment(other, part=slice(begin, self.sent))

    def send_again(self, chance, other):
        """From where a segment began, and as long as one or as several."""
        first = chance.randrange(max(len(self.bounds) - 12, 0), len(self.bounds))
        last = min(first + chance.choice((1, 1, 1, 2, 3)), len(self.bounds) - 1)
        return self.segment(other, part=slice(self.bounds[first], self.bounds[last]))

    def acknowledge(self, chance, other):
        """-> one or more, mostly of all that has come"""
        self.seen = chance.choice((other.sent, other.sent, other.sent,
                                   chance.choice(other.bounds)))
        here = slice(self.sent, self.sent)
        changed = {}
        if chance.random() < 0.1:
            changed["window"] = chance.choice((0, 1, 8192))
        if chance.random() < 0.2:
            changed["options"] = chance.choice((TIME_STAMPS, SELECTIVE))
        repeats = chance.choice((1, 1, 1, 1, 1, 1, 1, 3, 4))
        return [self.segment(other, part=here, **changed)] * repeats


def _connection(chance, number):
    client, server = (b"\x0a\x14\1" + bytes([1 + chance.randrange(4)]),
                      b"\x0a\x14\2" + bytes([1 + chance.randrange(4)]))
    port = chance.choice(PORTS)
    starts = [chance.choice((1, 2**32 - 5000)) for _ in range(2)]
    there = _Side(chance, (client, server, 40000 + number, port), starts[0])
    back = _Side(chance, (server, client, port, 40000 + number), starts[1])
    segments = []
    if chance.random() < 0.8:
        segments += [changes._tcp(*there.ends, wire.SYN, sequence=starts[0] - 1, acknowledged=0),
                     changes._tcp(*back.ends, wire.SYN | wire.ACK, sequence=starts[1] - 1,
                                  acknowledged=starts[0])]
    while not (there.is_done() and back.is_done()):
        one, other = chance.choice(((there, back), (back, there)))
        roll = chance.random()
        if roll < 0.05:
            segments.append(one.send_again(chance, other))
        elif roll < 0.6 and not one.is_done():
            segments.append(one.go_on(chance, other))
        elif roll > 0.6:
            segments += one.acknowledge(chance, other)
    return segments + [there.segment(back, chance.choice((wire.FIN | wire.ACK, wire.RST)),
                                     slice(there.sent, there.sent))]


def _disturbed(chance, segments):
    result = []
    for segment in segments:
        roll = chance.random()
        if roll < 0.02:
            continue
        result += [segment, segment] if roll < 0.04 else [segment]
        if roll > 0.98 and len(result) > 1:
            result[-2:] = result[:-3:-1]
    return result


def packets(seed):
    """-> the frames of some connections at once"""
    chance = random.Random(seed)
    connections = [_disturbed(chance, _connection(chance, number))
                   for number in range(CONNECTIONS)]
    result, time = [], BEGIN_NS
    while any(connections):
        time += chance.randrange(10**4, 10**chance.choice((5, 7)))
        data = wire.build(chance.choice([one for one in connections if one]).pop(0))
        result.append(capfile.Packet(time, data, len(data)))
    return result
