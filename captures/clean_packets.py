# SPDX-License-Identifier: GPL-2.0-or-later
"""Ethernet frames for clean.py: where addresses, checksums and payload are, and which payloads
belong together, so that a name in two segments is found."""
import ipaddress
import struct

PCAP = struct.Struct("<IIII")
ICMP, ICMPV6 = 1, 58
# Errors: (protocol, type)
QUOTING = {(ICMP, t) for t in (3, 4, 5, 11, 12)} | {(ICMPV6, t) for t in (1, 2, 3, 4)}


def fold(data):
    """Sum of 16-bit words (RFC 1071)."""
    if len(data) % 2:
        data += b"\0"
    return sum(struct.unpack(f">{len(data) // 2}H", data))


class Packet:
    """One frame: where its addresses, checksums and payload are."""

    def __init__(self, head, data):
        self.head, self.data = head, bytearray(data)
        self.old = bytes(data)
        self.ip = self.l4 = self.payload = self.end = None
        self.protocol = self.flow = self.fragment = None
        offset, kind = 14, int.from_bytes(data[12:14], "big")
        while kind == 0x8100:
            kind = int.from_bytes(data[offset + 2:offset + 4], "big")
            offset += 4
        self.kind, self.offset = kind, offset
        if kind == 0x0800 and len(data) >= offset + 20:
            self.read_ipv4()
        elif kind == 0x86DD and len(data) >= offset + 40:
            self.read_ipv6()
        if self.l4 is not None:
            self.read_transport()

    def read_ipv4(self):
        d, o = self.data, self.offset
        self.ip, self.size = (o + 12, o + 16), 4
        self.l4 = o + (d[o] & 15) * 4
        self.end = min(len(d), o + int.from_bytes(d[o + 2:o + 4], "big"))
        self.protocol = d[o + 9]
        fragment = int.from_bytes(d[o + 6:o + 8], "big")
        if fragment & 0x3FFF:
            self.fragment = ((bytes(d[o + 12:o + 20]), bytes(d[o + 4:o + 6])),
                             (fragment & 0x1FFF) * 8)

    def read_ipv6(self):
        d, o = self.data, self.offset
        self.ip, self.size, self.l4 = (o + 8, o + 24), 16, o + 40
        self.end = min(len(d), o + 40 + int.from_bytes(d[o + 4:o + 6], "big"))
        self.protocol = d[o + 6]

    def read_transport(self):
        d, o = self.data, self.l4
        addresses = bytes(d[self.ip[0]:self.ip[0] + 2 * self.size])
        later = self.fragment is not None and self.fragment[1] > 0
        if later:
            self.payload, self.checksum = o, None
        elif self.protocol == 6 and self.end >= o + 20:
            self.payload, self.checksum = o + (d[o + 12] >> 4) * 4, o + 16
            self.flow = (addresses, bytes(d[o:o + 4]))
            self.sequence = int.from_bytes(d[o + 4:o + 8], "big") + (d[o + 13] >> 1 & 1)
        elif self.protocol == 17 and self.end >= o + 8:
            self.payload, self.checksum = o + 8, o + 6
        else:
            self.payload = o
            self.checksum = o + 2 if self.protocol in (ICMP, ICMPV6) else None

    def addresses(self):
        if self.ip is None:
            return []
        return [str(ipaddress.ip_address(bytes(self.data[a:a + self.size]))) for a in self.ip]

    def rewrite_addresses(self, p):
        d = self.data
        d[0:6], d[6:12] = p.mac(bytes(d[0:6])), p.mac(bytes(d[6:12]))
        if self.ip:
            change = p.ipv4 if self.size == 4 else p.ipv6
            for at in self.ip:
                d[at:at + self.size] = change(bytes(d[at:at + self.size]))
        elif self.kind == 0x0806:
            o = self.offset
            for at in (o + 8, o + 18):
                d[at:at + 6] = p.mac(bytes(d[at:at + 6]))
                d[at + 6:at + 10] = p.ipv4(bytes(d[at + 6:at + 10]))
        # The link-layer address that neighbour discovery carries (RFC 4861 4.6.1)
        if self.protocol == ICMPV6 and d[self.l4] in range(133, 138):
            for at in range(self.l4 + 24, self.end - 7, 8):
                if d[at] in (1, 2) and d[at + 1] == 1:
                    d[at + 2:at + 8] = p.mac(bytes(d[at + 2:at + 8]))

        if (self.protocol, d[self.l4] if self.l4 else None) in QUOTING:
            self.rewrite_quoted(p)

    def rewrite_quoted(self, p):
        """The header of the packet that an ICMP error is about (RFC 792, RFC 4443 3)."""
        d, o = self.data, self.l4 + 8
        first, size, change = (12, 4, p.ipv4) if self.protocol == ICMP else (8, 16, p.ipv6)
        if o + first + 2 * size > self.end:
            return
        header = o + (d[o] & 15) * 4
        before = fold(bytes(d[o:header]))
        for at in (o + first, o + first + size):
            d[at:at + size] = change(bytes(d[at:at + size]))
        if self.protocol == ICMP:
            self.move(o + 10, before, fold(bytes(d[o:header])))

    def correct(self):
        """Checksums move by what changed (RFC 1624), so a wrong one stays wrong."""
        d, o = self.data, self.offset
        if self.ip is None:
            return
        if self.size == 4:
            self.move(o + 10, fold(self.old[o:self.l4]), fold(bytes(d[o:self.l4])))
        if self.checksum is None or self.checksum + 2 > len(d):
            return
        if self.fragment and self.protocol == 17:
            d[self.checksum:self.checksum + 2] = b"\0\0"  # RFC 768: none was computed
            return
        if self.protocol == 17 and not any(self.old[self.checksum:self.checksum + 2]):
            return
        # ICMP's checksum alone is without the addresses.
        a, b = self.ip[0], self.ip[0] + (0 if self.protocol == ICMP else 2 * self.size)
        before = fold(self.old[a:b]) + fold(self.old[self.l4:self.end])
        after = fold(bytes(d[a:b])) + fold(bytes(d[self.l4:self.end]))
        self.move(self.checksum, before, after)

    def move(self, at, before, after):
        old = int.from_bytes(self.data[at:at + 2], "big")
        total = (~old & 0xFFFF) + after - before
        while total < 0 or total > 0xFFFF:
            total = (total & 0xFFFF) + (total >> 16) if total > 0 else total + 0xFFFF
        self.data[at:at + 2] = (~total & 0xFFFF).to_bytes(2, "big")


def read_pcap(path):
    raw = path.read_bytes()
    if struct.unpack_from("<I", raw, 20)[0] != 1:
        raise SystemExit("only Ethernet captures")
    packets, offset = [], 24
    while offset + PCAP.size <= len(raw):
        head = PCAP.unpack_from(raw, offset)
        offset += PCAP.size
        packets.append(Packet(head, raw[offset:offset + head[2]]))
        offset += head[2]
    return raw[:24], packets


def runs(packets):
    """Bytes that belong together, as lists of (packet, start of the payload in the run)."""
    flows, fragments, single = {}, {}, []
    for packet in packets:
        if packet.payload is None or packet.payload >= packet.end:
            continue
        if packet.flow:
            flows.setdefault(packet.flow, []).append(packet)
        elif packet.fragment:
            key, at = packet.fragment
            fragments.setdefault(key, []).append((packet, at - (0 if at else -8)))
        else:
            single.append([(packet, 0)])
    for members in flows.values():
        base = members[0].sequence
        placed = sorted(((p, (p.sequence - base + 2 ** 31) % 2 ** 32 - 2 ** 31) for p in members),
                        key=lambda item: item[1])
        yield from split(placed)
    for members in fragments.values():
        yield from split(sorted(members, key=lambda item: item[1]))
    yield from single


def split(placed):
    """At gaps: nothing is known about what was there."""
    run, end = [], None
    for packet, at in placed:
        if end is not None and at > end:
            yield run
            run, end = [], None
        run.append((packet, at))
        end = max(end or at, at + packet.end - packet.payload)
    yield run


def rewrite_runs(packets, rewrite):
    for run in runs(packets):
        base = run[0][1]
        size = max(at - base + p.end - p.payload for p, at in run)
        whole = bytearray(size)
        for packet, at in reversed(run):
            whole[at - base:at - base + packet.end - packet.payload] = \
                packet.data[packet.payload:packet.end]
        whole = rewrite(bytes(whole))
        for packet, at in run:
            packet.data[packet.payload:packet.end] = \
                whole[at - base:at - base + packet.end - packet.payload]
